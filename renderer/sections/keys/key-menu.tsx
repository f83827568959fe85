import type { ReactElement } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Text } from 'react-aria-components';
import { isSameDevice } from '../../../shared/keys/device-name.ts';
import { parseKeyName } from '../../../shared/keys/key-name.ts';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { auditAddress } from '../../common/audit-address.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';

/** What is seldom done with a key. A leak is kept apart from the routine of rotating. */
export function KeyMenu({ of: key }: { of: KeyView }): ReactElement {
  const { incident, keys } = useStores();
  const here = useKeys(({ view }) => (view.state === 'listed' ? view.deviceName : ''));
  const device = parseKeyName(key.name)?.device;
  const elsewhere = device !== undefined && !isSameDevice(device, here);
  return (
    <MenuTrigger>
      <Button className="button button-quiet key-menu" aria-label={`More for ${key.name}`}>
        <Icon name="more" />
      </Button>
      <Popover placement="bottom end">
        <Menu
          className="menu"
          onAction={(action) => {
            if (action === 'did') window.location.hash = auditAddress({ keyId: key.id });
            if (action === 'leaked') incident.askAboutLeak([named(key)]);
            const { view } = keys.store.getState();
            if (action === 'lost' && device !== undefined && view.state === 'listed')
              void incident.askAboutDevice(device, keysOn(device, view.keys), view.organizationId);
          }}
        >
          <MenuItem id="did" textValue="What it did" className="menu-item menu-item-plain">
            <Text slot="label">What it did</Text>
            <Text slot="description">Its part of the audit log</Text>
          </MenuItem>
          <MenuItem id="leaked" textValue="It leaked" className="menu-item menu-item-plain">
            <Text slot="label">It leaked…</Text>
            <Text slot="description">Revoke it first, then see what was done with it</Text>
          </MenuItem>
          {elsewhere && (
            <MenuItem id="lost" textValue="I lost this device" className="menu-item menu-item-plain">
              <Text slot="label">I lost this device…</Text>
              <Text slot="description">Cut {device} off, with all its keys</Text>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

const named = ({ id, name, tokenHint }: KeyView): Pick<KeyView, 'id' | 'name' | 'tokenHint'> => ({
  id,
  name,
  tokenHint,
});

/** Every working key whose name says that device. */
const keysOn = (device: string, all: readonly KeyView[]): Pick<KeyView, 'id' | 'name' | 'tokenHint'>[] =>
  all
    .filter(({ name, revokedAt }) => {
      const its = parseKeyName(name)?.device;
      return revokedAt === null && its !== undefined && isSameDevice(its, device);
    })
    .map(named);

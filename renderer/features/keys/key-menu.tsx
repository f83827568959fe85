import type { ReactElement } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { useStores } from '../../store/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';

/** What is seldom done with a key. A leak is kept apart from the routine of rotating. */
export function KeyMenu({ of: key }: { of: KeyView }): ReactElement {
  const { incident } = useStores();
  return (
    <MenuTrigger>
      <Button className="button button-quiet key-menu" aria-label={`More for ${key.name}`}>
        <Icon name="more" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          onAction={(action) => {
            if (action === 'leaked')
              incident.ask({
                kind: 'leak',
                thisOne: false,
                keys: [{ id: key.id, name: key.name, tokenHint: key.tokenHint }],
                sessionIds: [],
              });
          }}
        >
          <MenuItem id="leaked" textValue="It leaked" className="menu-item menu-item-plain">
            <Text slot="label">It leaked…</Text>
            <Text slot="description">Revoke it first, then see what was done with it</Text>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

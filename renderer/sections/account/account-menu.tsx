import type { ReactElement } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Text } from 'react-aria-components';
import type { AccountView } from '../../../shared/account.ts';
import { organizationName, roleWords } from '../../common/account-words.ts';
import { useStores } from '../../store/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** The market that is worked with, the others, and the way out. */
export function AccountMenu({
  view,
  onReminders,
  onRename,
  onSignOut,
}: {
  view: Present;
  onReminders: () => void;
  onRename: () => void;
  onSignOut: () => void;
}): ReactElement {
  const { account, keys } = useStores();
  const name = organizationName(view) ?? '';
  return (
    <MenuTrigger>
      <Button className="account-button" aria-label={`${name}: market and account`}>
        <span>{name}</span>
        <Icon name="down" />
      </Button>
      <Popover placement="bottom end">
        <Menu
          className="menu"
          onAction={(id) => {
            if (id === 'sign-out') onSignOut();
            if (id === 'reminders') onReminders();
            if (id === 'rename') onRename();
            if (id === 'keys-page') void keys.openKeysPage();
          }}
        >
          {view.state === 'signed-in' && (
            <MenuSection
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[view.organizationId]}
              onSelectionChange={(chosen) => {
                const id = chosen === 'all' ? undefined : [...chosen][0];
                if (id !== undefined && id !== view.organizationId)
                  void account.chooseOrganization(String(id));
              }}
            >
              <Header>Your markets</Header>
              {view.organizations.map((one) => (
                <MenuItem key={one.id} id={one.id} textValue={one.name} className="menu-item">
                  <Icon name="check" />
                  <Text slot="label">{one.name}</Text>
                  <Text slot="description">{roleWords(one.role)}</Text>
                </MenuItem>
              ))}
            </MenuSection>
          )}
          <MenuSection>
            <Header>
              {view.state === 'signed-in' ? view.person.email : `Key ending in ${view.tokenHint}`}
            </Header>
            <MenuItem id="reminders" className="menu-item" textValue="Reminders">
              <Text slot="label">Reminders…</Text>
            </MenuItem>
            <MenuItem id="rename" className="menu-item" textValue="Rename this computer">
              <Text slot="label">Rename this computer…</Text>
            </MenuItem>
            <MenuItem id="keys-page" className="menu-item" textValue="Open the keys page on the web">
              <Text slot="label">Open the keys page on the web</Text>
            </MenuItem>
            <MenuItem id="sign-out" className="menu-item" textValue="Sign out">
              <Text slot="label">{view.state === 'signed-in' ? 'Sign out…' : 'Forget this key…'}</Text>
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

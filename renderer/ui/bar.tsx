import type { ReactElement, ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger } from 'react-aria-components';
import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';

export interface Tab {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
  /** How many things behind the tab ask for something, and what they are, for screen readers. */
  readonly count?: { readonly number: number; readonly words: string };
}

/** The awning: tabs at the left, what is known and the account at the right. Also what the window is moved by. */
export const Bar = ({ tabs, children }: { tabs: readonly Tab[]; children: ReactNode }): ReactElement => (
  <header className="bar">
    <nav className="tabs" aria-label="Sections">
      {tabs.map((tab) => (
        <a key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined}>
          <TabWords tab={tab} />
        </a>
      ))}
    </nav>
    <FoldedTabs tabs={tabs} />
    <div className="bar-end">{children}</div>
    <div className="valance" aria-hidden="true" />
  </header>
);

const TabWords = ({ tab: { label, count } }: { tab: Tab }): ReactElement => (
  <>
    {label}
    {count && count.number > 0 && (
      <span className="tab-count">
        <span className="spoken">, </span>
        {count.number}
        <span className="spoken"> {count.words}</span>
      </span>
    )}
  </>
);

/** The tabs of a narrow window: a button that says where one is, with the list under it. */
function FoldedTabs({ tabs }: { tabs: readonly Tab[] }): ReactElement {
  const here = tabs.find(({ current }) => current);
  const elsewhere = tabs.reduce((sum, { current, count }) => sum + (current ? 0 : (count?.number ?? 0)), 0);
  return (
    <nav className="tabs-folded" aria-label="Sections">
      <MenuTrigger>
        <Button className="tabs-button">
          {here?.label}
          {elsewhere > 0 && (
            <span className="tab-count">
              <span className="spoken">, </span>
              {elsewhere}
              <span className="spoken"> to look at in other sections</span>
            </span>
          )}
          <Icon name="down" />
        </Button>
        <Popover placement="bottom start">
          <Menu className="menu tabs-menu" aria-label="Sections">
            {tabs.map((tab) => (
              <MenuItem
                key={tab.href}
                id={tab.href}
                href={tab.href}
                textValue={tab.label}
                className="menu-item"
              >
                <TabWords tab={tab} />
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </nav>
  );
}

export const DemoMark = (): ReactElement => <span className="demo-mark">Demo market</span>;

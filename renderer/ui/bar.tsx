import type { ReactElement, ReactNode } from 'react';

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
      {tabs.map(({ href, label, current, count }) => (
        <a key={href} href={href} aria-current={current ? 'page' : undefined}>
          {label}
          {count && count.number > 0 && (
            <span className="tab-count">
              <span className="spoken">, </span>
              {count.number}
              <span className="spoken"> {count.words}</span>
            </span>
          )}
        </a>
      ))}
    </nav>
    <div className="bar-end">{children}</div>
    <div className="valance" aria-hidden="true" />
  </header>
);

export const DemoMark = (): ReactElement => <span className="demo-mark">Demo market</span>;

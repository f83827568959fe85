import type { ReactElement, ReactNode } from 'react';
import { DemoMark } from './bar.tsx';

/** The window before anybody is signed in: the whole awning, and room for two columns under it. */
export const BareWindow = (parts: {
  demo?: boolean;
  children: ReactNode;
  alarms: ReactNode;
  foot: ReactNode;
}): ReactElement => (
  <div className="window bare">
    <header className="canopy">
      <div className="canopy-rail">
        Convene Companion
        {parts.demo && <DemoMark />}
      </div>
    </header>
    <main className="main">
      <div className="bare-alarms">{parts.alarms}</div>
      <div className="hello">{parts.children}</div>
      <footer className="foot">{parts.foot}</footer>
    </main>
  </div>
);

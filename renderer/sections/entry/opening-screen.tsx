import type { ReactElement } from 'react';
import { EntryWindow } from '../../common/entry-window.tsx';
import { Pulse } from '../../ui/pulse.tsx';

/** Main reads what it remembers; no network is waited for, so this is short. */
export const OpeningScreen = (): ReactElement => (
  <EntryWindow foot={null}>
    <h1 className="waiting-head">
      One moment <Pulse />
    </h1>
  </EntryWindow>
);

import type { ReactElement } from 'react';
import { BareWindow } from '../../ui/bare-window.tsx';
import { Pulse } from '../../ui/pulse.tsx';

/** Main reads what it remembers; no network is waited for, so this is short. */
export const OpeningScreen = (): ReactElement => (
  <BareWindow foot={null}>
    <h1 className="waiting-head">
      One moment <Pulse />
    </h1>
  </BareWindow>
);

import type { ComponentProps, ReactElement } from 'react';
import { BareWindow } from '../ui/bare-window.tsx';
import { OpenRevocations } from './open-revocations.tsx';

/** The window before anybody is signed in; what may still work stands above everything there, too. */
export const EntryWindow = (parts: Omit<ComponentProps<typeof BareWindow>, 'alarms'>): ReactElement => (
  <BareWindow {...parts} alarms={<OpenRevocations />} />
);

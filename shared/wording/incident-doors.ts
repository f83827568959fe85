import { capitalized, counted } from './numbers.ts';

/** The two doors of an incident, as the tray names them. */
export const incidentDoorLabels = {
  leak: 'A key leaked…',
  lost: 'I lost a device…',
} as const;

/** What Convene hasn't confirmed of an incident, in the tray. */
export const unconfirmedLabel = (count: number): string =>
  `${capitalized(counted(count, 'thing'))} not revoked yet…`;

export const unconfirmedToolTip = (count: number): string =>
  `Convene Companion: ${counted(count, 'thing')} ${count === 1 ? 'is' : 'are'} not revoked yet`;

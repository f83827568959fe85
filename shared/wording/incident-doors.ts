import type { OpenRevocation } from '../revocations.ts';
import { capitalized, counted } from './numbers.ts';
import { whatMayWork } from './revocation.ts';

/** The two doors of an incident, as the tray names them. */
export const incidentDoorLabels = {
  leak: 'A key leaked…',
  lost: 'I lost a device…',
} as const;

/** What Convene hasn't confirmed, in the tray. */
export const unconfirmedLabel = (count: number): string =>
  `${capitalized(counted(count, 'thing'))} not revoked yet…`;

/** One of them, by what tells it from the others. */
export const unconfirmedOneLabel = ({ market, ...one }: OpenRevocation): string =>
  `${whatMayWork(one)}${market === undefined ? '' : `, ${market}`}`;

export const unconfirmedToolTip = (count: number): string =>
  `Convene Companion: ${counted(count, 'thing')} ${count === 1 ? 'is' : 'are'} not revoked yet`;

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

/** Markets in which a lost device is still to be looked for, in the tray. */
export const toLookThroughLabel = (count: number): string =>
  `${capitalized(counted(count, 'market'))} not looked through yet…`;

/** One of them, by what tells it from the others. */
export const unconfirmedOneLabel = ({ market, ...one }: OpenRevocation): string =>
  `${whatMayWork(one)}${market === undefined ? '' : `, ${market}`}`;

/** What may still work comes before what wasn't looked at; undefined where there is neither. */
export function alarmToolTip({ open, toLookThrough }: AlarmCounts): string | undefined {
  const [count, what, rest] =
    open > 0 ? [open, 'thing', 'revoked'] : [toLookThrough, 'market', 'looked through'];
  if (count === 0) return undefined;
  return `Convene Companion: ${counted(count, what)} ${count === 1 ? 'is' : 'are'} not ${rest} yet`;
}

export interface AlarmCounts {
  /** What may still work. */
  readonly open: number;
  /** Markets in which a lost device is still to be looked for. */
  readonly toLookThrough: number;
}

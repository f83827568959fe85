import type { KeyAge } from '../../shared/keys/key-age.ts';
import type { KeysView, KeyView } from '../../shared/keys/key-view.ts';
import {
  daysAwayText,
  formatDay,
  formatExactTime,
  formatMoment,
  relativeDayText,
  timeText,
} from '../../shared/wording/dates.ts';
import { capitalized, counted } from '../../shared/wording/numbers.ts';
import type { KeyOrder } from './group-keys.ts';
import type { KeyMark } from './key-mark.ts';

const marks: Readonly<Record<KeyMark, string>> = {
  fresh: 'Fresh',
  'due-soon': 'Due soon',
  due: 'Due',
  overdue: 'Overdue',
  revoked: 'Revoked',
  'never-used': 'Never used',
  'not-recognized': 'Not recognized',
  'not-confirmed': 'Not confirmed',
};
export const markWords = (mark: KeyMark): string => marks[mark];

const orders: Readonly<Record<KeyOrder, string>> = {
  device: 'By device',
  due: 'By due date',
  used: 'By last use',
  name: 'By name',
};
export const orderWords = (order: KeyOrder): string => orders[order];

/** `Due 8 July` and `in 29 days`; on the day itself `Due today` and `9 June`. */
export function dueWords({ dueAt, daysLeft }: KeyAge, now: Date): { due: string; away: string } {
  if (daysLeft === 0) return { due: 'Due today', away: formatDay(dueAt, now) };
  return { due: `Due ${formatDay(dueAt, now)}`, away: daysAwayText(daysLeft) };
}

/** `used today, 9:12` or `never used`. */
export const usedWords = ({ lastUsedAt }: KeyView, now: Date): string =>
  lastUsedAt === null ? 'never used' : `used ${formatMoment(new Date(lastUsedAt), now)}`;

/** `2 working keys`: counts stand beside names here, so they are figures. */
export const workingWords = (working: number, all: number): string => {
  if (working === 0) return all === 1 ? '1 revoked key' : `${all} revoked keys`;
  return working === 1 ? '1 working key' : `${working.toLocaleString('en-US')} working keys`;
};

/** `List from 9:41`, and why it is no newer one. */
export function listStateWords({ asOf, stale }: Extract<KeysView, { state: 'listed' }>): string {
  const list = `list from ${timeText(new Date(asOf))}`;
  if (!stale) return capitalized(list);
  return `${stale.code === 'offline' ? 'Offline' : 'Not up to date'}, ${list}`;
}

export const foundWords = (found: number): string =>
  found === 0 ? 'No key found' : `${capitalized(counted(found, 'key'))} found`;

/** `Revoked today,` and `8:57:14`: the time stands apart because its figures line up. */
export const revokedWords = (revokedAt: string, now: Date): { day: string; time: string } => {
  const at = new Date(revokedAt);
  return { day: `Revoked ${relativeDayText(at, now)},`, time: formatExactTime(at) };
};

import type { Backup, RepairChange, SettingsPlace, SettingsPlaces } from '../settings.ts';
import { capitalized, counted, listed } from './numbers.ts';

const whys: Readonly<Record<SettingsPlaces['why'], string>> = {
  'chosen-by-you': 'You chose it.',
  'only-one': 'It is the only one we found.',
  'written-last': 'It was written last, at least a day after every other.',
  ambiguous: 'More than one could be meant.',
  'none-yet': 'There is none yet.',
};

/** Why that settings file, or why none. */
export const whyWords = (why: SettingsPlaces['why']): string => whys[why];

const states: Readonly<Record<SettingsPlace['state'], string>> = {
  file: 'there',
  missing: 'not there',
  'not-a-file': 'not a file',
  unreadable: 'can’t be read',
};
export const placeStateWords = (state: SettingsPlace['state']): string => states[state];

const changes: Readonly<Record<Backup['before'], string>> = {
  adding: 'adding our entry',
  removing: 'removing our entry',
  repairing: 'repairing it',
  restoring: 'bringing an earlier copy back',
  changing: 'changing it',
};

/** Before which change of ours a copy was kept: "before adding our entry". */
export const changeWords = (before: Backup['before']): string => changes[before];

/** `Two values are hidden, because keys and passwords are never shown.` */
export const hiddenWords = (hidden: number): string =>
  `${capitalized(counted(hidden, 'value'))} ${hidden === 1 ? 'is' : 'are'} hidden, because keys and passwords are never shown.`;

/** `take out two comments and one trailing comma`, behind "We would". */
export function repairWords(all: readonly RepairChange[]): string {
  const count = (kind: RepairChange['kind']): number => all.filter((one) => one.kind === kind).length;
  const out = [
    count('byte-order-mark') > 0 ? 'an invisible mark at the start' : '',
    count('zero-bytes') > 0 ? 'the zero bytes at the end' : '',
    count('comment') > 0 ? counted(count('comment'), 'comment') : '',
    count('trailing-comma') > 0 ? counted(count('trailing-comma'), 'trailing comma') : '',
  ].filter(Boolean);
  return listed([
    ...(count('encoding') > 0 ? ['save it as UTF-8'] : []),
    ...(out.length > 0 ? [`take out ${listed(out)}`] : []),
    ...(count('empty') > 0 ? ['put empty settings into the file'] : []),
  ]);
}

import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { Backup, RepairChange, SettingsPlace, SettingsPlaces } from '../../../shared/settings.ts';
import { formatMoment } from '../../../shared/wording/dates.ts';
import { capitalized, counted, listed } from '../../../shared/wording/numbers.ts';

/** Why that file is used, as the end of a line under its path. */
export function whyThisFile({ why, chosen, places }: SettingsPlaces): string {
  switch (why) {
    case 'chosen-by-you':
      return 'You chose this file.';
    case 'only-one':
      return 'It’s the only one we found.';
    case 'written-last':
      return `It was written last${laterWords(chosen, places)}.`;
    case 'ambiguous':
      return 'More than one file could be meant.';
    case 'none-yet':
      return 'There is no file yet.';
  }
}

/** `, 3 days after the others`. */
function laterWords(chosen: string | undefined, places: readonly SettingsPlace[]): string {
  const time = ({ writtenAt }: SettingsPlace): number => (writtenAt ? Date.parse(writtenAt) : 0);
  const written = places.filter(({ state, writtenAt }) => state === 'file' && writtenAt !== undefined);
  const mine = written.find(({ path }) => path === chosen);
  const others = written.filter(({ path }) => path !== chosen);
  if (!mine || others.length === 0) return '';
  const days = Math.floor((time(mine) - Math.max(...others.map(time))) / 86_400_000);
  if (days < 1) return '';
  return `, ${counted(days, 'day')} after the other${others.length === 1 ? '' : 's'}`;
}

export function placeStateWords({ state, writtenAt, folderExists }: SettingsPlace, now: Date): string {
  switch (state) {
    case 'file':
      return writtenAt ? `Written ${formatMoment(new Date(writtenAt), now)}` : 'A file';
    case 'missing':
      return folderExists ? 'No file yet' : 'Not there';
    case 'not-a-file':
      return 'Something else, not a file';
    case 'unreadable':
      return 'We may not read it';
  }
}

/** `Claude may read its settings from two places. Which one is meant?` Counts what is there, not what could be. */
export function ambiguousTitle(client: ClientId, places: readonly SettingsPlace[]): string {
  const there = likelyPlaces(places).length;
  const count = there > 1 ? counted(there, 'place') : 'more than one place';
  return `${clientShortNames[client]} may read its settings from ${count}. Which one is meant?`;
}

/** The files that are there; where there are none, the folders that a program has made. */
export function likelyPlaces(places: readonly SettingsPlace[]): readonly SettingsPlace[] {
  const there = places.filter(({ state }) => state !== 'missing');
  if (there.length > 1) return there;
  const withFolder = places.filter(({ folderExists }) => folderExists);
  return withFolder.length > 1 ? withFolder : places;
}

/** `in line 3`, `in lines 3, 7 and 12`; the first eight, then how many more. */
export function changedLinesWords(changes: readonly RepairChange[]): string {
  const lines = [...new Set(changes.map(({ line }) => line))].sort((one, other) => one - other);
  const shown = lines.slice(0, 8).map(String);
  const more = lines.length - shown.length;
  if (lines.length === 1) return `in line ${shown[0] ?? ''}`;
  return `in lines ${listed(more > 0 ? [...shown, `${more} more`] : shown)}`;
}

const changesOfOurs: Readonly<Record<Backup['before'], readonly [before: string, undo: string]>> = {
  adding: ['before we added our entry', 'added our entry'],
  removing: ['before we removed our entry', 'removed our entry'],
  repairing: ['before we repaired the file', 'repaired the file'],
  restoring: ['before an earlier copy was restored', 'restored an earlier copy'],
  changing: ['before we changed our entry', 'changed our entry'],
};

export const backupDateWords = ({ takenAt }: Backup, now: Date): string =>
  capitalized(formatMoment(new Date(takenAt), now));

export const backupBeforeWords = ({ before }: Backup): string => changesOfOurs[before][0];

/** `We added our entry today, 9:38.` */
export const ourChangeWords = ({ before, takenAt }: Backup, now: Date): string =>
  `We ${changesOfOurs[before][1]} ${formatMoment(new Date(takenAt), now)}.`;

export const sizeWords = (bytes: number): string =>
  bytes < 1_000
    ? `${bytes} bytes`
    : `${(bytes / 1_000).toLocaleString('en-US', { maximumFractionDigits: 1 })} kB`;

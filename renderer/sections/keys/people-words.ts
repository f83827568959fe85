import { formatMoment } from '../../../shared/wording/dates.ts';
import { capitalized, counted, inWords } from '../../../shared/wording/numbers.ts';
import type { PersonKeys } from '../../common/people.ts';

/** What matters of a person, in a line. */
export function personWords({ name, active, keys, lastUsedAt }: PersonKeys, now: Date): string {
  const used = lastUsedAt ? `last used ${formatMoment(new Date(lastUsedAt), now)}` : 'never used';
  if (active) return `${capitalized(counted(keys.length, 'key'))}, ${used}.`;
  const works = keys.length === 1 ? 'One key that' : `${capitalized(counted(keys.length, 'key'))} that`;
  return `${name} has left the team. ${works} ${name} made ${keys.length === 1 ? 'is' : 'are'} still there, ${used}.`;
}

/** Behind the sentence of a person of whom a search shows only a part. */
export const partWords = (shown: number): string => `Your search shows ${inWords(shown)} of them.`;

/** With the number, because a search may show fewer. */
export const revokeAllWords = (keys: number): string =>
  keys === 1 ? 'Revoke the key…' : keys === 2 ? 'Revoke both…' : `Revoke all ${inWords(keys)}…`;

/** What a screen reader says of that button. It begins with the words one sees, so that speaking them presses it. */
export const revokeAllOfWords = ({ name, keys }: Pick<PersonKeys, 'name' | 'keys'>): string =>
  `${revokeAllWords(keys.length)} ${keys.length === 1 ? `The key of ${name}` : `Keys of ${name}`}`;

export const peopleFoundWords = (found: number): string =>
  found === 0 ? 'Nobody found' : `${capitalized(counted(found, 'person', 'people'))} found`;

export const noPeopleWords = (search: string): string =>
  search === ''
    ? 'Nobody has a working key.'
    : `No working key matches “${search}”. Try a person, a device or the last four characters.`;

/** Who should have keys, and where to keep them. Source: Convene's help on keeping keys safe. */
export const keyAdvice: readonly string[] = [
  'Keys are for people who manage this market anyway. Whoever leaves takes no key along: revoke theirs that day.',
  'One key for each device and each assistant, with a name that says both.',
  'A key belongs in a keychain or a password manager. Not in a mail, a chat, a shared document or a repository.',
];

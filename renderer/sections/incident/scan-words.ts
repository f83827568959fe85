import { clientShortNames } from '../../../shared/clients.ts';
import type { Adoption, ScanFinding, ScanPlace, ScanView } from '../../../shared/scan.ts';
import { capitalized, counted, inWords, listed } from '../../../shared/wording/numbers.ts';

type Ended = Extract<ScanView, { state: 'ended' }>;
type ScanTotals = Pick<Ended, 'files' | 'bytes' | 'skipped'>;

const placeNames: Readonly<Record<Exclude<ScanPlace['kind'], 'chosen'>, string>> = {
  documents: 'Documents',
  desktop: 'Desktop',
  downloads: 'Downloads',
  projects: 'Projects',
  'shell-history': 'What was typed in a terminal',
  'client-settings': 'Settings of assistants',
};

/** What a place is called; a chosen folder by its own name. */
export const placeWords = ({ kind, path }: ScanPlace): string =>
  kind === 'chosen' ? (path.split(/[/\\]/u).findLast((part) => part !== '') ?? path) : placeNames[kind];

const countOf = ({ findings, moreFindings }: Ended): number => findings.length + moreFindings;

const brokeOff = 'Something on this computer kept us from going on. Look again, at fewer places at once.';
const nothingFound: Readonly<Record<Ended['end'], { readonly title: string; readonly detail: string }>> = {
  whole: {
    title: 'No key is lying around in these places.',
    detail: 'Keys in your keychain are where they belong; those aren’t looked at.',
  },
  stopped: { title: 'We stopped. No key was found until then.', detail: 'The rest wasn’t looked at.' },
  broken: { title: 'The look broke off. No key was found until then.', detail: brokeOff },
};
const restWords: Readonly<Record<Ended['end'], string>> = {
  whole: '',
  stopped: ' You stopped before the end, so the rest wasn’t looked at.',
  broken: ` The look broke off before the end. ${brokeOff}`,
};

const notKnown = (unread: readonly string[]): string =>
  `It isn’t known whether keys are in ${listed(unread)}.`;

/** Nothing is known of what it holds, so nothing is said about it. */
const unreadWords = (unread: readonly string[]): { title: string; detail: string } => ({
  title: `No key was found, but ${counted(unread.length, 'place')} couldn’t be looked into.`,
  detail: notKnown(unread),
});

/** The answer when the look has ended, and what it means. */
export function endedWords(view: Ended): { title: string; detail: string } {
  const found = countOf(view);
  if (found === 0)
    return view.unread.length > 0 && view.end === 'whole' ? unreadWords(view.unread) : nothingFound[view.end];
  const live = view.findings.filter(({ key, settled }) => key.is === 'live' && !settled).length;
  const title =
    found === 1
      ? 'One key is lying around in a file.'
      : `Keys are lying around in ${counted(found, 'place')}.`;
  const works =
    live > 0
      ? `${capitalized(inWords(live))} of them ${live === 1 ? 'still works' : 'still work'}: revoke or rotate ${live === 1 ? 'that first' : 'those first'}.`
      : 'None of them is known to work any more.';
  const only = live === 1 ? 'It still works: revoke or rotate it.' : 'It isn’t known to work any more.';
  return {
    title,
    detail: `${found === 1 ? only : works}${restWords[view.end]}${view.unread.length > 0 ? ` ${notKnown(view.unread)}` : ''}`,
  };
}

/** `3 of 7 places`. */
export const placesDoneWords = ({
  placesDone,
  places,
}: Pick<ScanView & { state: 'looking' }, 'placesDone' | 'places'>): string =>
  `${placesDone} of ${counted(places, 'place')}`;

/** `1,204 files, 310 MB`. */
export const tallyWords = ({ files, bytes }: ScanTotals): string =>
  `${files.toLocaleString('en-US')} ${files === 1 ? 'file' : 'files'}, ${sizeText(bytes)}`;

/** Sizes in powers of a thousand, as the file managers of the big systems show them. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 9.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit] ?? ''}`;
}

const skippedNames: Readonly<Record<keyof ScanTotals['skipped'], readonly [string, string]>> = {
  'not-ours': ['file of somebody else', 'files of somebody else'],
  unreadable: ['file that can’t be read', 'files that can’t be read'],
  special: ['special file', 'special files'],
  vanished: ['file that went away meanwhile', 'files that went away meanwhile'],
};
const skippedReasons = Object.keys(skippedNames) as (keyof ScanTotals['skipped'])[];

/** What wasn't looked into, with the reasons; nothing where all was. */
export function skippedWords({ skipped }: ScanTotals): string {
  const parts = skippedReasons.flatMap((reason) => {
    const count = skipped[reason];
    return count > 0 ? [counted(count, ...skippedNames[reason])] : [];
  });
  return parts.length === 0 ? '' : `Not looked into: ${listed(parts)}.`;
}

/** Which key it is, as a sentence's beginning. */
export function whichKeyWords({ key, tokenHint }: ScanFinding): string {
  switch (key.is) {
    case 'live':
    case 'revoked':
      return key.name;
    case 'several':
      return `A key ending in ${tokenHint}`;
    case 'unknown':
    case 'no-list':
      return `A Convene key ending in ${tokenHint}`;
  }
}

/** Whether the key works, as far as that is known. */
export function aliveWords({ key, settled }: ScanFinding): string {
  if (settled === 'adopted') return 'Replaced by a key in the keychain.';
  if (settled === 'revoked') return 'Revoked. Nobody can use it any more.';
  switch (key.is) {
    case 'live':
      return 'It still works.';
    case 'revoked':
      return 'It is revoked and can’t be used.';
    case 'several':
      return `It is one of these: ${listed(key.names, 'or')}. More than one ends that way.`;
    case 'unknown':
      return 'It is none of this market’s keys. It may belong to another market, and may work.';
    case 'no-list':
      return 'The list of keys couldn’t be loaded, so it isn’t known whose it is. It may be yours, and may work.';
  }
}

/** What being in a git repository means for it; nothing where it is in none. */
export function gitWords({ inGitRepository, key, settled }: ScanFinding): string {
  if (!inGitRepository) return '';
  return settled !== undefined || key.is === 'revoked'
    ? 'The file is in a git repository. If the key was ever committed, history keeps it, but it opens nothing now.'
    : 'The file is in a git repository. If the key was ever committed, history keeps it: only revoking helps.';
}

export const findingPlace = ({ path, line }: ScanFinding): string => `${path}, line ${line}`;

export const adoptStepWords = (
  id: Adoption['steps'][number]['id'],
  { client }: Pick<Adoption, 'client'>,
): string => {
  const name = clientShortNames[client];
  switch (id) {
    case 'connected':
      return `${name} is connected with a new key that stays in the keychain`;
    case 'entry-removed':
      return 'The entry with the pasted key is gone from its settings';
    case 'old-revoked':
      return 'The pasted key is revoked';
  }
};

/** What adopting came to. Where a step waits, that is said first. */
export function adoptedWords(
  { steps, oldKeyStays }: Adoption,
  name: string,
): { title: string; detail: string } {
  const isDone = (id: Adoption['steps'][number]['id']): boolean =>
    steps.some((step) => step.id === id && step.done);
  if (!isDone('connected'))
    return {
      title: `${name} isn’t connected yet.`,
      detail: 'The old key stays where it is and works. Go on under Connect, then come back here.',
    };
  if (!isDone('entry-removed'))
    return {
      title: `${name} has its new key, but the old one is still in its settings.`,
      detail: 'Remove that entry by hand, or try once more from here.',
    };
  if (oldKeyStays || !isDone('old-revoked'))
    return {
      title: `The key in clear text is gone from ${name}’s settings, but it still works.`,
      detail: oldKeyStays
        ? 'We couldn’t tell which of your keys it was. Find it under Keys by its ending, and revoke it.'
        : 'Convene hasn’t confirmed that it is revoked. We keep trying; you see it under Keys.',
    };
  return {
    title: `${name}’s key is in the keychain now.`,
    detail: 'The key in clear text is gone from its settings, and revoked.',
  };
}

import { type SkippedReason, skippedReasons } from '../scan.ts';

const words: Readonly<Record<SkippedReason, string>> = {
  'not-ours': 'of other people',
  unreadable: 'unreadable',
  special: 'no files',
  vanished: 'gone meanwhile',
};

/** `3 binary, 1 unreadable`; nothing when nothing was skipped. */
export const skippedWords = (skipped: Readonly<Record<SkippedReason, number>>): string =>
  skippedReasons
    .filter((reason) => skipped[reason] > 0)
    .map((reason) => `${skipped[reason].toLocaleString('en-US')} ${words[reason]}`)
    .join(', ');

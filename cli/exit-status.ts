import type { FailureCode } from '../shared/failure.ts';
import { failureTraits } from '../shared/failure-traits.ts';

/** What the shell is told; `--help` and `docs/command-line.md` say the same in words. */
export const exitStatus = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  notAllowed: 3,
  noConnection: 4,
  notConfirmed: 5,
  needsYou: 6,
  due: 7,
  notRead: 8,
} as const;

export const statusOf = (code: FailureCode): number => exitStatus[failureTraits(code).exitStatus];

/** For `--help`, in the order of the numbers. */
export const exitStatusWords: readonly string[] = [
  'done',
  'failed; from scan: keys were found that may work',
  'wrong use: an unknown command, option, program or copy, or something that isn’t a key',
  'not signed in, or not allowed',
  'Convene couldn’t be reached or gave no clear answer',
  'not confirmed: treat what should have ended as still working',
  'waits for you: quit or start Claude, unlock the keychain, choose a file, or agree',
  'keys are due (only from due)',
  'what was named couldn’t be looked into (only from scan): nothing is known of what it holds',
];

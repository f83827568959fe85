import type { FailureCode } from '../shared/failure.ts';

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
} as const;

const groups: Partial<Record<FailureCode, number>> = {
  'bad-input': exitStatus.wrongUse,
  'not-a-key': exitStatus.wrongUse,
  'signed-out': exitStatus.notAllowed,
  'sign-in-denied': exitStatus.notAllowed,
  'sign-in-expired': exitStatus.notAllowed,
  'sign-in-cancelled': exitStatus.notAllowed,
  'sign-in-not-offered': exitStatus.notAllowed,
  'not-allowed': exitStatus.notAllowed,
  refused: exitStatus.notAllowed,
  offline: exitStatus.noConnection,
  'timed-out': exitStatus.noConnection,
  'server-error': exitStatus.noConnection,
  'unexpected-answer': exitStatus.noConnection,
  'claude-running': exitStatus.needsYou,
  'claude-not-running': exitStatus.needsYou,
  'claude-not-restarted': exitStatus.needsYou,
  'keychain-locked': exitStatus.needsYou,
  'claude-did-not-quit': exitStatus.needsYou,
  'claude-did-not-start': exitStatus.needsYou,
  'config-ambiguous': exitStatus.needsYou,
  'consent-needed': exitStatus.needsYou,
};

export const statusOf = (code: FailureCode): number => groups[code] ?? exitStatus.failed;

/** For `--help`, in the order of the numbers. */
export const exitStatusWords: readonly string[] = [
  'done',
  'failed; from scan: keys were found',
  'wrong use: an unknown command, option, program or copy, or something that isn’t a key',
  'not signed in, or not allowed',
  'Convene couldn’t be reached or gave no clear answer',
  'not confirmed: treat what should have ended as still working',
  'waits for you: quit or start Claude, unlock the keychain, choose a file, or agree',
  'keys are due (only from due)',
];

import type { FailureCode } from '../shared/failure.ts';

/** What the shell is told; documented in README.md. */
export const exitStatus = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  notAllowed: 3,
  noConnection: 4,
  notConfirmed: 5,
  needsYou: 6,
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
  'claude-running': exitStatus.needsYou,
  'claude-not-running': exitStatus.needsYou,
  'claude-not-restarted': exitStatus.needsYou,
  'keychain-locked': exitStatus.needsYou,
};

export const statusOf = (code: FailureCode): number => groups[code] ?? exitStatus.failed;

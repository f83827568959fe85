import type { FailureCode } from './failure.ts';

/** What follows from a failure's code, wherever it appears. */
export interface FailureTraits {
  /** The same thing can simply be tried again, without asking anybody. */
  readonly retryable: boolean;
  /** The server may have acted all the same: what was made counts as made, what was revoked as working. */
  readonly outcomeUnknown: boolean;
  /** The server says that it is over, and yet it isn't. */
  readonly stillWorks: boolean;
  /** The person settles it outside the companion, which goes on by itself once it sees that. */
  readonly needsPerson: boolean;
  /** What the shell is told, by the names of `cli/exit-status.ts`. */
  readonly exitStatus: 'failed' | 'wrongUse' | 'notAllowed' | 'noConnection' | 'notConfirmed' | 'needsYou';
}

const usual: FailureTraits = {
  retryable: false,
  outcomeUnknown: false,
  stillWorks: false,
  needsPerson: false,
  exitStatus: 'failed',
};
const noClearAnswer = { retryable: true, outcomeUnknown: true, exitStatus: 'noConnection' } as const;
const wrongUse = { exitStatus: 'wrongUse' } as const;
const notAllowed = { exitStatus: 'notAllowed' } as const;
const waitsForClient = { needsPerson: true, exitStatus: 'needsYou' } as const;
const needsYou = { exitStatus: 'needsYou' } as const;
const retryable = { retryable: true } as const;

/** Where a code differs from the usual. */
const special: Readonly<Partial<Record<FailureCode, Partial<FailureTraits>>>> = {
  offline: noClearAnswer,
  'timed-out': noClearAnswer,
  'server-error': noClearAnswer,
  'unexpected-answer': noClearAnswer,
  'certificate-untrusted': noClearAnswer,
  'proxy-password': noClearAnswer,
  'revocation-unconfirmed': { ...noClearAnswer, exitStatus: 'notConfirmed' },
  'revoked-key-accepted': { retryable: true, stillWorks: true, exitStatus: 'notConfirmed' },
  'signed-out': { ...notAllowed, retryable: true },
  'not-allowed': notAllowed,
  refused: notAllowed,
  'sign-in-denied': notAllowed,
  'sign-in-expired': notAllowed,
  'sign-in-cancelled': notAllowed,
  'sign-in-not-offered': notAllowed,
  'bad-input': wrongUse,
  'not-a-key': wrongUse,
  'claude-running': waitsForClient,
  'claude-not-running': waitsForClient,
  'claude-not-restarted': waitsForClient,
  'claude-did-not-quit': needsYou,
  'claude-did-not-start': needsYou,
  'config-ambiguous': needsYou,
  'consent-needed': needsYou,
  'keychain-locked': { ...needsYou, retryable: true },
  'keychain-no-bus': retryable,
  'keychain-no-service': retryable,
  'keychain-silent': retryable,
  'keychain-asks': { ...needsYou, retryable: true },
  'keychain-failed': retryable,
  'storage-failed': retryable,
  busy: retryable,
};

export const failureTraits = (code: FailureCode): FailureTraits => ({ ...usual, ...special[code] });

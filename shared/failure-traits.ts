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
}

const usual: FailureTraits = {
  retryable: false,
  outcomeUnknown: false,
  stillWorks: false,
  needsPerson: false,
};
const noClearAnswer = { retryable: true, outcomeUnknown: true } as const;
const needsPerson = { needsPerson: true } as const;
const retryable = { retryable: true } as const;

/** Where a code differs from the usual. */
const special: Readonly<Partial<Record<FailureCode, Partial<FailureTraits>>>> = {
  offline: noClearAnswer,
  'timed-out': noClearAnswer,
  'server-error': noClearAnswer,
  'unexpected-answer': noClearAnswer,
  'certificate-untrusted': noClearAnswer,
  'proxy-password': noClearAnswer,
  'revocation-unconfirmed': noClearAnswer,
  'revoked-key-accepted': { retryable: true, stillWorks: true },
  'signed-out': retryable,
  'claude-running': needsPerson,
  'claude-not-running': needsPerson,
  'claude-not-restarted': needsPerson,
  'keychain-locked': retryable,
  'keychain-no-bus': retryable,
  'keychain-no-service': retryable,
  'keychain-silent': retryable,
  'keychain-asks': retryable,
  'keychain-failed': retryable,
  'storage-failed': retryable,
  busy: retryable,
};

export const failureTraits = (code: FailureCode): FailureTraits => ({ ...usual, ...special[code] });

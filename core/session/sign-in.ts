import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { SessionSecret } from '../keychain/session-secrets.ts';

/** A sign-in that waits for the person (RFC 8628). */
export interface PendingSignIn {
  readonly userCode: string;
  /** With the code filled in where the server offers that. */
  readonly verificationAddress: string;
  readonly expiresAt: Date;
  /**
   * Polls until it is settled. Fails with sign-in-denied, sign-in-expired or sign-in-cancelled; a network fault is
   * told to `onTrouble` (undefined when it is over) and polling goes on until the code expires.
   */
  wait(
    signal: AbortSignal,
    onTrouble: (trouble: Failure | undefined) => void,
  ): Promise<Result<SessionSecret>>;
}

import type { ClientId } from './clients.ts';

/** Every way in which something can fail, by code. The words for people are in `wording/failures.ts`. */
export const failureCodes = [
  // Convene and the way to it
  'offline',
  'timed-out',
  'refused',
  'signed-out',
  'not-allowed',
  'not-found',
  'conflict',
  'device-name-taken',
  'invalid',
  'server-error',
  'unexpected-answer',
  'clock-wrong',
  'certificate-untrusted',
  'proxy-password',
  // Revoking a key
  'revocation-unconfirmed',
  'revoked-key-accepted',
  // Signing in
  'sign-in-not-offered',
  'sign-in-denied',
  'sign-in-expired',
  'sign-in-cancelled',
  'not-a-key',
  // The keychain
  'keychain-locked',
  'keychain-no-bus',
  'keychain-no-service',
  'keychain-library-missing',
  'keychain-silent',
  'keychain-asks',
  'keychain-entry-too-large',
  'keychain-failed',
  'secret-missing',
  // Claude's settings file
  'config-missing',
  'config-link-broken',
  'config-empty',
  'config-not-a-file',
  'config-unreadable',
  'config-not-writable',
  'config-too-large',
  'config-byte-order-mark',
  'config-not-json',
  'config-not-an-object',
  'config-servers-not-an-object',
  'config-ambiguous',
  'config-changed-meanwhile',
  'entry-name-taken',
  'backup-missing',
  'nothing-to-undo',
  // Connecting
  'claude-running',
  'claude-not-running',
  'claude-not-restarted',
  'claude-did-not-quit',
  'claude-did-not-start',
  'local-servers-forbidden',
  'client-missing',
  'client-command-failed',
  'entry-vanished',
  'entry-keeps-vanishing',
  'entry-changed',
  'entry-stale',
  'helper-not-started',
  'bridge-missing',
  'bridge-did-not-start',
  'bridge-silent',
  'tool-failed',
  'nothing-to-do',
  'consent-needed',
  // This computer and this program
  'storage-failed',
  'state-damaged',
  'notifications-unavailable',
  'busy',
  'bad-input',
  'untrusted-sender',
  'internal',
] as const;

/** Why there was no connection, where the system says it. */
export const failureReasons = ['no-network', 'name-unknown', 'refused', 'broken'] as const;
export type FailureReason = (typeof failureReasons)[number];

/** How a file is written that isn't UTF-8: `latin-1` stands for any one-byte encoding, `zero-bytes` for what a power cut leaves. */
export const fileEncodings = ['utf-16', 'latin-1', 'zero-bytes'] as const;
export type FileEncoding = (typeof fileEncodings)[number];

export type FailureCode = (typeof failureCodes)[number];

/**
 * A failure with the facts that its words need. Never a secret: no token, no request or answer body.
 * `line` and `column` count from 1. `command` is what a person may type to fix it, `free` a name that nobody has. `detail` is for the log
 * and for `--json`, in technical words; people see the wording of the code. `cause` is why there was no clear answer;
 * `at` is when it was so, ISO 8601 in UTC.
 */
export interface Failure {
  readonly code: FailureCode;
  /** The program whose settings are meant; Claude Desktop where it isn't said. */
  readonly client?: ClientId | undefined;
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly name?: string | undefined;
  readonly command?: string | undefined;
  readonly free?: string | undefined;
  readonly status?: number | undefined;
  readonly cause?: FailureCode | undefined;
  readonly at?: string | undefined;
  /** Of `offline`. */
  readonly reason?: FailureReason | undefined;
  /** Of `storage-failed`, where the file is a program's settings and not one of ours. */
  readonly about?: 'settings' | undefined;
  /** Of `config-not-json`. */
  readonly encoding?: FileEncoding | undefined;
  readonly detail?: string | undefined;
}

export const failure = (code: FailureCode, facts: Omit<Failure, 'code'> = {}): Failure => ({
  code,
  ...facts,
});

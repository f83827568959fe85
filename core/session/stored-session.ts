import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { sessionAccount } from '../keychain/accounts.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import { type SessionSecret, sessionSecretSchema } from '../keychain/session-secrets.ts';

/** `unreadable`: something is there, but not in the form that this version of the companion writes. */
export type StoredSession = SessionSecret | 'none' | 'unreadable';

/** The session's one item in the keychain. Every call fails only as the keychain does. */
export const sessionItem = (secrets: SecretStore) => ({
  async read(): Promise<Result<StoredSession>> {
    const held = await secrets.get(sessionAccount);
    if (!held.ok) return held;
    return ok(held.value === undefined ? 'none' : understood(held.value));
  },

  write: (secret: SessionSecret): Promise<Result<void>> =>
    secrets.set(sessionAccount, JSON.stringify(secret)),

  /** Writes, and makes sure that it can be read again. */
  async writeAndCheck(secret: SessionSecret): Promise<Result<void>> {
    const written = await this.write(secret);
    if (!written.ok) return written;
    const held = await this.read();
    if (!held.ok) return held;
    const same = typeof held.value === 'object' && held.value.refreshToken === secret.refreshToken;
    return same ? ok(undefined) : failed(failure('keychain-failed', { detail: 'the session was not kept' }));
  },

  remove: (): Promise<Result<void>> => secrets.delete(sessionAccount),
});

function understood(text: string): SessionSecret | 'unreadable' {
  try {
    return sessionSecretSchema.safeParse(JSON.parse(text)).data ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}

import type { Result } from '../../shared/result.ts';

/**
 * The one home of secrets. `get` answers `undefined` only when the keychain was surely able to answer and has no
 * such secret; a locked, missing or silent keychain is a failure with its own code (`keychain-*`).
 * Every call ends within its deadline.
 */
export interface SecretStore {
  get(account: string): Promise<Result<string | undefined>>;
  set(account: string, secret: string): Promise<Result<void>>;
  /** Deleting what isn't there is fine. */
  delete(account: string): Promise<Result<void>>;
}

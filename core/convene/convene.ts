import type { CreatedKey, Dashboard, Me, WireKey } from '../../shared/convene/wire.ts';
import type { Result } from '../../shared/result.ts';

/** What Convene says of a key that is tried. `at` is the server's own clock (its `Date` header), ISO 8601 UTC. */
export type KeyProbe =
  | { readonly accepted: true; readonly dashboard: Dashboard; readonly at: string }
  /** `refused`: unknown or revoked (401). `not-allowed`: its creator may no longer, or a draft organization (403). */
  | { readonly accepted: false; readonly reason: 'refused' | 'not-allowed'; readonly at: string };

/** Where session calls get their access token, and a new one when theirs was refused. */
export interface AccessTokens {
  current(): Promise<Result<string>>;
  /** Called with the token that was refused; answers a different one, or fails with `signed-out`. */
  renew(refused: string): Promise<Result<string>>;
}

/**
 * One Convene server. Every call ends within its deadline and answers one of the codes offline, timed-out,
 * refused, signed-out, not-allowed, not-found, conflict, invalid, server-error, unexpected-answer.
 * Reads, revoking and creating with an idempotency key are repeated after a fault on the way; nothing else is.
 */
export interface Convene {
  readonly server: string;
  probeKey(token: string): Promise<Result<KeyProbe>>;
  me(): Promise<Result<Me>>;
  /** All pages. `at`: the server's clock. */
  listKeys(organizationId: string): Promise<Result<{ keys: WireKey[]; at: string }>>;
  createKey(organizationId: string, name: string, idempotencyKey: string): Promise<Result<CreatedKey>>;
  /** Revoking twice answers the first time again. */
  revokeKey(organizationId: string, keyId: string): Promise<Result<{ revokedAt: string }>>;
}

import type {
  CreatedKey,
  Dashboard,
  Me,
  WireActivity,
  WireAuditEvent,
  WireKey,
  WireSession,
  WireTeamSession,
} from '../../shared/convene/wire.ts';
import type { Result } from '../../shared/result.ts';
import type { HeldToken } from './held-token.ts';

/** What Convene says of a key that is tried. `at` is the server's own clock (its `Date` header), ISO 8601 UTC. */
export type KeyProbe =
  | { readonly accepted: true; readonly dashboard: Dashboard; readonly at: string }
  /** `refused`: unknown or revoked (401). `not-allowed`: its creator may no longer, or a draft organization (403). */
  | { readonly accepted: false; readonly reason: 'refused' | 'not-allowed'; readonly at: string };

/** Where session calls get their access token, and a new one when theirs was refused. */
export interface AccessTokens {
  current(): Promise<Result<HeldToken>>;
  /** Called with the token that was refused; answers a different one, or fails with `signed-out`. */
  renew(refused: HeldToken): Promise<Result<HeldToken>>;
}

/** Which events of the audit log: all that is given must hold. Instants are ISO 8601, both included. */
export interface AuditQuery {
  /** What the key did, and what was done to it. */
  readonly keyId?: string | undefined;
  /** What a person, or a key, did. */
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: string | undefined;
  readonly address?: string | undefined;
  /** Each of its words begins a word of who did it, what, to what, or from where. */
  readonly text?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * One Convene server. Every call ends within its deadline and answers one of the codes offline, timed-out,
 * refused, signed-out, not-allowed, not-found, conflict, invalid, server-error, unexpected-answer.
 * Reads, revoking and creating with an idempotency key are repeated after a fault on the way; nothing else is.
 */
export interface Convene {
  readonly server: string;
  /** `bad-input`, and nothing is sent, for the token of another server. */
  probeKey(key: HeldToken): Promise<Result<KeyProbe>>;
  me(): Promise<Result<Me>>;
  /** All pages. `at`: the server's clock. */
  listKeys(organizationId: string): Promise<Result<{ keys: WireKey[]; at: string }>>;
  createKey(organizationId: string, name: string, idempotencyKey: string): Promise<Result<CreatedKey>>;
  /** Revoking twice answers the first time again. */
  revokeKey(organizationId: string, keyId: string): Promise<Result<{ revokedAt: string }>>;
  /**
   * `conflict` when another working key has that name; `not-found` also where the server can't rename keys at all. The same
   * again is fine.
   */
  renameKey(organizationId: string, keyId: string, name: string): Promise<Result<void>>;
  /** Newest first, from `cursor` on; at most 500 in a page. `at`: the server's clock. */
  auditPage(
    organizationId: string,
    query: AuditQuery,
    cursor: string | null,
    limit: number,
    signal?: AbortSignal,
  ): Promise<Result<{ events: WireAuditEvent[]; nextCursor: string | null; at: string }>>;
  /** Counted by the calendar days of `timeZone` (IANA name), the newest 400 with events. */
  auditActivity(
    organizationId: string,
    query: AuditQuery,
    timeZone: string,
  ): Promise<Result<WireActivity & { at: string }>>;
  /** Where this person is signed in with the companion, in all their organizations, seen last first. */
  listSessions(): Promise<Result<{ sessions: WireSession[]; at: string }>>;
  /** Signs one of the person's companions out; again is fine. `endedAt`: the server's clock at its answer. */
  endSession(sessionId: string): Promise<Result<{ endedAt: string }>>;
  /**
   * The device of one of the person's sessions is called otherwise now. `not-found` also where the server can't do that at all. The
   * same again is fine.
   */
  renameSession(sessionId: string, deviceName: string): Promise<Result<void>>;
  /** Where everybody in the organization is signed in with the companion; `not-allowed` for who is no admin there. */
  listTeamSessions(organizationId: string): Promise<Result<WireTeamSession[]>>;
  /** Signs anybody of the organization out, as its admin; again is fine. */
  endTeamSession(organizationId: string, sessionId: string): Promise<Result<{ endedAt: string }>>;
}

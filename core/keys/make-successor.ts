import { randomUUID } from 'node:crypto';
import type { CreatedKey, WireKey } from '../../shared/convene/wire.ts';
import type { Failure, FailureCode } from '../../shared/failure.ts';
import { renewedName } from '../../shared/keys/renewed-name.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type SignedIn, scopeOf } from '../account/account.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { Clock } from '../ports.ts';
import type { Keys } from './keys.ts';

/** What is to be made in which key's place; a new name and idempotency key where the first are used up. */
export interface Successor {
  readonly oldKey: { readonly id: string; readonly name: string };
  readonly newKeyName: string;
  /** The key that an earlier try has made. */
  readonly newKey?: { readonly id: string } | undefined;
  readonly idempotencyKey: string;
}

export interface MakeSuccessorDeps<S extends Successor> {
  readonly keys: Keys;
  readonly clock: Clock;
  /** Signed in where the key is to be made. */
  readonly who: SignedIn;
  /** When the replacement was begun, ISO 8601. */
  readonly begunAt: string;
  /**
   * Keys that this companion made: where several may replace one key at once, what is of the same person and unused can be another
   * one's. Left out where only this computer can replace it.
   */
  madeHere?(within: KeyScope): Promise<Result<ReadonlySet<string>>>;
  /** Notes how the successor is made from here on, before it is asked for: a crash can be explained by that. */
  note(successor: S): Promise<Result<void>>;
}

const refusals: ReadonlySet<FailureCode> = new Set(['conflict', 'not-allowed', 'invalid']);

/**
 * Whether the answer to a creation that is asked for once more, with its idempotency key, says that it made none: a conflict is with
 * somebody else's key, and a refusal is answered again.
 */
export const hasMadeNone = ({ code }: Failure): boolean => refusals.has(code);

/** Milliseconds by which this computer's clock may be ahead of Convene's, when it is told which keys are ours. */
const clockSlackMs = 10 * 60 * 1000;

/**
 * Makes the successor. Asking again within a day answers the same key, by its idempotency key. Later, Convene says that
 * the name is taken: by the key that an earlier try has made and whose token nobody has any more, which is revoked
 * first, or by a stranger's, and then the new one is called otherwise.
 */
export async function makeSuccessor<S extends Successor>(
  deps: MakeSuccessorDeps<S>,
  successor: S,
): Promise<Result<{ successor: S; created: CreatedKey }>> {
  const first = await create(deps.who, successor);
  if (first.ok || first.error.code !== 'conflict') return first;
  const taken = await ourForgottenKey(deps, successor);
  if (!taken.ok) return taken;
  if (taken.value) {
    const gone = await deps.keys.ensureRevoked(deps.who, taken.value, { missingIsFine: true });
    if (!gone.ok) return gone;
  }
  const { newKeyName, oldKey } = successor;
  const anew: S = {
    ...successor,
    newKey: undefined,
    idempotencyKey: randomUUID(),
    newKeyName: taken.value ? newKeyName : renewedName(oldKey.name, deps.clock.now(), true),
  };
  const noted = await deps.note(anew);
  return noted.ok ? create(deps.who, anew) : noted;
}

async function create<S extends Successor>(
  { convene, organization }: SignedIn,
  successor: S,
): Promise<Result<{ successor: S; created: CreatedKey }>> {
  const { newKeyName: name, idempotencyKey } = successor;
  const created = await convene.createKey(organization.id, name, idempotencyKey);
  if (created.ok) return ok({ successor, created: created.value });
  const { error } = created;
  return failed(error.code === 'conflict' ? { ...error, name } : error);
}

/**
 * The working key of that name, if an earlier try of this very replacement has made it and nobody can have its token: it was
 * noted, or this person made it since, and it was never used; where others may replace the same key, only if this companion made
 * it. Anything less sure is somebody's key and stays.
 */
async function ourForgottenKey(
  { who, begunAt, madeHere }: MakeSuccessorDeps<Successor>,
  { newKeyName, newKey, oldKey }: Successor,
): Promise<Result<WireKey | undefined>> {
  const listed = await who.convene.listKeys(who.organization.id);
  if (!listed.ok) return listed;
  const same = listed.value.keys.find(({ name, revoked_at }) => name === newKeyName && revoked_at === null);
  if (!same || same.id === oldKey.id) return ok(undefined);
  const ours = await madeHere?.(scopeOf(who));
  if (ours && !ours.ok) return ours;
  const since = Date.parse(begunAt) - clockSlackMs;
  const madeByUs =
    (!ours || ours.value.has(same.id)) &&
    same.created_by.id === who.person.id &&
    Date.parse(same.created_at) >= since &&
    same.last_used_at === null;
  return ok(same.id === newKey?.id || madeByUs ? same : undefined);
}

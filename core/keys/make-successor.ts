import { randomUUID } from 'node:crypto';
import type { CreatedKey, WireKey } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { renewedName } from '../../shared/keys/renewed-name.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import type { Clock } from '../ports.ts';
import type { PendingRotation } from '../rotation/journal.ts';
import type { Keys } from './keys.ts';

/** What is to be made in which key's place. */
export type Successor = Pick<
  PendingRotation,
  'organization' | 'oldKey' | 'newKeyName' | 'newKey' | 'idempotencyKey' | 'begunAt'
>;

export interface MakeSuccessorDeps<P extends Successor> {
  readonly keys: Keys;
  readonly clock: Clock;
  /** Who is signed in. */
  readonly personId: string;
  /** Writes the journal; what is noted there before a request is what a crash can be explained by. */
  note(pending: P): Promise<Result<void>>;
}

/** Milliseconds by which this computer's clock may be ahead of Convene's, when it is told which keys are ours. */
const clockSlackMs = 10 * 60 * 1000;

/**
 * Makes the successor. Asking again within a day answers the same key, by its idempotency key. Later, Convene says that
 * the name is taken: by the key that an earlier try has made and whose token nobody has any more, which is revoked
 * first, or by a stranger's, and then the new one is called otherwise.
 */
export async function makeSuccessor<P extends Successor>(
  parts: MakeSuccessorDeps<P>,
  who: SignedIn,
  pending: P,
): Promise<Result<{ pending: P; created: CreatedKey }>> {
  const first = await create(who, pending);
  if (first.ok || first.error.code !== 'conflict') return first;
  const taken = await ourForgottenKey(parts.personId, who, pending);
  if (!taken.ok) return taken;
  if (taken.value) {
    const gone = await parts.keys.revokeIn(who, taken.value);
    if (!gone.ok && gone.error.code !== 'not-found') return gone;
    if (gone.ok && gone.value.result !== 'revoked')
      return failed(
        gone.value.result === 'not-confirmed'
          ? gone.value.failure
          : failure('unexpected-answer', { name: taken.value.name, detail: 'the revoked key still works' }),
      );
  }
  const anew: P = {
    ...pending,
    newKey: undefined,
    idempotencyKey: randomUUID(),
    newKeyName: taken.value ? pending.newKeyName : renewedName(pending.oldKey.name, parts.clock.now(), true),
  };
  const noted = await parts.note(anew);
  return noted.ok ? create(who, anew) : noted;
}

async function create<P extends Successor>(
  who: SignedIn,
  pending: P,
): Promise<Result<{ pending: P; created: CreatedKey }>> {
  const created = await who.convene.createKey(
    pending.organization.id,
    pending.newKeyName,
    pending.idempotencyKey,
  );
  if (created.ok) return ok({ pending, created: created.value });
  const { error } = created;
  return failed(error.code === 'conflict' ? { ...error, name: pending.newKeyName } : error);
}

/**
 * The working key of that name, if an earlier try of this very rotation has made it and nobody can have its token: it was
 * noted, or this person made it since and it was never used. Anything less sure is somebody's key and stays.
 */
async function ourForgottenKey(
  personId: string,
  who: SignedIn,
  { organization, newKeyName, begunAt, newKey, oldKey }: Successor,
): Promise<Result<WireKey | undefined>> {
  const listed = await who.convene.listKeys(organization.id);
  if (!listed.ok) return listed;
  const same = listed.value.keys.find(({ name, revoked_at }) => name === newKeyName && revoked_at === null);
  if (!same || same.id === oldKey.id) return ok(undefined);
  const since = Date.parse(begunAt) - clockSlackMs;
  const madeByUs =
    same.created_by.id === personId && Date.parse(same.created_at) >= since && same.last_used_at === null;
  return ok(same.id === newKey?.id || madeByUs ? same : undefined);
}

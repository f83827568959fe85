import { createHash, randomUUID } from 'node:crypto';
import { createStore } from 'zustand/vanilla';
import { failure } from '../../shared/failure.ts';
import type { KeyView, Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { HandoverView } from '../../shared/rotation.ts';
import { sessionAt } from '../account/session-at.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import { successorName } from '../keys/successor-name.ts';
import type { Log } from '../log.ts';
import { isDone, type Operation, type Plan } from '../operations/operation.ts';
import type { Operations } from '../operations/operations.ts';
import type { Runs } from '../operations/runs.ts';
import type { HandoverData } from './handover-data.ts';
import { type HandoverStepDeps, handoverKind } from './handover-kind.ts';
import { handoversV0 } from './handovers-v0.ts';
import { leftKey, type UnknownKey } from './left-key.ts';

type OldKey = Pick<KeyView, 'id' | 'name' | 'tokenHint'>;

/** Replaces keys that live elsewhere, together with the person. Both keys work until they say that the old one may go. */
export interface Handovers {
  view(): readonly HandoverView[];
  onChange(listener: (view: readonly HandoverView[]) => void): () => void;
  /** What was begun before this start. */
  open(): Promise<void>;
  /** Makes the successor, or goes on where that was left; in the organization that is chosen, or `within`. */
  start(key: OldKey, within?: KeyScope): Promise<Result<HandoverView>>;
  /** The new token, for the clipboard; never for the window. `secret-missing` once it was said to be in place. */
  token(id: string): Promise<Result<string>>;
  /** The person says that the new key is where the old one was. */
  placed(id: string): Promise<Result<void>>;
  /**
   * Gives the new token to `deliver`, which says whether it is in its place now; with `unusedMs` the old key is to be revoked only
   * once it wasn't used for so long. What was placed isn't placed again; where nobody knows whether it was, it is.
   */
  placeWith(id: string, deliver: Deliver, unusedMs?: number): Promise<Result<void>>;
  /** A command was given the new token, so that something may use it already. */
  mayBePlaced(id: string): Promise<Result<boolean>>;
  /** Revokes the old key of a handover whose new key is in its place, where its time has come. */
  settle(id: string): Promise<Result<Settled>>;
  /** Revokes the old key, and is done. */
  finish(id: string): Promise<Result<Proof>>;
  /** The old key stays; the new one is revoked. `nothing-to-do` once the old one is being revoked. */
  cancel(id: string): Promise<Result<void>>;
  /** What waits for nothing but its name, or for its old key to be unused, is gone on with. */
  resumeAll(): Promise<void>;
  /** Before the session goes: new keys that nobody has put anywhere are revoked. Answers which may live on and can't be noted. */
  leave(): Promise<UnknownKey[]>;
  /** Which keys are being replaced by hand, and by which, within one organization. */
  involved(within: KeyScope): Promise<KeysHandedOver[]>;
}

export interface KeysHandedOver {
  readonly id: string;
  readonly oldKeyId: string;
  readonly newKeyId: string | undefined;
  /** The person says that the new key is in its place. */
  readonly placed: boolean;
}

export interface HandoverDeps extends HandoverStepDeps {
  readonly operations: Operations;
  readonly log: Log;
}

interface Parts extends HandoverDeps {
  readonly runs: Runs<HandoverData, Proof>;
}

/** Puts a token in its place, and fails where that didn't go well; the token is for nobody else. */
export type Deliver = (token: string) => Promise<Result<void>>;

/** The old key is gone; or it works until `notBefore` at least, because it was used at `lastUsedAt`. ISO 8601. */
export type Settled =
  | { readonly proof: Proof }
  | { readonly notBefore: string; readonly lastUsedAt: string | null };

export function createHandovers(deps: HandoverDeps): Handovers {
  const { account, connections, operations } = deps;
  const runs = operations.kind(handoverKind(deps));
  const parts: Parts = { ...deps, runs };
  const shown = createStore<readonly HandoverView[]>(() => []);
  const show = (): void => shown.setState(viewsHere(parts), true);
  account.onChange(show);
  runs.onChange(show);

  return {
    view: () => shown.getState(),
    onChange: (listener) => shown.subscribe(listener),
    async open() {
      const migrated = await operations.migrate(handoversV0);
      if (!migrated.ok) deps.log('older handovers could not be read', { failure: migrated.error });
      await runs.open();
    },
    start: (key, within) => start(parts, key, within),
    async token(id) {
      const held = await connections.secret(id);
      if (!held.ok) return held;
      return held.value?.token ? ok(held.value.token) : failed(failure('secret-missing'));
    },
    placed: async (id) => {
      const end = await runs.run(id, { change: (data) => ({ ...data, placed: true }) });
      return end.ok || isWaiting(end) ? ok(undefined) : end;
    },
    placeWith: (id, deliver, unusedMs) => placeWith(parts, id, deliver, unusedMs),
    async mayBePlaced(id) {
      const found = await runs.find(id);
      return found.ok ? ok(found.value?.data.placing === true || found.value?.data.placed === true) : found;
    },
    settle: (id) => settlePlaced(parts, id),
    finish: (id) => finish(parts, id),
    async cancel(id) {
      const found = await runs.find(id);
      if (!found.ok) return found;
      return found.value ? runs.rollBack(id) : failed(failure('nothing-to-do'));
    },
    async resumeAll() {
      for (const { id, data } of await runs.all()) {
        if (data.proof) await runs.run(id);
        else if (data.placed && data.revokeAfter) await settlePlaced(parts, id);
      }
    },
    leave: () => leave(parts),
    async involved({ server, organizationId }) {
      return (await runs.all())
        .filter(({ owner }) => owner.organizationId === organizationId && isSameServer(owner.server, server))
        .map(({ id, data: { oldKey, newKey, placed } }) => ({
          id,
          oldKeyId: oldKey.id,
          newKeyId: newKey?.id,
          placed,
        }));
    },
  };
}

/** It has come to where only the person can go on. */
const isWaiting = (end: Result<unknown>): boolean => !end.ok && end.error.code === 'consent-needed';

/** On another server a key of the same id is another key. */
function viewsHere({ account, runs }: Parts): HandoverView[] {
  const now = account.view();
  return runs
    .view()
    .map(({ operation }) => operation)
    .filter(({ data }) => !data.proof)
    .filter(({ owner }) => now.state !== 'signed-in' || isSameServer(owner.server, now.server.address))
    .map(viewOf);
}

async function start(parts: Parts, key: OldKey, within: KeyScope | undefined): Promise<Result<HandoverView>> {
  const { runs, operations } = parts;
  const migrated = await operations.migrate(handoversV0);
  if (!migrated.ok) return migrated;
  const planned = plan(parts, key, within);
  if (!planned.ok) return planned;
  const id = await idOf(parts, planned.value);
  const found = await runs.find(id);
  if (found.ok && found.value && isDone(found.value, 'key-made')) return ok(viewOf(found.value));
  const end = await runs.run(id, { plan: async () => planned });
  if (!end.ok && !isWaiting(end)) return end;
  const made = await runs.find(id);
  if (!made.ok) return made;
  return made.value ? ok(viewOf(made.value)) : failed(failure('nothing-to-do'));
}

function plan(
  { account, clock, deviceName }: Parts,
  { id, name, tokenHint }: OldKey,
  within: KeyScope | undefined,
): Result<Plan<HandoverData>> {
  const who = within ? sessionAt(account, within) : account.signedIn();
  if (!who.ok) return who;
  const { convene, organization, person } = who.value;
  if (!organization.managesKeys) return failed(failure('not-allowed'));
  return ok({
    owner: {
      server: convene.server,
      organizationId: organization.id,
      organizationName: organization.name,
      personId: person.id,
    },
    data: {
      oldKey: { id, name, tokenHint },
      newKeyName: successorName(
        deviceName.nameNow({ server: convene.server, organizationId: organization.id, keyId: id }, name),
        clock.now(),
      ),
      idempotencyKey: randomUUID(),
      placed: false,
      finish: false,
    },
  });
}

/** One key is replaced once at a time: its handover has an id of its own, or one that an older version gave it. */
async function idOf({ runs }: Parts, { owner, data }: Plan<HandoverData>): Promise<string> {
  const begun = (await runs.all()).find(
    (one) =>
      one.data.oldKey.id === data.oldKey.id &&
      one.owner.organizationId === owner.organizationId &&
      isSameServer(one.owner.server, owner.server),
  );
  if (begun) return begun.id;
  const key = `${owner.server} ${owner.organizationId} ${data.oldKey.id}`;
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

async function finish({ runs, account, keys }: Parts, id: string): Promise<Result<Proof>> {
  const found = await runs.find(id);
  if (!found.ok) return found;
  if (!found.value) return failed(failure('nothing-to-do'));
  if (isDone(found.value, 'key-made')) {
    const end = await runs.run(id, { change: (data) => ({ ...data, placed: true, finish: true }) });
    const left = end.ok ? undefined : await runs.find(id);
    // The old key is gone; that its name couldn't be taken yet is another matter.
    return left?.ok && left.value?.data.proof ? ok(left.value.data.proof) : end;
  }
  // Nothing is there yet that could take its place: the old key goes, and what was perhaps made with it.
  const who = sessionAt(account, found.value.owner);
  if (!who.ok) return who;
  const proof = await keys.ensureRevoked(who.value, found.value.data.oldKey);
  if (!proof.ok) return proof;
  const back = await runs.rollBack(id);
  return back.ok ? proof : back;
}

async function placeWith(
  { runs, connections, clock }: Parts,
  id: string,
  deliver: Deliver,
  unusedMs: number | undefined,
): Promise<Result<void>> {
  const found = await runs.find(id);
  if (!found.ok) return found;
  if (found.value?.data.placed) return ok(undefined);
  // Noted before anything may happen with it: killed meanwhile, nobody takes the key back unasked.
  const noted = await runs.run(id, { change: (data) => ({ ...data, placing: true }) });
  if (!noted.ok && !isWaiting(noted)) return noted;
  const token = await connections.secret(id);
  if (!token.ok) return token;
  if (!token.value?.token) return failed(failure('secret-missing'));
  const delivered = await deliver(token.value.token);
  if (!delivered.ok) return delivered;
  const since = clock.now().toISOString();
  const revokeAfter = unusedMs === undefined ? {} : { revokeAfter: { unusedMs, since } };
  const placed = await runs.run(id, { change: (data) => ({ ...data, placed: true, ...revokeAfter }) });
  return placed.ok || isWaiting(placed) ? ok(undefined) : placed;
}

async function settlePlaced(parts: Parts, id: string): Promise<Result<Settled>> {
  const { runs, clock } = parts;
  const found = await runs.find(id);
  if (!found.ok) return found;
  if (!found.value?.data.placed) return failed(failure('nothing-to-do'));
  const { owner, data } = found.value;
  if (data.revokeAfter && !data.finish) {
    const { unusedMs, since } = data.revokeAfter;
    const used = await lastUse(parts, owner, data.oldKey.id);
    if (!used.ok) return used;
    const usedMs = used.value === null ? 0 : Date.parse(used.value);
    const notBefore = new Date(Math.max(usedMs, Date.parse(since)) + unusedMs);
    if (clock.now() < notBefore) return ok({ notBefore: notBefore.toISOString(), lastUsedAt: used.value });
  }
  const proof = await finish(parts, id);
  return proof.ok ? ok({ proof: proof.value }) : proof;
}

/** When Convene saw a key last; null: never, or it knows no such key. */
async function lastUse(
  { account, keys }: Parts,
  owner: Operation<HandoverData>['owner'],
  keyId: string,
): Promise<Result<string | null>> {
  const who = sessionAt(account, owner);
  if (!who.ok) return who;
  const listed = await keys.refresh();
  if (listed.state !== 'listed')
    return failed(listed.state === 'unavailable' ? listed.failure : failure('busy'));
  // The list of another organization, or of an earlier time, says nothing of its use since.
  if (listed.stale) return failed(listed.stale);
  if (listed.organizationId !== owner.organizationId) return failed(failure('busy'));
  return ok(listed.keys.find(({ id }) => id === keyId)?.lastUsedAt ?? null);
}

async function leave({ runs, operations, connections, keys, log }: Parts): Promise<UnknownKey[]> {
  const forgetSecret = async ({ id }: Operation<HandoverData>): Promise<void> => {
    const forgotten = await connections.forgetSecret(id);
    if (!forgotten.ok) log('secret of a handover stays', { failure: forgotten.error });
  };
  // What is in its place, or may be, stays, and so does the old key: the person goes on by hand.
  for (const handover of (await runs.all()).filter(({ data }) => data.placed || data.placing)) {
    await forgetSecret(handover);
    await runs.forget(handover.id);
  }
  const left: UnknownKey[] = [];
  await runs.settleAll(async ({ operation }) => {
    const { owner, data } = operation;
    if (data.newKey) await keys.noteLeft(leftKey(owner, data.newKey));
    else left.push({ what: 'key', name: data.newKeyName, market: owner.organizationName });
    await forgetSecret(operation);
  });
  await operations.forgetOld(handoversV0);
  return left;
}

const viewOf = (handover: Operation<HandoverData>): HandoverView => ({
  id: handover.id,
  organizationId: handover.owner.organizationId,
  oldKey: handover.data.oldKey,
  newKeyName: handover.data.newKeyName,
  ...(handover.data.newKey ? { newKey: handover.data.newKey } : {}),
  stage: !isDone(handover, 'key-made') ? 'to-make' : handover.data.placed ? 'placed' : 'to-place',
});

import { randomUUID } from 'node:crypto';
import { createStore } from 'zustand/vanilla';
import type { CreatedKey, WireKey } from '../../shared/convene/wire.ts';
import type { Failure } from '../../shared/failure.ts';
import { keyName } from '../../shared/keys/key-name.ts';
import type { KeysView, KeyView, Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type Account, type SignedIn, scopeOf } from '../account/account.ts';
import type { Connections } from '../connections/connections.ts';
import type { HeldToken } from '../convene/held-token.ts';
import { type KeyScope, scopedId } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';
import { createRetries } from '../operations/retries.ts';
import type { Clock } from '../ports.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import { freeName } from './free-name.ts';
import { type KnownKeysFile, knownList, withKnownList } from './key-list-cache.ts';
import { keyViews } from './list-view.ts';
import type { ProofsFile, RevocationNote } from './proofs-file.ts';
import { createRevocationNotes } from './revocation-notes.ts';
import { createRevocations } from './revocations.ts';
import type { KeyToRevoke } from './revoke.ts';

export interface KeysDeps {
  readonly account: Account;
  readonly connections: Connections;
  readonly known: StateFile<KnownKeysFile>;
  readonly proofs: StateFile<ProofsFile>;
  readonly clock: Clock;
  readonly deviceName: Pick<DeviceName, 'look' | 'keysOfOldName'>;
  readonly log: Log;
  /** Milliseconds before each further try to get a revocation confirmed. */
  readonly askAgainAfterMs: readonly number[];
  /** An incident asks for this key again by itself. */
  isAskedFor?(key: KeyScope & { readonly keyId: string }): boolean;
}

export interface RevokeOptions {
  /** Tried once more, where the key is of no connection any more. */
  readonly heldToken?: HeldToken | undefined;
  /** A key that Convene doesn't know is as good as revoked; the answer is then without a proof. */
  readonly missingIsFine?: boolean;
}

/** The keys of the organization that is chosen, and revoking them. */
export type Keys = ReturnType<typeof createKeys>;

export function createKeys(parts: KeysDeps) {
  const { account, connections, known, log } = parts;
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const hear of listeners) hear();
  };
  const notes = createRevocationNotes(parts.proofs, log, changed);
  const revocations = createRevocations({
    ...parts,
    notes,
    changed,
    isAskedFor: (key) => parts.isAskedFor?.(key) ?? false,
  });
  const retries = createRetries({
    pausesMs: parts.askAgainAfterMs,
    failed: (_id, error) => log('asking again failed', { error: String(error) }),
  });
  const view = createStore<KeysView>(() => ({ state: 'loading' }));
  /** Whose keys are shown, or couldn't be had: equal ids elsewhere are other keys. */
  let shownOf: KeyScope | undefined;
  const show = (next: KeysView, of?: KeyScope): KeysView => {
    shownOf = of;
    view.setState(next, true);
    return next;
  };
  /** Lists are numbered as they are asked for; the number of the one that is shown. */
  let asked = 0;
  let shown = 0;

  const stopListening = account.onChange(() => {
    const who = account.signedIn();
    if (!who.ok) return;
    // What was said while nobody was signed in isn't so any more, either.
    const isOfAnother = shownOf
      ? !isSameScope(shownOf, scopeOf(who.value))
      : view.getState().state === 'unavailable';
    if (isOfAnother) show({ state: 'loading' });
  });

  /** The latest list from Convene; offline, the last known one with its time and the reason. */
  async function refresh(): Promise<KeysView> {
    const who = account.signedIn();
    if (!who.ok) return show({ state: 'unavailable', failure: who.error });
    asked += 1;
    const turn = asked;
    const answer = await who.value.convene.listKeys(who.value.organization.id);
    // An answer that was overtaken by a newer one would bring back what has changed since.
    const asker: ListAsker = { ...who.value, turn, isOver: () => turn < shown || !isStill(who.value) };
    if (asker.isOver()) return view.getState();
    const next = answer.ok ? await showAnswer(asker, answer.value) : await showInstead(asker, answer.error);
    // Nobody is signed in: it is gone on with when somebody is.
    if (answer.ok || answer.error.code !== 'signed-out') await keepAsking();
    return next;
  }

  async function showAnswer(
    who: ListAsker,
    { keys, at }: { readonly keys: WireKey[]; readonly at: string },
  ): Promise<KeysView> {
    const scope = scopeOf(who);
    const saved = await known.update((file) => withKnownList(file, scope, { asOf: at, keys }), {
      ifBusy: 'go-on',
    });
    if (!saved.ok) log('list of keys could not be remembered', { failure: saved.error });
    await revocations.askAgain(who);
    return showList(who, keys, at);
  }

  /** Convene has given no list: why, and the last known one where that may be shown. */
  async function showInstead(who: ListAsker, why: Failure): Promise<KeysView> {
    // What is open in another organization isn't stopped by this one's refusal.
    if (why.code === 'not-allowed' || why.code === 'not-found') await revocations.askAgain(who);
    const lasting = why.code === 'not-allowed' || why.code === 'signed-out';
    const saved = await known.read();
    const last = saved.ok && !lasting ? knownList(saved.value, scopeOf(who)) : undefined;
    if (who.isOver()) return view.getState();
    if (last) return showList(who, last.keys, last.asOf, why);
    shown = who.turn;
    return show({ state: 'unavailable', failure: why }, why.code === 'signed-out' ? undefined : scopeOf(who));
  }

  /** The same person, on the same server, with the same organization. */
  const isStill = (who: SignedIn): boolean => {
    const now = account.signedIn();
    return now.ok && now.value.person.id === who.person.id && isSameScope(scopeOf(now.value), scopeOf(who));
  };

  async function showList(
    who: ListAsker,
    keys: readonly WireKey[],
    asOf: string,
    stale?: Failure,
  ): Promise<KeysView> {
    const scope = scopeOf(who);
    const held = await connections.within(scope);
    const deviceName = await parts.deviceName.look();
    const views = keyViews(keys, {
      scope,
      connectionOf: new Map(
        held.ok ? held.value.flatMap(({ id, keyId }) => (keyId === undefined ? [] : [[keyId, id]])) : [],
      ),
      ofOldName: parts.deviceName.keysOfOldName(scope),
      notes: await notes.read(),
      open: await revocations.mine(),
    });
    if (who.isOver()) return view.getState();
    shown = who.turn;
    return show(
      {
        state: 'listed',
        organizationId: scope.organizationId,
        keys: views,
        asOf,
        ...(stale ? { stale } : {}),
        deviceName,
      },
      scope,
    );
  }

  async function revoke(keyId: string): Promise<Result<Proof>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const proof = await revokeIn(who.value, { id: keyId });
    await refresh();
    return proof;
  }

  async function revokeIn(who: SignedIn, key: KeyToRevoke, options?: RevokeOptions): Promise<Result<Proof>> {
    const named = { id: key.id, name: key.name ?? nameOf(key.id) };
    const proof = await revocations.revoke(who, named, options?.heldToken);
    await keepAsking();
    return proof;
  }

  /**
   * Revokes a key and proves it: noted before it is asked; then the server's word, the test of the old token at its own server,
   * and the note of both. The token of a connection that used it is forgotten; the list is not loaded anew.
   * `revocation-unconfirmed` without a clear answer: it stays noted and is asked for again. `revoked-key-accepted` where the old
   * token still works. Any other failure is Convene's clear refusal, or that nobody is signed in.
   */
  async function ensureRevoked(
    who: SignedIn,
    key: KeyToRevoke,
    options?: RevokeOptions & { readonly missingIsFine?: false },
  ): Promise<Result<Proof>>;
  async function ensureRevoked(
    who: SignedIn,
    key: KeyToRevoke,
    options: RevokeOptions,
  ): Promise<Result<Proof | undefined>>;
  async function ensureRevoked(
    who: SignedIn,
    key: KeyToRevoke,
    options: RevokeOptions = {},
  ): Promise<Result<Proof | undefined>> {
    const proof = await revokeIn(who, key, options);
    return !proof.ok && proof.error.code === 'not-found' && options.missingIsFine ? ok(undefined) : proof;
  }

  function nameOf(keyId: string): string | undefined {
    const list = view.getState();
    return list.state === 'listed' ? list.keys.find(({ id }) => id === keyId)?.name : undefined;
  }

  /** Makes a key for a place that the companion doesn't write to itself; its token is answered this once. */
  async function create(assistant: string, device: string): Promise<Result<CreatedKey>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const name = keyName(assistant, device);
    const created = await who.value.convene.createKey(who.value.organization.id, name, randomUUID());
    if (!created.ok && created.error.code === 'conflict') {
      const now = await refresh();
      const free = now.state === 'listed' ? { free: freeNameIn(now.keys, name) } : {};
      return failed({ ...created.error, name, ...free });
    }
    if (!created.ok) return created;
    await refresh();
    return created;
  }

  /** As long as something is open for whoever is signed in. */
  async function keepAsking(): Promise<void> {
    const open = await revocations.toAskFor();
    if (open.length === 0) retries.settled(openRevocations);
    else
      retries.later(openRevocations, async () => {
        await refresh();
      });
  }

  return {
    view: (): KeysView => view.getState(),
    /** Of which server and organization it is what is shown. */
    shownOf: (): KeyScope | undefined => shownOf,
    onChange: (listener: (view: KeysView) => void): (() => void) => view.subscribe(listener),
    refresh,
    create,
    /** What a key of that name would be called, by the list that is at hand; undefined where there is none of just there. */
    freeName(name: string, within: KeyScope): string | undefined {
      const now = view.getState();
      return now.state === 'listed' && shownOf && isSameScope(shownOf, within)
        ? freeNameIn(now.keys, name)
        : undefined;
    },
    revoke,
    ensureRevoked,
    noteRevocation: revocations.note,
    noteLeft: revocations.noteLeft,
    /** The proof that is kept here of a key that is dead. */
    async proofOf({ server, organizationId }: KeyScope, keyId: string): Promise<Proof | undefined> {
      return (await notes.read()).proofs[scopedId(server, organizationId, keyId)];
    },
    /** A better proof of a key that was known to be dead. */
    noteProof: ({ server, organizationId }: KeyScope, keyId: string, proof: Proof): Promise<void> =>
      notes.proven({ server, organizationId, keyId }, proof),
    /** What was asked for and not confirmed, whoever asked, wherever. */
    askedFor: notes.all,
    /** The same, but not what is being asked for the first time. */
    unconfirmed: revocations.unconfirmed,
    /** Those of whoever is signed in. */
    myRevocations: revocations.mine,
    /** Another key may be open, or one of them no longer. */
    onRevocationsChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Asks for them once more, now. */
    async askAgain(open: readonly RevocationNote[]): Promise<Result<void>> {
      const who = account.signedIn();
      if (!who.ok) return who;
      for (const one of open) await revocations.ask(who.value, one);
      await refresh();
      return ok(undefined);
    },
    /** The computer has slept: what waits for a later moment is asked for at once. */
    wake: retries.wake,
    /** All but what is open still. */
    async forgetAll(): Promise<void> {
      retries.settled(openRevocations);
      const removed = await known.remove();
      if (!removed.ok) log('file stays', { failure: removed.error });
      await notes.forgetProofs();
      show({ state: 'loading' });
    },
    close(): void {
      stopListening();
      retries.close();
    },
  };
}

/** They are asked for together, with the list. */
const openRevocations = 'open-revocations';

const freeNameIn = (keys: readonly KeyView[], name: string): string =>
  freeName(
    name,
    keys.map((key) => ({ name: key.name, revoked: key.revokedAt !== null })),
  );

/** Who asked for a list. While it is made ready a newer one may have come, or somebody else. */
interface ListAsker extends SignedIn {
  readonly turn: number;
  isOver(): boolean;
}

const isSameScope = (one: KeyScope, other: KeyScope): boolean =>
  one.server === other.server && one.organizationId === other.organizationId;

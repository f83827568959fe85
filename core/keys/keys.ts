import { randomUUID } from 'node:crypto';
import { createStore } from 'zustand/vanilla';
import type { CreatedKey, WireKey } from '../../shared/convene/wire.ts';
import type { Failure } from '../../shared/failure.ts';
import { keyName } from '../../shared/keys/key-name.ts';
import type { KeysView, KeyView, RevokeOutcome } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account, SignedIn } from '../account/account.ts';
import type { Connections } from '../connect/connections.ts';
import type { JsonFile } from '../files/json-file.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { KnownKeysFile } from './known-keys-file.ts';
import type { ProofsFile } from './proofs-file.ts';
import { revokeWithProof } from './revoke.ts';

export interface KeysParts {
  readonly account: Account;
  readonly connections: Connections;
  readonly known: JsonFile<KnownKeysFile>;
  readonly proofs: JsonFile<ProofsFile>;
  readonly clock: Clock;
  readonly deviceName: string;
  readonly log: Log;
  /** Milliseconds between two tries to get a revocation confirmed. */
  readonly askAgainAfterMs: number;
}

/** The keys of the organization that is chosen, and revoking them. */
export type Keys = ReturnType<typeof openKeys>;

export function openKeys(parts: KeysParts) {
  const { account, connections, known, proofs, log } = parts;
  const view = createStore<KeysView>(() => ({ state: 'loading' }));
  const show = (next: KeysView): KeysView => {
    view.setState(next, true);
    return next;
  };
  let again: NodeJS.Timeout | undefined;
  /** Lists are numbered as they are asked for; the number of the newest that was answered. */
  let asked = 0;
  let shown = 0;

  /** The latest list from Convene; offline, the last known one with its time and the reason. */
  async function refresh(): Promise<KeysView> {
    const who = account.signedIn();
    if (!who.ok) return show({ state: 'unavailable', failure: who.error });
    const { convene, organization } = who.value;
    const now = view.getState();
    if (now.state === 'listed' && now.organizationId !== organization.id) show({ state: 'loading' });
    asked += 1;
    const turn = asked;
    const answer = await convene.listKeys(organization.id);
    // An answer that was overtaken by a newer one would bring back what has changed since.
    if (turn < shown) return view.getState();
    shown = turn;
    if (stillChosen(organization.id) === false) return view.getState();
    if (!answer.ok) return showLastKnown(organization.id, answer.error);
    const asOf = answer.value.at;
    const saved = await known.update(({ organizations }) => ({
      organizations: { ...organizations, [organization.id]: { asOf, keys: answer.value.keys } },
    }));
    if (!saved.ok) log('list of keys could not be remembered', { failure: saved.error });
    await askAgain(who.value, answer.value.keys);
    return showList(organization.id, answer.value.keys, asOf);
  }

  const stillChosen = (organizationId: string): boolean => {
    const who = account.signedIn();
    return who.ok && who.value.organization.id === organizationId;
  };

  async function showLastKnown(organizationId: string, why: Failure): Promise<KeysView> {
    const lasting = why.code === 'not-allowed' || why.code === 'signed-out';
    const saved = await known.read();
    const last = saved.ok && !lasting ? saved.value.organizations[organizationId] : undefined;
    if (!last) return show({ state: 'unavailable', failure: why });
    return showList(organizationId, last.keys, last.asOf, why);
  }

  async function showList(
    organizationId: string,
    keys: readonly WireKey[],
    asOf: string,
    stale?: Failure,
  ): Promise<KeysView> {
    const held = await connections.list();
    const connectionOf = new Map(held.ok ? held.value.map(({ id, keyId }) => [keyId, id]) : []);
    const noted = await proofs.read();
    if (!noted.ok) log('proofs could not be read', { failure: noted.error });
    const { proofs: proofOf, unconfirmed } = noted.ok ? noted.value : { proofs: {}, unconfirmed: {} };
    const keyView = (key: WireKey): KeyView => ({
      id: key.id,
      name: key.name,
      tokenHint: key.token_hint,
      createdAt: key.created_at,
      createdBy: key.created_by,
      lastUsedAt: key.last_used_at,
      ...(key.last_used_ip ? { lastUsedFrom: key.last_used_ip } : {}),
      revokedAt: key.revoked_at,
      ...heldAs(key.revoked_at === null ? connectionOf.get(key.id) : undefined),
      ...(proofOf[key.id] ? { proof: proofOf[key.id] } : {}),
      revocationNotConfirmed: isOpen(key, unconfirmed[key.id]),
    });
    return show({
      state: 'listed',
      organizationId,
      keys: keys.map(keyView),
      asOf,
      ...(stale ? { stale } : {}),
      deviceName: parts.deviceName,
    });
  }

  async function revoke(keyId: string): Promise<Result<RevokeOutcome>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const outcome = await revokeIn(who.value, keyId);
    await refresh();
    return outcome;
  }

  /**
   * Noted before it is asked, so that a crash in between is remembered; the list is not loaded anew. `heldToken` is tried
   * once more, where the key is of no connection any more.
   */
  async function revokeIn(who: SignedIn, keyId: string, heldToken?: string): Promise<Result<RevokeOutcome>> {
    await note(who, keyId);
    return ask(who, keyId, heldToken);
  }

  async function note(who: SignedIn, keyId: string): Promise<void> {
    const organizationId = who.organization.id;
    const askedAt = parts.clock.now().toISOString();
    const noted = await proofs.update((file) => ({
      ...file,
      unconfirmed: { ...file.unconfirmed, [keyId]: { organizationId, askedAt } },
    }));
    // A full disk must not keep anybody from revoking.
    if (!noted.ok) log('revocation could not be noted beforehand', { failure: noted.error });
  }

  /** Makes a key for a place that the companion doesn't write to itself; its token is answered this once. */
  async function create(assistant: string, device: string): Promise<Result<CreatedKey>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const name = keyName(assistant, device);
    const created = await who.value.convene.createKey(who.value.organization.id, name, randomUUID());
    if (!created.ok) return created.error.code === 'conflict' ? failed({ ...created.error, name }) : created;
    await refresh();
    return created;
  }

  /** One try: the server's word, the test of the old token, and the note of both. */
  async function ask(who: SignedIn, keyId: string, heldToken?: string): Promise<Result<RevokeOutcome>> {
    const held = await connections.list();
    // Without its list, or without the keychain, the token can't be tested; revoking must not wait for either.
    if (!held.ok) log('connections could not be read', { failure: held.error });
    const connection = held.ok ? held.value.find((one) => one.keyId === keyId) : undefined;
    const secret = connection ? await connections.secret(connection.id) : ok(undefined);
    const token = heldToken ?? (secret.ok ? secret.value?.token : undefined);
    const outcome = await revokeWithProof(who.convene, who.organization.id, keyId, token);
    if (!outcome.ok) {
      await settle(keyId, undefined);
      return outcome;
    }
    if (outcome.value.result === 'not-confirmed') {
      scheduleAgain();
      return outcome;
    }
    if (outcome.value.result === 'still-accepted') await noteStillAccepted(keyId, outcome.value.testedAt);
    if (outcome.value.result === 'revoked') {
      await settle(keyId, outcome.value);
      if (connection) {
        const forgotten = await connections.forgetToken(connection.id, outcome.value.proof.revokedAt);
        if (!forgotten.ok) log('token of a revoked key could not be removed', { failure: forgotten.error });
      }
    }
    return outcome;
  }

  async function settle(
    keyId: string,
    revoked: Extract<RevokeOutcome, { result: 'revoked' }> | undefined,
  ): Promise<void> {
    const saved = await proofs.update(({ proofs: proofOf, unconfirmed }) => {
      const { [keyId]: _settled, ...rest } = unconfirmed;
      return { proofs: revoked ? { ...proofOf, [keyId]: revoked.proof } : proofOf, unconfirmed: rest };
    });
    if (!saved.ok) log('outcome of a revocation could not be noted', { failure: saved.error });
  }

  /** Convene's word alone doesn't settle a key that still worked when it was tried. */
  async function noteStillAccepted(keyId: string, stillAcceptedAt: string): Promise<void> {
    const saved = await proofs.update((file) => {
      const asked = file.unconfirmed[keyId];
      return asked
        ? { ...file, unconfirmed: { ...file.unconfirmed, [keyId]: { ...asked, stillAcceptedAt } } }
        : file;
    });
    if (!saved.ok) log('outcome of a revocation could not be noted', { failure: saved.error });
  }

  /** Revocations that were asked for and never confirmed are asked for again whenever Convene answers. */
  async function askAgain(who: SignedIn, keys: WireKey[]): Promise<void> {
    const noted = await proofs.read();
    if (!noted.ok) return;
    for (const [keyId, { organizationId }] of Object.entries(noted.value.unconfirmed)) {
      if (organizationId !== who.organization.id) continue;
      const outcome = await ask(who, keyId);
      if (!outcome.ok || outcome.value.result !== 'revoked') continue;
      const { revokedAt } = outcome.value.proof;
      for (const [at, key] of keys.entries())
        if (key.id === keyId) keys[at] = { ...key, revoked_at: revokedAt };
    }
  }

  function scheduleAgain(): void {
    clearTimeout(again);
    again = setTimeout(() => {
      refresh()
        .then((next) =>
          next.state === 'listed' && next.keys.some((key) => key.revocationNotConfirmed)
            ? scheduleAgain()
            : undefined,
        )
        .catch((error: unknown) => log('asking again failed', { error: String(error) }));
    }, parts.askAgainAfterMs);
    again.unref();
  }

  return {
    view: (): KeysView => view.getState(),
    onChange: (listener: (view: KeysView) => void): (() => void) => view.subscribe(listener),
    refresh,
    create,
    revoke,
    revokeIn,
    /** The key is to be revoked, whatever happens from here on: it is asked for whenever Convene answers. */
    noteRevocation: note,
    /** It isn't, after all. */
    withdrawRevocation: (keyId: string): Promise<void> => settle(keyId, undefined),
    async forgetAll(): Promise<void> {
      clearTimeout(again);
      for (const file of [known, proofs]) {
        const removed = await file.remove();
        if (!removed.ok) log('file stays', { failure: removed.error });
      }
      show({ state: 'loading' });
    },
    close: (): void => clearTimeout(again),
  };
}

const heldAs = (connectionId: string | undefined): Pick<KeyView, 'heldHere' | 'connectionId'> =>
  connectionId === undefined ? { heldHere: false } : { heldHere: true, connectionId };

/** Asked for, and not settled by the server's list either, or contradicted by the test of the old token. */
const isOpen = (key: WireKey, asked: ProofsFile['unconfirmed'][string] | undefined): boolean =>
  asked !== undefined && (key.revoked_at === null || asked.stillAcceptedAt !== undefined);

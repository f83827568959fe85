import { randomUUID } from 'node:crypto';
import { createStore } from 'zustand/vanilla';
import { failure } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { KeyView, Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { HandoverView } from '../../shared/rotation.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { Connections } from '../connections/connections.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import { withLock } from '../files/lock.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Keys } from '../keys/keys.ts';
import { makeSuccessor } from '../keys/make-successor.ts';
import { successorName } from '../keys/successor-name.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { type Handover, type HandoverFile, noHandovers } from './handover-file.ts';
import { leftKey } from './left-key.ts';

export interface HandoverDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly log: Log;
  readonly file: StateFile<HandoverFile>;
  readonly lockPath: string;
}

/** Milliseconds to wait for another companion. One that was killed holds the lock for ten seconds more. */
const lockWaitMs = 12_000;

/** Replacing keys that live elsewhere: made here, put in place by the person, and only then the old one revoked. */
export type Handovers = ReturnType<typeof createHandovers>;

export function createHandovers(parts: HandoverDeps) {
  const { file, connections, keys, clock, log } = parts;
  const view = createStore<readonly HandoverView[]>(() => []);
  let known: HandoverFile = noHandovers();
  /** On another server a key of the same id is another key. */
  function isHere({ server }: Handover): boolean {
    const now = parts.account.view();
    return now.state !== 'signed-in' || isSameServer(server, now.server.address);
  }
  const showAll = (): void => view.setState(Object.values(known.handovers).filter(isHere).map(viewOf), true);
  const show = (file: HandoverFile): void => {
    known = file;
    showAll();
  };
  parts.account.onChange(showAll);
  const exclusively = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> =>
    withLock(parts.lockPath, work, { waitMs: lockWaitMs });

  async function note(handover: Handover): Promise<Result<void>> {
    const saved = await file.update(({ handovers }) => ({
      handovers: { ...handovers, [handover.id]: handover },
    }));
    if (saved.ok) show(saved.value);
    return saved.ok ? ok(undefined) : saved;
  }

  async function find(id: string): Promise<Result<Handover>> {
    const saved = await file.read();
    if (!saved.ok) return saved;
    const handover = saved.value.handovers[id];
    return handover ? ok(handover) : failed(failure('nothing-to-do'));
  }

  async function forget(id: string): Promise<Result<void>> {
    const gone = await connections.forgetSecret(id);
    if (!gone.ok) return gone;
    const saved = await file.update(({ handovers: { [id]: _done, ...rest } }) => ({ handovers: rest }));
    if (saved.ok) show(saved.value);
    return saved.ok ? ok(undefined) : saved;
  }

  /** Makes the new key; its token goes to the keychain and nowhere else. May run again. */
  async function make(handover: Handover): Promise<Result<Handover>> {
    const who = sessionAt(parts.account, scopeOf(handover));
    if (!who.ok) return who;
    const { begunAt } = handover;
    const made = await makeSuccessor({ keys, clock, note, who: who.value, begunAt }, handover);
    if (!made.ok) return made;
    const { created } = made.value;
    const next: Handover = {
      ...made.value.successor,
      newKey: { id: created.id, name: created.name, tokenHint: created.token_hint },
    };
    // Noted before it is kept, so that a keychain that refuses leaves no key that nobody knows of.
    const noted = await note(next);
    if (!noted.ok) return noted;
    const kept = await connections.keep(next.id, {
      server: next.server,
      organizationName: next.organization.name,
      keyName: created.name,
      token: created.token,
    });
    if (!kept.ok) return kept;
    const ready: Handover = { ...next, stage: 'to-place' };
    const done = await note(ready);
    if (!done.ok) return done;
    await keys.refresh();
    return ok(ready);
  }

  async function begin(key: Pick<KeyView, 'id' | 'name' | 'tokenHint'>): Promise<Result<HandoverView>> {
    const who = parts.account.signedIn();
    if (!who.ok) return who;
    const { convene, organization, person } = who.value;
    if (!organization.managesKeys) return failed(failure('not-allowed'));
    const saved = await file.read();
    if (!saved.ok) return saved;
    const begun = Object.values(saved.value.handovers).find(
      (one) =>
        one.oldKey.id === key.id &&
        one.organization.id === organization.id &&
        isSameServer(one.server, convene.server),
    );
    const handover: Handover = begun ?? {
      id: randomUUID(),
      server: convene.server,
      personId: person.id,
      organization: { id: organization.id, name: organization.name },
      oldKey: { id: key.id, name: key.name, tokenHint: key.tokenHint },
      newKeyName: successorName(key.name, clock.now()),
      idempotencyKey: randomUUID(),
      begunAt: clock.now().toISOString(),
      stage: 'to-make',
    };
    if (handover.stage !== 'to-make') return ok(viewOf(handover));
    const noted = await note(handover);
    if (!noted.ok) return noted;
    const made = await make(handover);
    if (made.ok) return ok(viewOf(made.value));
    // Refused for good, before anything was made: there is nothing to go on with.
    const known = await find(handover.id);
    if (!failureTraits(made.error.code).retryable && known.ok && !known.value.newKey)
      await forget(handover.id);
    return made;
  }

  async function revokeNew(handover: Handover): Promise<Result<void>> {
    const who = sessionAt(parts.account, scopeOf(handover));
    if (!who.ok) return who;
    // Made, perhaps, and its answer lost: asking again tells which key it is.
    const made = handover.newKey ? ok(handover) : await make(handover);
    if (!made.ok) return made.error.code === 'not-allowed' ? ok(undefined) : made;
    const { newKey } = made.value;
    if (!newKey) return ok(undefined);
    const heldToken = await connections.token(handover.id);
    const proof = await keys.ensureRevoked(who.value, newKey, { heldToken, missingIsFine: true });
    return proof.ok ? ok(undefined) : proof;
  }

  return {
    view: (): readonly HandoverView[] => view.getState(),
    /** Which keys are being replaced by hand, and by which, within one organization. */
    async involved({
      server,
      organizationId,
    }: KeyScope): Promise<{ id: string; oldKeyId: string; newKeyId: string | undefined }[]> {
      const saved = await file.read();
      return Object.values(saved.ok ? saved.value.handovers : {})
        .filter((one) => one.organization.id === organizationId && isSameServer(one.server, server))
        .map(({ id, oldKey, newKey }) => ({ id, oldKeyId: oldKey.id, newKeyId: newKey?.id }));
    },
    onChange: (listener: (view: readonly HandoverView[]) => void): (() => void) => view.subscribe(listener),
    async open(): Promise<void> {
      const saved = await file.read();
      if (saved.ok) show(saved.value);
      else log('handovers could not be read', { failure: saved.error });
    },
    /** Makes the successor of a key that lives elsewhere, or goes on where that was left. */
    start: (key: Pick<KeyView, 'id' | 'name' | 'tokenHint'>): Promise<Result<HandoverView>> =>
      exclusively(() => begin(key)),
    /** The new token, for the clipboard; never for the window. `secret-missing` once it was said to be in place. */
    async token(id: string): Promise<Result<string>> {
      const held = await connections.secret(id);
      if (!held.ok) return held;
      return held.value?.token ? ok(held.value.token) : failed(failure('secret-missing'));
    },
    /** The person says that the new key is where the old one was; its token has no business here any more. */
    placed: (id: string): Promise<Result<void>> =>
      exclusively(async () => {
        const handover = await find(id);
        if (!handover.ok) return handover;
        const noted = await note({ ...handover.value, stage: 'placed' });
        return noted.ok ? connections.forgetSecret(id) : noted;
      }),
    /** Revokes the old key, and is done. */
    finish: (id: string): Promise<Result<Proof>> =>
      exclusively(async () => {
        const handover = await find(id);
        if (!handover.ok) return handover;
        const who = sessionAt(parts.account, scopeOf(handover.value));
        if (!who.ok) return who;
        const proof = await keys.ensureRevoked(who.value, handover.value.oldKey);
        const forgotten = proof.ok ? await forget(id) : ok(undefined);
        await keys.refresh();
        return forgotten.ok ? proof : forgotten;
      }),
    /** The old key stays; the new one is revoked. */
    cancel: (id: string): Promise<Result<void>> =>
      exclusively(async () => {
        const handover = await find(id);
        if (!handover.ok) return handover;
        const gone = await revokeNew(handover.value);
        if (!gone.ok) return gone;
        const forgotten = await forget(id);
        await keys.refresh();
        return forgotten;
      }),
    /** Before the session goes: new keys that nobody has put anywhere are revoked. Answers the names of those that may live on. */
    async leave(): Promise<string[]> {
      const saved = await file.read();
      const left: string[] = [];
      for (const handover of saved.ok ? Object.values(saved.value.handovers) : []) {
        const gone = handover.stage === 'placed' ? ok(undefined) : await revokeNew(handover);
        if (!gone.ok) {
          left.push(handover.newKeyName);
          if (handover.newKey)
            await keys.noteLeft(leftKey({ ...handover, ...scopeOf(handover) }, handover.newKey));
        }
        const forgotten = await connections.forgetSecret(handover.id);
        if (!forgotten.ok) log('secret of a handover stays', { failure: forgotten.error });
      }
      const removed = await file.remove();
      if (!removed.ok) log('file stays', { failure: removed.error });
      show(noHandovers());
      return left;
    },
  };
}

const scopeOf = ({ server, organization }: Handover) => ({ server, organizationId: organization.id });

const viewOf = ({ id, organization, oldKey, newKeyName, newKey, stage }: Handover): HandoverView => ({
  id,
  organizationId: organization.id,
  oldKey,
  newKeyName,
  ...(newKey ? { newKey } : {}),
  stage,
});

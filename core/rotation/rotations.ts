import { randomUUID } from 'node:crypto';
import { createStore } from 'zustand/vanilla';
import type { Connection } from '../../shared/connect-view.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { RevocationProof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type Rotated, type RotationView, rotateStepIds } from '../../shared/rotation.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import { withLock } from '../files/lock.ts';
import type { StateFile } from '../files/state-file.ts';
import { successorName } from '../keys/successor-name.ts';
import type { Log } from '../log.ts';
import { canRollBack, rollBack } from './go-back.ts';
import {
  freshRotateSteps,
  isStepDone,
  type PendingRotation,
  type RotationJournal,
  withRotateStep,
} from './journal.ts';
import { leftKey } from './left-key.ts';
import { type RotationStepDeps, rotateSteps, sessionAt } from './rotate-steps.ts';
import { rotationSecrets } from './secrets.ts';

export interface RotationDeps extends Omit<RotationStepDeps, 'note'> {
  readonly journal: StateFile<RotationJournal>;
  /** Two companions must not rotate at the same time. */
  readonly lockPath: string;
  readonly log: Log;
  /** What was chosen for a key goes on for its successor. */
  succeeded?(organizationId: string, oldKeyId: string, newKeyId: string): Promise<void>;
}

/** Milliseconds to wait for another companion. One that was killed holds the lock for ten seconds more. */
const lockWaitMs = 12_000;

interface Rotating {
  readonly rotations: RotationView[];
}

/** Replacing the keys that the companion holds: journaled, resumable, and never without a working key in use. */
export type Rotations = ReturnType<typeof createRotations>;

export function createRotations(parts: RotationDeps) {
  const { connections, journal, log, clock } = parts;
  const view = createStore<Rotating>(() => ({ rotations: [] }));
  const note = async (pending: PendingRotation): Promise<Result<void>> => {
    const saved = await journal.update((file) => ({
      pending: { ...file.pending, [pending.connectionId]: pending },
    }));
    if (saved.ok) show(saved.value, pending.connectionId);
    return saved.ok ? ok(undefined) : saved;
  };
  const stepDeps: RotationStepDeps = { ...parts, note };
  const steps = rotateSteps(stepDeps);
  let lastTurn: Promise<unknown> = Promise.resolve();

  /** `running`: the connection whose rotation is under way here. */
  function show({ pending }: RotationJournal, running?: string): void {
    view.setState({
      rotations: Object.values(pending).map((one) => viewOf(one, one.connectionId === running)),
    });
  }

  function exclusively<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const turn = lastTurn.then(() => withLock(parts.lockPath, work, { waitMs: lockWaitMs }));
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async function pendingOf(connectionId: string): Promise<Result<PendingRotation | undefined>> {
    const saved = await journal.read();
    return saved.ok ? ok(saved.value.pending[connectionId]) : saved;
  }

  async function forget(connectionId: string): Promise<Result<void>> {
    const saved = await journal.update(({ pending: { [connectionId]: _done, ...rest } }) => ({
      pending: rest,
    }));
    if (saved.ok) show(saved.value);
    return saved.ok ? ok(undefined) : saved;
  }

  async function begin(connectionId: string): Promise<Result<PendingRotation>> {
    const listed = await connections.list();
    if (!listed.ok) return listed;
    const connection = listed.value.find(({ id }) => id === connectionId);
    if (!connection || connection.leaving) return failed(failure('nothing-to-do'));
    const { keyId } = connection;
    // A pasted key is made and revoked by hand.
    if (keyId === undefined) return failed(failure('sign-in-not-offered'));
    const secret = await connections.secret(connectionId);
    if (!secret.ok) return secret;
    if (!secret.value?.token) return failed(failure('secret-missing', { name: connection.keyName }));
    const pending = rotationOf({ ...connection, keyId }, secret.value.server);
    const who = sessionAt(parts.account, pending);
    if (!who.ok) return who;
    if (!who.value.organization.managesKeys) return failed(failure('not-allowed'));
    const begun = { ...pending, personId: who.value.person.id };
    const noted = await note(begun);
    return noted.ok ? ok(begun) : noted;
  }

  const rotationOf = (connection: Connection & { keyId: string }, server: string): PendingRotation => ({
    connectionId: connection.id,
    client: connection.client,
    server,
    organization: { id: connection.organizationId, name: connection.organizationName },
    oldKey: { id: connection.keyId, name: connection.keyName, tokenHint: connection.tokenHint },
    newKeyName: successorName(connection.keyName, clock.now()),
    idempotencyKey: randomUUID(),
    begunAt: clock.now().toISOString(),
    goingBack: false,
    asks: false,
    steps: freshRotateSteps(),
  });

  async function run(begun: PendingRotation): Promise<Result<Rotated>> {
    let pending: PendingRotation = { ...begun, asks: false };
    let proof: RevocationProof | undefined;
    for (const id of rotateStepIds) {
      if (isStepDone(pending, id)) continue;
      pending = withRotateStep(pending, { id, status: 'working' });
      const noted = await note(pending);
      if (!noted.ok) return stopped(pending, noted.error);
      const end = await steps[id](pending);
      if (!end.ok) return stopped(await latest(pending), end.error, id);
      proof = end.value.proof ?? proof;
      const { fact } = end.value;
      const at = clock.now().toISOString();
      pending = withRotateStep(end.value.pending, { id, status: 'done', at, ...(fact ? { fact } : {}) });
      const done = await note(pending);
      if (!done.ok) return stopped(pending, done.error);
    }
    return finish(pending, proof);
  }

  /** A step may have noted something before it failed. */
  async function latest(pending: PendingRotation): Promise<PendingRotation> {
    const saved = await pendingOf(pending.connectionId);
    return saved.ok && saved.value ? saved.value : pending;
  }

  async function stopped(
    pending: PendingRotation,
    why: Failure,
    at?: (typeof rotateStepIds)[number],
  ): Promise<Result<never>> {
    log('rotation stopped', { connection: pending.connectionId, step: at, failure: why });
    // Refused before anything was made: there is nothing to go on with.
    const nothingMade =
      at === 'key-made' && pending.newKey === undefined && !failureTraits(why.code).retryable;
    if (nothingMade) {
      const forgotten = await forget(pending.connectionId);
      return failed(forgotten.ok ? why : forgotten.error);
    }
    const asks = !failureTraits(why.code).retryable;
    const marked = at
      ? withRotateStep(pending, { id: at, status: 'failed', at: clock.now().toISOString(), failure: why })
      : pending;
    const noted = await note({ ...marked, asks });
    if (!noted.ok) log('rotation could not be noted', { failure: noted.error });
    await showAll();
    return failed(why);
  }

  async function finish(
    pending: PendingRotation,
    proof: RevocationProof | undefined,
  ): Promise<Result<Rotated>> {
    const { connectionId, newKey, oldKey, client } = pending;
    // Done before the program ended: asking again answers the same.
    const asked = proof ? ok({ pending, proof }) : await steps['old-revoked'](pending);
    if (!asked.ok) return stopped(pending, asked.error, 'old-revoked');
    if (!newKey || !asked.value.proof)
      return failed(failure('internal', { detail: 'rotated without a proof' }));
    const cleared = await rotationSecrets(connections).clear(connectionId);
    if (!cleared.ok) return stopped(pending, cleared.error);
    const forgotten = await forget(connectionId);
    if (!forgotten.ok) return forgotten;
    log('rotated', { connection: connectionId, from: oldKey.tokenHint, to: newKey.tokenHint });
    await parts.succeeded?.(pending.organization.id, oldKey.id, newKey.id);
    await parts.keys.refresh();
    return ok({
      connectionId,
      client,
      oldKeyName: oldKey.name,
      oldTokenHint: oldKey.tokenHint,
      newKey,
      steps: pending.steps,
      proof: asked.value.proof,
    });
  }

  async function rollBackRotation(begun: PendingRotation): Promise<Result<void>> {
    if (!canRollBack(begun))
      return failed(failure('nothing-to-do', { detail: 'the old key is being revoked' }));
    const pending = { ...begun, goingBack: true };
    const noted = await note(pending);
    if (!noted.ok) return noted;
    const back = await rollBack(stepDeps, pending);
    if (!back.ok) {
      log('rotation could not be taken back', { connection: pending.connectionId, failure: back.error });
      await showAll();
      return back;
    }
    const forgotten = await forget(pending.connectionId);
    if (!forgotten.ok) return forgotten;
    await parts.keys.refresh();
    return ok(undefined);
  }

  async function showAll(): Promise<void> {
    const saved = await journal.read();
    if (saved.ok) show(saved.value);
    else log('rotations could not be read', { failure: saved.error });
  }

  /** Where it was left: back if it was going back, else forward. */
  async function settle(pending: PendingRotation): Promise<Result<void>> {
    if (pending.goingBack) return rollBackRotation(pending);
    const done = await run(pending);
    return done.ok ? ok(undefined) : done;
  }

  /** Before a connection is given up: no second key may be forgotten. Back where that is possible, else forward. */
  const settleBeforeLeaving = (connectionId: string): Promise<Result<void>> =>
    exclusively(async () => {
      const known = await pendingOf(connectionId);
      if (!known.ok) return known;
      if (!known.value) return ok(undefined);
      return canRollBack(known.value) ? rollBackRotation(known.value) : settle(known.value);
    });

  return {
    view: (): Rotating => view.getState(),
    onChange: (listener: (view: Rotating) => void): (() => void) => view.subscribe(listener),
    /** Which keys of an organization are being replaced, and by which, as far as those are made. */
    async involved({
      server,
      organizationId,
    }: KeyScope): Promise<{ connectionId: string; oldKeyId: string; newKeyId: string | undefined }[]> {
      const saved = await journal.read();
      return Object.values(saved.ok ? saved.value.pending : {})
        .filter((one) => one.organization.id === organizationId && isSameServer(one.server, server))
        .map(({ connectionId, oldKey, newKey }) => ({
          connectionId,
          oldKeyId: oldKey.id,
          newKeyId: newKey?.id,
        }));
    },
    /** What was begun before this start. */
    open: showAll,
    /** Replaces the key of a connection, or goes on where that was left. */
    rotate: (connectionId: string): Promise<Result<Rotated>> =>
      exclusively(async () => {
        const known = await pendingOf(connectionId);
        if (!known.ok) return known;
        if (known.value?.goingBack) return failed(failure('busy'));
        if (known.value) return run(known.value);
        const begun = await begin(connectionId);
        return begun.ok ? run(begun.value) : begun;
      }),
    /** Puts the old key back and revokes the new one; refused once the old one is being revoked. */
    rollBack: (connectionId: string): Promise<Result<void>> =>
      exclusively(async () => {
        const known = await pendingOf(connectionId);
        if (!known.ok) return known;
        return known.value ? rollBackRotation(known.value) : ok(undefined);
      }),
    /** Finishes by itself what was begun earlier, where nobody has to be asked; what fails stays for the next time. */
    resumeAll: (): Promise<Result<void>> =>
      exclusively(async () => {
        const saved = await journal.read();
        if (!saved.ok) return saved;
        let result: Result<void> = ok(undefined);
        for (const pending of Object.values(saved.value.pending)) {
          if (pending.asks) continue;
          const settled = await settle(pending);
          if (!settled.ok) result = settled;
        }
        return result;
      }),
    /** Before everything is given up: settles what can be settled and forgets the rest. Answers names of keys that may live on. */
    async leave(): Promise<string[]> {
      const saved = await journal.read();
      const pending = saved.ok ? Object.values(saved.value.pending) : [];
      const left: string[] = [];
      for (const one of pending) {
        const settled = await settleBeforeLeaving(one.connectionId);
        if (settled.ok) continue;
        log('rotation not settled', { connection: one.connectionId, failure: settled.error });
        left.push(canRollBack(one) ? one.newKeyName : one.oldKey.name);
        const key = canRollBack(one) ? one.newKey : one.oldKey;
        if (key) await parts.keys.noteLeft(leftKey(one, key));
        const cleared = await rotationSecrets(connections).clear(one.connectionId);
        if (!cleared.ok) log('secrets of a rotation stay', { failure: cleared.error });
      }
      const removed = await journal.remove();
      if (!removed.ok) log('file stays', { failure: removed.error });
      view.setState({ rotations: [] });
      return left;
    },
    settleBeforeLeaving,
  };
}

function viewOf(pending: PendingRotation, running: boolean): RotationView {
  const { connectionId, client, organization, oldKey, newKeyName, goingBack } = pending;
  return {
    connectionId,
    client,
    organizationName: organization.name,
    oldKey,
    newKeyName,
    phase: goingBack ? 'going-back' : running ? 'running' : 'paused',
    canRollBack: canRollBack(pending),
    steps: pending.steps,
  };
}

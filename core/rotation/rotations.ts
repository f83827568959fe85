import { randomUUID } from 'node:crypto';
import type { Connection } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Rotated, RotationView } from '../../shared/rotation.ts';
import { sessionAt } from '../account/session-at.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import { successorName } from '../keys/successor-name.ts';
import type { Log } from '../log.ts';
import type { Operation, OperationKind, Plan } from '../operations/operation.ts';
import type { Operations } from '../operations/operations.ts';
import type { Runs, Unsettled } from '../operations/runs.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import { leftKey, type UnknownKey } from './left-key.ts';
import { rotationsV0 } from './migrate-v0.ts';
import { nameKept } from './name-kept.ts';
import { type RotationData, rotationDataSchema } from './rotation-data.ts';
import { keyInUse, keyMade, keyProven, oldRevoked, type RotationStepDeps } from './rotation-steps.ts';
import { rotateSteps, rotationView } from './rotation-view.ts';
import { rotationSecrets } from './secrets.ts';

/** Replaces the keys that the companion holds: resumable, and at every moment the key in use works. */
export interface Rotations {
  view(): RotationsShown;
  onChange(listener: (view: RotationsShown) => void): () => void;
  /** What was begun before this start. */
  open(): Promise<void>;
  /** Replaces the key of a connection, or goes on where that was left. */
  rotate(connectionId: string): Promise<Result<Rotated>>;
  /** Puts the old key back and revokes the new one; `nothing-to-do` once the old one is being revoked. */
  rollBack(connectionId: string): Promise<Result<void>>;
  /** Finishes by itself what was begun earlier, where nobody has to be asked; what fails stays for the next time. */
  resumeAll(): Promise<Result<void>>;
  /** Before a connection is given up: no second key may be forgotten. Back where that is possible, else forward. */
  settleBeforeLeaving(connectionId: string): Promise<Result<void>>;
  /** Before everything is given up: settles what can be settled and forgets the rest. Answers which keys may live on and can't be noted. */
  leave(): Promise<UnknownKey[]>;
  /** Which keys of an organization are being replaced, and by which, as far as those are made. */
  involved(within: KeyScope): Promise<KeysInvolved[]>;
}

export interface RotationsShown {
  readonly rotations: RotationView[];
}

export interface KeysInvolved {
  readonly connectionId: string;
  readonly oldKeyId: string;
  readonly newKeyId: string | undefined;
}

export interface RotationDeps extends RotationStepDeps {
  readonly deviceName: Pick<DeviceName, 'nameNow'>;
  readonly operations: Operations;
  readonly log: Log;
  /** A key took another's place: what was chosen for that one goes on for it. */
  succeeded?: Succeeded;
}

export type Succeeded = (
  within: KeyScope,
  oldKeyId: string,
  newKey: { readonly id: string; readonly name: string; readonly tokenHint: string },
) => Promise<void>;

/** Milliseconds to wait for another companion. One that was killed holds the lock for ten seconds more. */
const waitMs = 12_000;

export function createRotations(deps: RotationDeps): Rotations {
  const { operations, log } = deps;
  const runs = operations.kind(rotationKind(deps));
  const viewOf = (all: ReturnType<typeof runs.view>): RotationsShown => ({
    rotations: all
      // What waits for nothing but its name is done for whoever looks.
      .filter(({ operation, running }) => running || !operation.data.proof)
      .map((one) => rotationView(one, runs.canRollBack(one.operation))),
  });
  let shown = viewOf([]);
  runs.onChange((all) => {
    shown = viewOf(all);
  });

  return {
    view: () => shown,
    onChange: (listener) => runs.onChange(() => listener(shown)),
    async open() {
      const migrated = await operations.migrate(rotationsV0);
      if (!migrated.ok) log('older rotations could not be read', { failure: migrated.error });
      await runs.open();
    },
    async rotate(connectionId) {
      const migrated = await operations.migrate(rotationsV0);
      return migrated.ok ? rotate(deps, runs, connectionId) : migrated;
    },
    rollBack: (connectionId) => runs.rollBack(connectionId),
    resumeAll: () => runs.resume(),
    async settleBeforeLeaving(connectionId) {
      await endUnnamed(runs, connectionId);
      return runs.settle(connectionId);
    },
    async leave() {
      const left: UnknownKey[] = [];
      await runs.settleAll(async (unsettled) => {
        left.push(...(await abandon(deps, unsettled, runs.canRollBack(unsettled.operation))));
      });
      await operations.forgetOld(rotationsV0);
      return left;
    },
    async involved({ server, organizationId }) {
      return (await runs.all())
        .filter(({ owner }) => owner.organizationId === organizationId && isSameServer(owner.server, server))
        .map(({ id, data }) => ({ connectionId: id, oldKeyId: data.oldKey.id, newKeyId: data.newKey?.id }));
    },
  };
}

type RotationRuns = Runs<RotationData, Rotated>;

/** Once the old key is revoked a rotation is done, though the name may have to wait for Convene. */
async function rotate(
  deps: RotationDeps,
  runs: RotationRuns,
  connectionId: string,
): Promise<Result<Rotated>> {
  await endUnnamed(runs, connectionId);
  const result = await runs.run(connectionId, { plan: () => plan(deps, connectionId) });
  if (result.ok) return result;
  const found = await runs.find(connectionId);
  return found.ok && found.value?.data.proof ? ended(deps, found.value) : result;
}

/** Tries once more for the name of an earlier rotation, and then gives it up: nothing may wait for that. */
async function endUnnamed(runs: RotationRuns, connectionId: string): Promise<void> {
  const found = await runs.find(connectionId);
  if (!found.ok || !found.value?.data.proof) return;
  const named = await runs.run(connectionId);
  if (!named.ok) await runs.run(connectionId, { change: (data) => ({ ...data, keepsDate: true }) });
}

const rotationKind = (deps: RotationDeps): OperationKind<RotationData, Rotated> => ({
  name: 'rotation',
  version: 1,
  data: rotationDataSchema,
  persist: 'required',
  waitMs,
  steps: [
    keyMade(deps),
    keyProven(deps),
    keyInUse(deps),
    oldRevoked(deps),
    nameKept(deps.account, deps.connections.renameKey, deps.deviceName),
  ],
  done: (operation) => ended(deps, operation),
  async rolledBack() {
    await deps.keys.refresh();
    return ok(undefined);
  },
});

async function plan(
  { account, connections, clock, deviceName }: RotationDeps,
  connectionId: string,
): Promise<Result<Plan<RotationData>>> {
  const listed = await connections.list();
  if (!listed.ok) return listed;
  const connection = listed.value.find(({ id }) => id === connectionId);
  if (!connection || connection.leaving) return failed(failure('nothing-to-do'));
  // A pasted key is made and revoked by hand.
  if (connection.keyId === undefined) return failed(failure('sign-in-not-offered'));
  const secret = await connections.secret(connectionId);
  if (!secret.ok) return secret;
  // A key that was revoked has left the keychain; its place is still there.
  const isRevoked = secret.value?.revokedAt !== undefined;
  if (!secret.value || (!secret.value.token && !isRevoked))
    return failed(failure('secret-missing', { name: connection.keyName }));
  const owner = ownerOf(connection, secret.value.server);
  const who = sessionAt(account, owner);
  if (!who.ok) return who;
  if (!who.value.organization.managesKeys) return failed(failure('not-allowed'));
  const { organizationId } = owner;
  const name = deviceName.nameNow(
    { server: owner.server, organizationId, keyId: connection.keyId },
    connection.keyName,
  );
  return ok({
    owner: { ...owner, personId: who.value.person.id },
    data: {
      client: connection.client,
      oldKey: { id: connection.keyId, name: connection.keyName, tokenHint: connection.tokenHint },
      newKeyName: successorName(name, clock.now()),
      idempotencyKey: randomUUID(),
    },
  });
}

const ownerOf = ({ organizationId, organizationName }: Connection, server: string) => ({
  server,
  organizationId,
  organizationName,
});

async function ended(
  { connections, keys, succeeded, log }: RotationDeps,
  { id, owner, data, steps }: Operation<RotationData>,
): Promise<Result<Rotated>> {
  const { client, oldKey, newKey, proof } = data;
  if (!newKey || !proof) return failed(failure('internal', { detail: 'rotated without a proof' }));
  const cleared = await rotationSecrets(connections).clear(id);
  if (!cleared.ok) return cleared;
  log('rotated', { connection: id, from: oldKey.tokenHint, to: newKey.tokenHint });
  await succeeded?.({ server: owner.server, organizationId: owner.organizationId }, oldKey.id, newKey);
  await keys.refresh();
  return ok({
    connectionId: id,
    client,
    oldKeyName: oldKey.name,
    oldTokenHint: oldKey.tokenHint,
    newKey,
    steps: rotateSteps(steps),
    proof,
  });
}

/** What a rotation that can't be settled leaves is noted for the next time, by name; its tokens go in any case. */
async function abandon(
  { connections, keys, log }: RotationDeps,
  { operation, left }: Unsettled<RotationData>,
  isGoingBack: boolean,
): Promise<UnknownKey[]> {
  const { id, owner, data } = operation;
  const unknown: UnknownKey[] = [];
  const leave = async (key: RotationData['newKey'], name: string): Promise<void> => {
    if (key) await keys.noteLeft(leftKey(owner, key));
    else unknown.push({ what: 'key', name, market: owner.organizationName });
  };
  const couldNot = (step: string): boolean => left.some((one) => one.step === step);
  // With a proof only the name was waited for.
  if (!isGoingBack && !data.proof) await leave(data.oldKey, data.oldKey.name);
  if (isGoingBack && (left.length === 0 || couldNot('key-made'))) await leave(data.newKey, data.newKeyName);
  if (isGoingBack && couldNot('key-in-use') && !(await isRecorded(connections, id, data.oldKey.id)))
    await leave(data.oldKey, data.oldKey.name);
  const cleared = await rotationSecrets(connections).clear(id);
  if (!cleared.ok) log('secrets of a rotation stay', { failure: cleared.error });
  return unknown;
}

/** Whether this is the key that goes with its connection. */
async function isRecorded(
  connections: RotationDeps['connections'],
  id: string,
  keyId: string,
): Promise<boolean> {
  const listed = await connections.list();
  return listed.ok && listed.value.some((one) => one.id === id && one.keyId === keyId);
}

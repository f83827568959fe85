/** A key that lives elsewhere gives way to a new one: made here, put in place by the person, and only then the old one revoked. */

import { failure } from '../../shared/failure.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { Connections } from '../connections/connections.ts';
import type { Keys } from '../keys/keys.ts';
import type { MadeHere } from '../keys/made-here.ts';
import { hasMadeNone, makeSuccessor } from '../keys/make-successor.ts';
import type { Operation, OperationKind, Step } from '../operations/operation.ts';
import type { Clock } from '../ports.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import { type HandoverData, handoverDataSchema } from './handover-data.ts';
import { nameKept } from './name-kept.ts';
import type { Succeeded } from './rotations.ts';

export interface HandoverStepDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly deviceName: Pick<DeviceName, 'nameNow'>;
  readonly madeHere: Pick<MadeHere, 'keyIds'>;
  /** A key took another's place. */
  succeeded?: Succeeded;
}

/** Milliseconds to wait for another companion. One that was killed holds the lock for ten seconds more. */
const waitMs = 12_000;

export const handoverKind = (deps: HandoverStepDeps): OperationKind<HandoverData, Proof> => ({
  name: 'handover',
  version: 1,
  data: handoverDataSchema,
  persist: 'required',
  waitMs,
  steps: [
    keyMade(deps),
    keyPlaced(deps),
    oldRevoked(deps),
    nameKept(deps.account, async () => ok(undefined), deps.deviceName),
  ],
  async done({ id, owner, data }) {
    if (!data.proof) return failed(failure('internal', { detail: 'replaced without a proof' }));
    const gone = await deps.connections.forgetSecret(id);
    if (!gone.ok) return gone;
    if (data.newKey) await deps.succeeded?.(owner, data.oldKey.id, data.newKey);
    await deps.keys.refresh();
    return ok(data.proof);
  },
  async rolledBack() {
    await deps.keys.refresh();
    return ok(undefined);
  },
});

type Handover = Operation<HandoverData>;

const keyMade = (deps: HandoverStepDeps): Step<HandoverData> => ({
  id: 'key-made',
  forgottenWhenRefused: true,
  run: (handover, { checkpoint }) => make(deps, handover, checkpoint),
  async rollBack(handover) {
    const gone = await revokeNew(deps, handover);
    return gone.ok ? deps.connections.forgetSecret(handover.id) : gone;
  },
});

/** Makes the new key; its token goes to the keychain and nowhere else. */
async function make(
  { account, keys, connections, clock, madeHere }: HandoverStepDeps,
  { id, owner, begunAt, data }: Handover,
  note: (data: HandoverData) => Promise<Result<void>>,
): Promise<Result<{ data: HandoverData }>> {
  const who = sessionAt(account, owner);
  if (!who.ok) return who;
  const made = await makeSuccessor(
    { keys, clock, note, who: who.value, begunAt, madeHere: madeHere.keyIds },
    data,
  );
  if (!made.ok) return made;
  const { created, successor } = made.value;
  const newKey = { id: created.id, name: created.name, tokenHint: created.token_hint };
  const next: HandoverData = { ...successor, newKey };
  // Noted before it is kept, so that a keychain that refuses leaves no key that nobody knows of.
  const noted = await note(next);
  if (!noted.ok) return noted;
  const kept = await connections.keep(id, {
    server: owner.server,
    organizationName: owner.organizationName,
    keyName: created.name,
    token: created.token,
  });
  if (!kept.ok) return kept;
  await keys.refresh();
  return ok({ data: next });
}

async function revokeNew(deps: HandoverStepDeps, handover: Handover): Promise<Result<void>> {
  const who = sessionAt(deps.account, handover.owner);
  if (!who.ok) return who;
  // Made, perhaps, and its answer lost: asking again tells which key it is.
  const made = handover.data.newKey ? ok(handover) : await make(deps, handover, async () => ok(undefined));
  if (!made.ok) return hasMadeNone(made.error) ? ok(undefined) : made;
  const { newKey } = made.value.data;
  if (!newKey) return ok(undefined);
  const heldToken = await deps.connections.token(handover.id);
  const proof = await deps.keys.ensureRevoked(who.value, newKey, { heldToken, missingIsFine: true });
  return proof.ok ? ok(undefined) : proof;
}

/** Its token has no business here any more once the person says that it is in place. */
const keyPlaced = ({ connections }: HandoverStepDeps): Step<HandoverData> => ({
  id: 'key-placed',
  isReady: ({ placed }) => placed,
  async run({ id, data }) {
    const gone = await connections.forgetSecret(id);
    return gone.ok ? ok({ data }) : gone;
  },
});

const oldRevoked = ({ account, keys }: HandoverStepDeps): Step<HandoverData> => ({
  id: 'old-revoked',
  onlyForward: true,
  isReady: ({ finish }) => finish,
  async run({ owner, data }) {
    const who = sessionAt(account, owner);
    if (!who.ok) return who;
    // Where it leaked it is dead already, and proven as well as it could be.
    const proven = await keys.proofOf(owner, data.oldKey.id);
    if (proven) return ok({ data: { ...data, proof: proven } });
    const proof = await keys.ensureRevoked(who.value, data.oldKey);
    await keys.refresh();
    return proof.ok ? ok({ data: { ...data, proof: proof.value } }) : proof;
  },
});

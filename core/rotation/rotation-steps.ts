/** What each step of a rotation does, and how it is taken back. */
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { OpenProbe } from '../connections/bridge-probe.ts';
import { type Connections, heldIn } from '../connections/connections.ts';
import { askDashboard, dashboardFact } from '../connections/dashboard.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { Keys } from '../keys/keys.ts';
import { hasMadeNone, makeSuccessor } from '../keys/make-successor.ts';
import type { Operation, Step } from '../operations/operation.ts';
import type { Clock } from '../ports.ts';
import type { RotationData } from './rotation-data.ts';
import { rotationSecrets } from './secrets.ts';

export interface RotationStepDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly bridge: SpawnCommand;
  readonly openProbe: OpenProbe;
  readonly clock: Clock;
}

export const keyMade = (deps: RotationStepDeps): Step<RotationData> => ({
  id: 'key-made',
  forgottenWhenRefused: true,
  async run({ id, owner, begunAt, data }, { checkpoint }) {
    const who = sessionAt(deps.account, owner);
    if (!who.ok) return who;
    const made = await makeSuccessor({ ...deps, who: who.value, begunAt, note: checkpoint }, data);
    if (!made.ok) return made;
    const { created, successor } = made.value;
    const newKey = { id: created.id, name: created.name, tokenHint: created.token_hint };
    const next = { ...successor, newKey };
    // Noted before it is kept, so that a keychain that refuses leaves no key that nobody knows of.
    const noted = await checkpoint(next);
    if (!noted.ok) return noted;
    const kept = await rotationSecrets(deps.connections).keepNew(id, {
      server: owner.server,
      organizationName: owner.organizationName,
      keyName: created.name,
      token: created.token,
    });
    return kept.ok ? ok({ data: next, fact: { tokenHint: created.token_hint } }) : kept;
  },
  async rollBack(operation) {
    const gone = await revokeNew(deps, operation);
    return gone.ok ? rotationSecrets(deps.connections).clear(operation.id) : gone;
  },
});

async function revokeNew(
  { account, keys, connections }: RotationStepDeps,
  { id, owner, data }: Operation<RotationData>,
): Promise<Result<void>> {
  const who = sessionAt(account, owner);
  if (!who.ok) return who;
  let keyId = data.newKey?.id;
  if (keyId === undefined) {
    // The answer may be lost: asking again with the same idempotency key tells which key it made.
    const again = await who.value.convene.createKey(
      owner.organizationId,
      data.newKeyName,
      data.idempotencyKey,
    );
    if (!again.ok) return hasMadeNone(again.error) ? ok(undefined) : again;
    keyId = again.value.id;
  }
  const held = await rotationSecrets(connections).newOne(id);
  const proof = await keys.ensureRevoked(
    who.value,
    { id: keyId, name: data.newKey?.name ?? data.newKeyName },
    { heldToken: held.ok ? heldIn(held.value) : undefined, missingIsFine: true },
  );
  return proof.ok ? ok(undefined) : proof;
}

/** The bridge, started the way Claude starts it, gets an answer with the new key; the old one stays in use. */
export const keyProven = ({ connections, bridge, openProbe }: RotationStepDeps): Step<RotationData> => ({
  id: 'key-proven',
  async run({ id, owner, data }) {
    const { command, args, env } = bridge;
    const probe = openProbe({ command, args: [...args, rotationSecrets(connections).newId(id)], env });
    try {
      const started = await probe.initialize();
      if (!started.ok) return started;
      const dashboard = await askDashboard(probe);
      if (!dashboard.ok) return dashboard;
      return dashboard.value.organization.id === owner.organizationId
        ? ok({ data, fact: dashboardFact(dashboard.value) })
        : failed(failure('unexpected-answer', { detail: 'the new key belongs to another organization' }));
    } finally {
      await probe.close();
    }
  },
});

export const keyInUse = ({ connections }: RotationStepDeps): Step<RotationData> => ({
  id: 'key-in-use',
  async run({ id, data }) {
    const secrets = rotationSecrets(connections);
    const next = await secrets.newOne(id);
    if (!next.ok) return next;
    if (!next.value || !data.newKey) return failed(failure('secret-missing', { name: data.newKeyName }));
    const swapped = await secrets.swap(id, next.value);
    if (!swapped.ok) return swapped;
    const recorded = await connections.replaceKey(id, data.newKey);
    return recorded.ok ? ok({ data }) : recorded;
  },
  async rollBack({ id, data }) {
    const back = await rotationSecrets(connections).swapBack(id);
    return back.ok ? connections.replaceKey(id, data.oldKey) : back;
  },
});

export const oldRevoked = ({ account, keys, connections }: RotationStepDeps): Step<RotationData> => ({
  id: 'old-revoked',
  onlyForward: true,
  async run({ id, owner, data }) {
    const who = sessionAt(account, owner);
    if (!who.ok) return who;
    const old = await rotationSecrets(connections).oldOne(id);
    if (!old.ok) return old;
    const heldToken = heldIn(old.value);
    // Where it leaked it is dead already, and proven as well as it could be.
    const proven = heldToken ? undefined : await keys.proofOf(owner, data.oldKey.id);
    if (proven) return ok({ data: { ...data, proof: proven } });
    const proof = await keys.ensureRevoked(who.value, data.oldKey, { heldToken });
    return proof.ok ? ok({ data: { ...data, proof: proof.value } }) : proof;
  },
});

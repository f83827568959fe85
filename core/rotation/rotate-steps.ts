import { dashboardSchema } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import type { RevocationProof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { RotateStepId } from '../../shared/rotation.ts';
import type { Account, SignedIn } from '../account/account.ts';
import { pendingToday } from '../connect/steps.ts';
import type { OpenProbe } from '../connections/bridge-probe.ts';
import { type Connections, heldIn } from '../connections/connections.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { Keys } from '../keys/keys.ts';
import { makeSuccessor } from '../keys/make-successor.ts';
import type { Clock } from '../ports.ts';
import type { PendingRotation } from './journal.ts';
import { rotationSecrets } from './secrets.ts';

export interface RotationStepDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly bridge: SpawnCommand;
  readonly openProbe: OpenProbe;
  readonly clock: Clock;
  note(pending: PendingRotation): Promise<Result<void>>;
}

/** What a step leads to: the journal with what it learned, a line to show, the proof at the end. */
export interface RotateStepEnd {
  readonly pending: PendingRotation;
  readonly fact?: string;
  readonly proof?: RevocationProof;
}

/** What each step of a rotation does. Every one may run twice with the effect of once. */
export function rotateSteps(
  parts: RotationStepDeps,
): Record<RotateStepId, (pending: PendingRotation) => Promise<Result<RotateStepEnd>>> {
  const { connections, keys } = parts;
  const secrets = rotationSecrets(connections);

  async function keyMade(pending: PendingRotation): Promise<Result<RotateStepEnd>> {
    const who = sessionAt(parts.account, pending);
    if (!who.ok) return who;
    const made = await makeSuccessor({ ...parts, personId: who.value.person.id }, who.value, pending);
    if (!made.ok) return made;
    const { created } = made.value;
    const newKey = { id: created.id, name: created.name, tokenHint: created.token_hint };
    const next: PendingRotation = { ...made.value.pending, newKey };
    // Noted before it is kept, so that a keychain that refuses leaves no key that nobody knows of.
    const noted = await parts.note(next);
    if (!noted.ok) return noted;
    const kept = await secrets.keepNew(pending.connectionId, {
      server: pending.server,
      organizationName: pending.organization.name,
      keyName: created.name,
      token: created.token,
    });
    return kept.ok ? ok({ pending: next, fact: created.token_hint }) : kept;
  }

  /** The bridge, started the way Claude starts it, gets an answer with the new key; the old one stays in use. */
  async function keyProven(pending: PendingRotation): Promise<Result<RotateStepEnd>> {
    const { command, args, env } = parts.bridge;
    const probe = parts.openProbe({ command, args: [...args, secrets.newId(pending.connectionId)], env });
    try {
      const started = await probe.initialize();
      if (!started.ok) return started;
      const answer = await probe.call('get_dashboard');
      if (!answer.ok) return answer;
      const dashboard = readDashboard(answer.value);
      if (!dashboard) return failed(failure('tool-failed', { detail: 'the answer is not a dashboard' }));
      if (dashboard.organization.id !== pending.organization.id)
        return failed(
          failure('unexpected-answer', { detail: 'the new key belongs to another organization' }),
        );
      return ok({ pending, fact: pendingToday(dashboard) });
    } finally {
      await probe.close();
    }
  }

  async function keyInUse(pending: PendingRotation): Promise<Result<RotateStepEnd>> {
    const { connectionId, newKey } = pending;
    const next = await secrets.newOne(connectionId);
    if (!next.ok) return next;
    if (!next.value || !newKey) return failed(failure('secret-missing', { name: pending.newKeyName }));
    const swapped = await secrets.swap(connectionId, next.value);
    if (!swapped.ok) return swapped;
    const recorded = await connections.replaceKey(connectionId, newKey);
    return recorded.ok ? ok({ pending }) : recorded;
  }

  async function oldRevoked(pending: PendingRotation): Promise<Result<RotateStepEnd>> {
    const who = sessionAt(parts.account, pending);
    if (!who.ok) return who;
    const old = await secrets.oldOne(pending.connectionId);
    if (!old.ok) return old;
    const outcome = await keys.revokeIn(who.value, pending.oldKey, heldIn(old.value));
    if (!outcome.ok) return outcome;
    switch (outcome.value.result) {
      case 'revoked':
        return ok({ pending, proof: outcome.value.proof });
      case 'not-confirmed':
        return failed(outcome.value.failure);
      case 'still-accepted':
        return failed(
          failure('unexpected-answer', { name: pending.oldKey.name, detail: 'the revoked key still works' }),
        );
    }
  }

  return {
    'key-made': keyMade,
    'key-proven': keyProven,
    'key-in-use': keyInUse,
    'old-revoked': oldRevoked,
  };
}

/** The session of the person, if it is for the organization and the server where the rotation was begun. */
export function sessionAt(
  account: Account,
  { organization, server }: Pick<PendingRotation, 'organization' | 'server'>,
): Result<SignedIn> {
  const who = account.sessionFor(organization.id);
  if (!who.ok) return who;
  return isSameServer(who.value.convene.server, server)
    ? who
    : failed(failure('signed-out', { detail: 'signed in elsewhere' }));
}

function readDashboard(text: string) {
  try {
    return dashboardSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

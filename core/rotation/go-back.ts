import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { heldIn } from '../connections/connections.ts';
import { hasBegun, type PendingRotation } from './journal.ts';
import { type RotationStepDeps, sessionAt } from './rotate-steps.ts';
import { rotationSecrets } from './secrets.ts';

/** Whether the old key can still come back: not once its revocation was asked for. */
export const canRollBack = (pending: PendingRotation): boolean => !hasBegun(pending, 'old-revoked');

/** Puts the old key back into use, revokes the new one, and leaves nothing beside. May run again. */
export async function rollBack(parts: RotationStepDeps, pending: PendingRotation): Promise<Result<void>> {
  const { connections, keys } = parts;
  const secrets = rotationSecrets(connections);
  const { connectionId } = pending;
  const back = await secrets.swapBack(connectionId);
  if (!back.ok) return back;
  const recorded = await connections.replaceKey(connectionId, pending.oldKey);
  if (!recorded.ok) return recorded;
  if (hasBegun(pending, 'key-made')) {
    const gone = await revokeNew();
    if (!gone.ok) return gone;
  }
  return secrets.clear(connectionId);

  async function revokeNew(): Promise<Result<void>> {
    const who = sessionAt(parts.account, pending);
    if (!who.ok) return who;
    let keyId = pending.newKey?.id;
    if (keyId === undefined) {
      // The answer may be lost: asking again with the same idempotency key tells which key it made.
      const again = await who.value.convene.createKey(
        pending.organization.id,
        pending.newKeyName,
        pending.idempotencyKey,
      );
      // A conflict is with somebody else's key, a refusal made none.
      if (!again.ok)
        return again.error.code === 'conflict' || again.error.code === 'not-allowed' ? ok(undefined) : again;
      keyId = again.value.id;
    }
    const held = await secrets.newOne(connectionId);
    const outcome = await keys.revokeIn(
      who.value,
      { id: keyId, name: pending.newKey?.name ?? pending.newKeyName },
      held.ok ? heldIn(held.value) : undefined,
    );
    if (!outcome.ok) return outcome.error.code === 'not-found' ? ok(undefined) : outcome;
    switch (outcome.value.result) {
      case 'revoked':
        return ok(undefined);
      case 'not-confirmed':
        return failed(outcome.value.failure);
      case 'still-accepted':
        return failed(
          failure('unexpected-answer', { name: pending.newKeyName, detail: 'the revoked key still works' }),
        );
    }
  }
}

import { failureTraits } from '../../shared/failure-traits.ts';
import type { Proof, RevokeOutcome } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Convene } from '../convene/convene.ts';
import type { HeldToken } from '../convene/held-token.ts';

/**
 * Revokes, then tries the old token, where it is at hand, once more. A clear refusal to revoke (not allowed, not
 * found, signed out) is a failure; no clear answer is the outcome `not-confirmed`.
 */
export async function revokeWithProof(
  convene: Convene,
  organizationId: string,
  keyId: string,
  heldToken: HeldToken | undefined,
): Promise<Result<RevokeOutcome>> {
  const revoked = await convene.revokeKey(organizationId, keyId);
  if (!revoked.ok) {
    return failureTraits(revoked.error.code).outcomeUnknown
      ? ok({ result: 'not-confirmed', keyId, failure: revoked.error })
      : failed(revoked.error);
  }
  const { revokedAt } = revoked.value;
  if (heldToken === undefined)
    return ok({ result: 'revoked', keyId, proof: { kind: 'confirmed', revokedAt } });
  const probe = await convene.probeKey(heldToken);
  if (probe.ok && probe.value.accepted) {
    return ok({ result: 'still-accepted', keyId, revokedAt, testedAt: probe.value.at });
  }
  const tested = probe.ok && !probe.value.accepted && probe.value.reason === 'refused';
  const proof: Proof = tested
    ? { kind: 'refused', revokedAt, testedAt: probe.value.at }
    : { kind: 'confirmed', revokedAt };
  return ok({ result: 'revoked', keyId, proof });
}

import { type Failure, failure } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Convene } from '../convene/convene.ts';
import type { HeldToken } from '../convene/held-token.ts';

/** The key as it is meant to be revoked; its name is for telling people what may still work. */
export interface KeyToRevoke {
  readonly id: string;
  readonly name?: string | undefined;
}

/**
 * Revokes, then tries the old token, where it is at hand, once more. A clear refusal (not allowed, not found, signed out) is
 * that failure; no clear answer is `revocation-unconfirmed`, a token that is accepted all the same `revoked-key-accepted`.
 */
export async function revokeWithProof(
  convene: Pick<Convene, 'revokeKey' | 'probeKey'>,
  organizationId: string,
  { id, name }: KeyToRevoke,
  heldToken: HeldToken | undefined,
): Promise<Result<Proof>> {
  const revoked = await convene.revokeKey(organizationId, id);
  if (!revoked.ok) return failed(unconfirmed(revoked.error, name));
  return testOld(convene, revoked.value, name, heldToken);
}

/** The old token, where it is at hand, is tried once. Without an answer to that it is the server's word alone. */
export async function testOld(
  convene: Pick<Convene, 'probeKey'>,
  { revokedAt }: { readonly revokedAt: string },
  name: string | undefined,
  heldToken: HeldToken | undefined,
): Promise<Result<Proof>> {
  const probe = heldToken && (await convene.probeKey(heldToken));
  if (!probe?.ok) return ok({ kind: 'confirmed', revokedAt });
  const testedAt = notBefore(revokedAt, probe.value.at);
  if (probe.value.accepted) return failed(failure('revoked-key-accepted', { name, at: testedAt }));
  return ok(
    probe.value.reason === 'refused'
      ? { kind: 'refused', revokedAt, testedAt }
      : { kind: 'confirmed', revokedAt },
  );
}

const unconfirmed = (why: Failure, name: string | undefined): Failure =>
  failureTraits(why.code).outcomeUnknown
    ? { ...why, code: 'revocation-unconfirmed', name, cause: why.code }
    : why;

/**
 * When the test was made, which came after the revocation: the dates of answers have whole seconds, and may be another
 * clock's than the revocation's.
 */
const notBefore = (revokedAt: string, answeredAt: string): string =>
  new Date(Math.max(Date.parse(revokedAt), Date.parse(answeredAt))).toISOString();

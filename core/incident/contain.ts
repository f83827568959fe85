import type { FailureCode } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { ContainmentItem, IncidentView } from '../../shared/incident.ts';
import { isFoundOut } from '../../shared/incident-count.ts';
import type { Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import type { HeldToken } from '../convene/held-token.ts';
import type { Keys } from '../keys/keys.ts';
import { testOld } from '../keys/revoke.ts';

export const isSettled = ({ status }: Pick<ContainmentItem, 'status'>): boolean => status === 'done';

/** Convene has said a clear no; asking again by ourselves changes nothing. */
export const isRefused = ({ status }: Pick<ContainmentItem, 'status'>): boolean => status === 'refused';

/** Convene hasn't said anything final about it. */
export const isOpen = (item: ContainmentItem): boolean => !isSettled(item) && !isRefused(item);

export const isUnderWay = (incident: IncidentView): boolean =>
  incident.closedAt === null && (incident.items.some(isOpen) || !isFoundOut(incident));

/** Settled by Convene's word alone, though its token is at hand: it is tried until Convene has refused it. */
export const isToProve = (item: ContainmentItem, heldToken: HeldToken | undefined): boolean =>
  heldToken !== undefined && isSettled(item) && item.proof?.kind === 'confirmed';

/** One try of the old token; the key is revoked by Convene's word. */
export async function prove(
  { keys }: { readonly keys: Pick<Keys, 'noteProof'> },
  { convene, organization }: SignedIn,
  item: ContainmentItem,
  heldToken: HeldToken | undefined,
): Promise<ContainmentItem> {
  if (item.proof === undefined) return item;
  const proof = await testOld(convene, item.proof, item.name, heldToken);
  if (!proof.ok) return { ...item, status: statusAfter(proof.error.code), failure: proof.error };
  if (proof.value.kind !== 'refused') return item;
  const scope = { server: convene.server, organizationId: organization.id };
  await keys.noteProof(scope, item.id, proof.value);
  return { ...item, proof: proof.value };
}

/** One try to revoke the key or end the session; answers how the item stands after it. Never throws. */
export async function contain(
  { keys }: { readonly keys: Pick<Keys, 'ensureRevoked'> },
  who: SignedIn,
  item: ContainmentItem,
  { now, heldToken }: { now(): Date; readonly heldToken?: HeldToken | undefined },
): Promise<ContainmentItem> {
  const { failure: _before, nextTryAt: _next, ...rest } = item;
  const tried = { ...rest, triedAt: now().toISOString() };
  if (item.what === 'session') {
    const ended = await endSession(who, item);
    return ended.ok
      ? { ...tried, status: 'done', settledAt: ended.value.endedAt }
      : { ...tried, status: statusAfter(ended.error.code), failure: ended.error };
  }
  const proof = await keys.ensureRevoked(who, { id: item.id, name: item.name }, { heldToken });
  if (proof.ok) return { ...tried, status: 'done', settledAt: proof.value.revokedAt, proof: proof.value };
  const { cause, ...why } = proof.error;
  // The status says already that it isn't confirmed; what people want to know is why.
  return { ...tried, status: statusAfter(why.code), failure: { ...why, code: cause ?? why.code } };
}

/** Anybody may end their own; an admin ends those of the others. */
const endSession = (
  { convene, organization }: SignedIn,
  { id, person }: ContainmentItem,
): Promise<Result<{ endedAt: string }>> =>
  person ? convene.endTeamSession(organization.id, id) : convene.endSession(id);

/** Where nobody could ask, it is asked as soon as somebody can; a mistake of ours is no refusal of Convene's either. */
function statusAfter(code: FailureCode): ContainmentItem['status'] {
  const { outcomeUnknown, retryable, stillWorks } = failureTraits(code);
  if (stillWorks) return 'still-accepted';
  if (outcomeUnknown) return 'not-confirmed';
  return retryable || code === 'internal' ? 'waiting' : 'refused';
}

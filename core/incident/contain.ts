import type { FailureCode } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { ContainmentItem } from '../../shared/incident.ts';
import type { SignedIn } from '../account/account.ts';
import type { Keys } from '../keys/keys.ts';

export const isSettled = ({ status }: ContainmentItem): boolean => status === 'done';

/** Convene has said a clear no; asking again by ourselves changes nothing. */
export const isRefused = ({ status }: ContainmentItem): boolean => status === 'refused';

/** One try to revoke the key or end the session; answers how the item stands after it. Never throws. */
export async function contain(
  { keys }: { readonly keys: Pick<Keys, 'ensureRevoked'> },
  who: SignedIn,
  item: ContainmentItem,
  now: () => Date,
): Promise<ContainmentItem> {
  const { failure: _before, nextTryAt: _next, ...rest } = item;
  const tried = { ...rest, triedAt: now().toISOString() };
  if (item.what === 'session') {
    const ended = await who.convene.endSession(item.id);
    return ended.ok
      ? { ...tried, status: 'done', settledAt: ended.value.endedAt }
      : { ...tried, status: statusAfter(ended.error.code), failure: ended.error };
  }
  const proof = await keys.ensureRevoked(who, item);
  if (proof.ok) return { ...tried, status: 'done', settledAt: proof.value.revokedAt, proof: proof.value };
  const { cause, ...why } = proof.error;
  // The status says already that it isn't confirmed; what people want to know is why.
  return { ...tried, status: statusAfter(why.code), failure: { ...why, code: cause ?? why.code } };
}

/** Where nobody could ask, it is asked as soon as somebody can; a mistake of ours is no refusal of Convene's either. */
function statusAfter(code: FailureCode): ContainmentItem['status'] {
  const { outcomeUnknown, retryable, stillWorks } = failureTraits(code);
  if (stillWorks) return 'still-accepted';
  if (outcomeUnknown) return 'not-confirmed';
  return retryable || code === 'internal' ? 'waiting' : 'refused';
}

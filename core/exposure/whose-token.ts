import type { WireKey } from '../../shared/convene/wire.ts';
import { ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { SignedIn } from '../account/account.ts';

/**
 * Which key a token that was found belongs to. `dead`: Convene refuses it already. `elsewhere`: it works, and belongs to
 * another organization, or to none of the listed keys for certain.
 */
export type TokenOwner =
  | { readonly is: 'live'; readonly key: WireKey }
  | { readonly is: 'dead' }
  | { readonly is: 'elsewhere' };

/**
 * Tries the token at Convene, where it belongs, and looks which key's count of requests grew by that: four last characters
 * alone may be those of two keys, and the wrong one must not be revoked.
 */
export async function whoseToken(
  { convene, organization }: SignedIn,
  token: string,
): Promise<Result<TokenOwner>> {
  const before = await convene.listKeys(organization.id);
  if (!before.ok) return before;
  const probe = await convene.probeKey(token);
  if (!probe.ok) return probe;
  // 403: a working key whose creator may no longer. It can come back to life, so it isn't dead.
  if (!probe.value.accepted && probe.value.reason === 'refused') return ok({ is: 'dead' });
  if (probe.value.accepted && probe.value.dashboard.organization.id !== organization.id)
    return ok({ is: 'elsewhere' });
  const after = await convene.listKeys(organization.id);
  if (!after.ok) return after;
  const countBefore = new Map(before.value.keys.map(({ id, request_count }) => [id, request_count]));
  const alike = after.value.keys.filter(
    (key) => key.revoked_at === null && key.token_hint === tokenHint(token),
  );
  const used = alike.filter(
    ({ id, request_count }) => request_count > (countBefore.get(id) ?? request_count),
  );
  const [key, another] = used.length > 0 ? used : alike;
  return ok(key && !another ? { is: 'live', key } : { is: 'elsewhere' });
}

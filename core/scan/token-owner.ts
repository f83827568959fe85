import type { WireKey } from '../../shared/convene/wire.ts';
import { ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { SignedIn } from '../account/account.ts';
import { type HeldToken, isSameServer } from '../convene/held-token.ts';

/**
 * Which key a token that was found belongs to. `dead`: Convene refuses it already; with the key, where only one ends like it. `elsewhere`: it belongs to another server
 * or organization, or to none of the listed keys for certain; it may work there.
 */
export type TokenOwner =
  | { readonly is: 'live'; readonly key: WireKey; readonly held: HeldToken }
  | { readonly is: 'dead'; readonly key: WireKey | undefined; readonly held: HeldToken }
  | { readonly is: 'elsewhere' };

/**
 * Tries the token where the person is signed in, who asked for that, and looks which key's count of requests grew by that:
 * four last characters alone may be those of two keys, and the wrong one must not be revoked. It isn't sent where it can't
 * belong: `named` are the servers whose addresses stand beside it, and a server that knows no key with that end has none.
 */
export async function tokenOwner(
  { convene, organization }: Pick<SignedIn, 'convene' | 'organization'>,
  token: string,
  named: readonly string[],
): Promise<Result<TokenOwner>> {
  if (named.length > 0 && !named.some((server) => isSameServer(server, convene.server)))
    return ok({ is: 'elsewhere' });
  const before = await convene.listKeys(organization.id);
  if (!before.ok) return before;
  const endsAlike = (key: WireKey): boolean => key.token_hint === tokenHint(token);
  const [first, second] = before.value.keys.filter(endsAlike);
  if (!first) return ok({ is: 'elsewhere' });
  const held: HeldToken = { server: convene.server, token };
  const probe = await convene.probeKey(held);
  if (!probe.ok) return probe;
  // 403: a working key whose creator may no longer. It can come back to life, so it isn't dead.
  if (!probe.value.accepted && probe.value.reason === 'refused')
    return ok({ is: 'dead', key: second ? undefined : first, held });
  if (probe.value.accepted && probe.value.dashboard.organization.id !== organization.id)
    return ok({ is: 'elsewhere' });
  const after = await convene.listKeys(organization.id);
  if (!after.ok) return after;
  const countBefore = new Map(before.value.keys.map(({ id, request_count }) => [id, request_count]));
  const alike = after.value.keys.filter((key) => key.revoked_at === null && endsAlike(key));
  const used = alike.filter(
    ({ id, request_count }) => request_count > (countBefore.get(id) ?? request_count),
  );
  const [key, another] = used.length > 0 ? used : alike;
  return ok(key && !another ? { is: 'live', key, held } : { is: 'elsewhere' });
}

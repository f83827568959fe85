import { ok, type Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import { type HeldToken, isSameServer } from '../convene/held-token.ts';
import { type KeyInList, tryToken } from './try-token.ts';

type ListedKey = KeyInList['key'];

/**
 * Which key a token that was found belongs to. `dead`: Convene refuses it already; with the key, where only one revoked one ends like
 * it. `elsewhere`: it belongs to another server or organization, or to none of the listed keys for certain; it may work there.
 */
export type TokenOwner =
  | { readonly is: 'live'; readonly key: ListedKey; readonly held: HeldToken }
  | { readonly is: 'dead'; readonly key: ListedKey | undefined; readonly held: HeldToken }
  | { readonly is: 'elsewhere' };

/**
 * Tries the token where the person is signed in, who asked for that. It isn't sent where it can't belong: `named` are the servers
 * whose addresses stand beside it, and a server that knows no key with that end has none.
 */
export async function tokenOwner(
  { convene, organization }: Pick<SignedIn, 'convene' | 'organization'>,
  token: string,
  named: readonly string[],
): Promise<Result<TokenOwner>> {
  if (named.length > 0 && !named.some((server) => isSameServer(server, convene.server)))
    return ok({ is: 'elsewhere' });
  const listed = await convene.listKeys(organization.id);
  if (!listed.ok) return listed;
  const list = { organizationId: organization.id, keys: listed.value.keys };
  const tried = await tryToken(convene, [list], token);
  if (!tried.ok) return tried;
  switch (tried.value.is) {
    case 'key':
      return ok({ is: 'live', key: tried.value.found.key, held: tried.value.held });
    case 'refused':
    case 'alike': {
      const { is, keys, held } = tried.value;
      const [first, second] = keys;
      const key = second ? undefined : first?.key;
      if (is === 'refused') return ok({ is: 'dead', key, held });
      return ok(key ? { is: 'live', key, held } : { is: 'elsewhere' });
    }
    case 'elsewhere':
    case 'unlisted':
      return ok({ is: 'elsewhere' });
  }
}

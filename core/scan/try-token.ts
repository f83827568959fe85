import type { WireKey } from '../../shared/convene/wire.ts';
import { ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { Convene } from '../convene/convene.ts';
import type { HeldToken } from '../convene/held-token.ts';

type ListedKey = Pick<WireKey, 'id' | 'name' | 'token_hint' | 'revoked_at'>;

/** The keys of an organization as they are listed just now; absent where the list can't be had. */
export interface KeyList {
  readonly organizationId: string;
  readonly keys: readonly ListedKey[] | undefined;
}

export interface KeyInList {
  readonly organizationId: string;
  readonly key: ListedKey;
}

/**
 * Whose a token is. `key`: told by the whole token. `refused`: it opens nothing; `keys` are the revoked ones that end so. `alike`: it
 * may work, and is one of `keys`, which end so; none where their list can't be had. `elsewhere`: it works for another organization.
 * `unlisted`: it wasn't sent, because no key of any list ends so.
 */
export type TriedToken =
  | { readonly is: 'key'; readonly found: KeyInList; readonly held: HeldToken }
  | { readonly is: 'refused'; readonly keys: readonly KeyInList[]; readonly held: HeldToken }
  | {
      readonly is: 'alike';
      readonly keys: readonly KeyInList[];
      /** In which it works; absent where Convene doesn't say. */
      readonly organizationId?: string;
      readonly held: HeldToken;
    }
  | { readonly is: 'elsewhere'; readonly organization: { readonly id: string; readonly name: string } }
  | { readonly is: 'unlisted' };

type Asked = Pick<Convene, 'server' | 'probeKey' | 'listKeys'>;

/**
 * Tries a token once, at the server of these lists, whose answer names the organization. Where several of its keys end so, the one
 * whose count of requests grew by that is it: four last characters alone may be those of two keys.
 */
export async function tryToken(
  convene: Asked,
  lists: readonly KeyList[],
  token: string,
): Promise<Result<TriedToken>> {
  const alike = lists.flatMap(({ organizationId, keys = [] }) =>
    endingAlike(keys, token).map((key) => ({ organizationId, key })),
  );
  if (alike.length === 0 && lists.every(({ keys }) => keys !== undefined)) return ok({ is: 'unlisted' });
  const live = alike.filter(({ key }) => key.revoked_at === null);
  const before = await countsWhereSeveral(convene, live);
  const held: HeldToken = { server: convene.server, token };
  const probe = await convene.probeKey(held);
  if (!probe.ok) return probe;
  if (!probe.value.accepted) {
    return probe.value.reason === 'refused'
      ? ok({ is: 'refused', keys: alike.filter(({ key }) => key.revoked_at !== null), held })
      : // 403: a working key whose creator may no longer. It can come back to life, so it isn't dead.
        ok({ is: 'alike', keys: live, held });
  }
  const { id: organizationId, name } = probe.value.dashboard.organization;
  if (!lists.some((list) => list.organizationId === organizationId))
    return ok({ is: 'elsewhere', organization: { id: organizationId, name } });
  const there = live.filter((one) => one.organizationId === organizationId);
  const [only, another] = there;
  if (only && !another) return ok({ is: 'key', found: only, held });
  const after = await convene.listKeys(organizationId);
  if (!after.ok) return ok({ is: 'alike', keys: there, organizationId, held });
  const now = endingAlike(after.value.keys, token).filter(({ revoked_at }) => revoked_at === null);
  const used = now.filter(({ id, request_count }) => request_count > (before.get(id) ?? request_count));
  const keys = (used.length > 0 ? used : now).map((key) => ({ organizationId, key }));
  const [found, second] = keys;
  return ok(found && !second ? { is: 'key', found, held } : { is: 'alike', keys, organizationId, held });
}

const endingAlike = <K extends ListedKey>(keys: readonly K[], token: string): K[] =>
  keys.filter((key) => key.token_hint === tokenHint(token));

/** How often each key was used, in the organizations in which several end alike. */
async function countsWhereSeveral(
  convene: Asked,
  live: readonly KeyInList[],
): Promise<ReadonlyMap<string, number>> {
  const organizations = live.map(({ organizationId }) => organizationId);
  const several = new Set(organizations.filter((id, at) => organizations.indexOf(id) !== at));
  const counts = new Map<string, number>();
  for (const id of several) {
    const listed = await convene.listKeys(id);
    if (listed.ok) for (const key of listed.value.keys) counts.set(key.id, key.request_count);
  }
  return counts;
}

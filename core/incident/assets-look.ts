import { failure } from '../../shared/failure.ts';
import type { IncidentAssets, Market } from '../../shared/incident.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import { isSameServer } from '../convene/held-token.ts';
import { assetsByDevice, type SeenHere } from './assets.ts';
import type { IncidentDeps } from './incident-deps.ts';
import { lookAround, type SeenKey, type ToLookAt } from './look.ts';
import { marketsOf } from './markets.ts';

export interface AssetsLook {
  /** What can be cut off in all markets. A failure only where nothing is known of any. */
  assets(): Promise<Result<IncidentAssets>>;
  /** Looks through markets, with what this computer holds there. */
  see(places: readonly ToLookAt[], waitMs?: number): Promise<SeenHere[]>;
  /** Every market of whoever is signed in, at their server, as it is just now; one that is slow counts as not looked at. */
  now(): Promise<SeenHere[]>;
  /** As it was seen last. */
  last(): readonly SeenHere[];
}

/** In the worst hour nobody waits long for a market that is slow; it is looked at while the others are cut off. */
const othersWaitMs = 2_000;

type Deps = Pick<
  IncidentDeps,
  'account' | 'keys' | 'deviceName' | 'heldKeys' | 'ownKeyIds' | 'otherPlaces' | 'log'
>;

export function createAssetsLook(deps: Deps): AssetsLook {
  const { account } = deps;
  let last: readonly SeenHere[] = [];

  async function see(places: readonly ToLookAt[], waitMs?: number): Promise<SeenHere[]> {
    const seen = await lookAround(places, waitMs);
    const here = await Promise.all(seen.map((one) => withOwn(deps, one)));
    const known = new Map(last.map((one) => [one.market.id, one]));
    for (const one of here) known.set(one.market.id, withEarlier(one, known.get(one.market.id)));
    last = [...known.values()];
    return here;
  }

  return {
    see,
    last: () => last,
    now: () =>
      see(
        marketsOf(account, []).map((market) => ({ market, who: sessionIn(deps, market) })),
        othersWaitMs,
      ),
    async assets() {
      const who = account.signedIn();
      if (!who.ok) return who;
      const markets = marketsOf(account, await deps.otherPlaces());
      const places = markets.map((market) => ({ market, who: sessionIn(deps, market) }));
      await see(places, othersWaitMs);
      const seen = markets.flatMap(({ id }) => last.find(({ market }) => market.id === id) ?? []);
      const [chosen] = seen;
      if (!chosen) return failed(failure('not-allowed'));
      const all = seen.map((one) => (one === chosen ? withKnownList(deps, one) : one));
      last = all;
      if (all.every(({ keys }) => keys === undefined) && chosen.market.keys.failure)
        return failed(chosen.market.keys.failure);
      return ok({
        devices: assetsByDevice(all, deps.deviceName.current()),
        markets: all.map(({ market }) => market),
      });
    },
  };
}

async function withOwn(
  { heldKeys, ownKeyIds, deviceName, log }: Deps,
  one: Omit<SeenHere, 'held'>,
): Promise<SeenHere> {
  const { server, organizationId } = one.market;
  const scope = { server, organizationId };
  const ours = await ownKeyIds(scope);
  if (!ours.ok) log('own keys could not be read', { failure: ours.error });
  return {
    ...one,
    held: await heldKeys(scope),
    ofOldName: deviceName.keysOfOldName(scope),
    ours: ours.ok ? ours.value : undefined,
  };
}

function sessionIn({ account }: Deps, market: Market): Result<SignedIn> {
  const now = account.view();
  return now.state === 'signed-in' && !isSameServer(now.server.address, market.server)
    ? failed(failure('signed-out', { detail: 'signed in elsewhere' }))
    : account.sessionFor(market.organizationId);
}

/** Where a market doesn't answer now, what the same person saw there before is better than nothing. */
function withEarlier(now: SeenHere, before: SeenHere | undefined): SeenHere {
  const isSame =
    before?.by !== undefined && (now.by === undefined || now.by.person.id === before.by.person.id);
  if (!isSame || !before || now.market.keys.state === 'not-allowed') return now;
  return {
    ...now,
    by: now.by ?? before.by,
    keys: now.keys ?? before.keys,
    sessions: now.sessions ?? before.sessions,
  };
}

/** The list of keys that is remembered from before. */
function withKnownList({ keys, account }: Deps, one: SeenHere): SeenHere {
  const list = keys.view();
  const of = keys.shownOf();
  const { market } = one;
  const isIt = of?.organizationId === market.organizationId && isSameServer(of.server, market.server);
  if (one.keys || list.state !== 'listed' || !isIt) return one;
  const by = account.sessionFor(market.organizationId);
  return { ...one, keys: list.keys.map(seenKey), ...(by.ok ? { by: by.value } : {}) };
}

const seenKey = (key: KeyView): SeenKey => ({
  id: key.id,
  name: key.name,
  token_hint: key.tokenHint,
  created_at: key.createdAt,
  created_by: key.createdBy,
  last_used_at: key.lastUsedAt,
  revoked_at: key.revokedAt,
});

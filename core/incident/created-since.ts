import type { AssetRef, IncidentView, Offered } from '../../shared/incident.ts';
import { itemKey } from '../../shared/incident-count.ts';
import { isNearDevice } from '../../shared/keys/device-name.ts';
import { deviceOfKey, deviceOfSession, isLive, makerOf, type SeenHere } from './assets.ts';
import type { Incident } from './incidents-file.ts';
import type { SeenKey, SeenSession } from './look.ts';

/** Where the person hasn't said since when, a stolen session may have been at work for a day before it was noticed. */
const assumedMs = 24 * 60 * 60_000;
/** Convene's clock and this computer's may differ. */
export const clockToleranceMs = 2 * 60_000;

export const sinceWhen = ({
  lastTrustedAt,
  openedAt,
}: Pick<IncidentView, 'lastTrustedAt' | 'openedAt'>): number =>
  lastTrustedAt === null ? Date.parse(openedAt) - assumedMs : Date.parse(lastTrustedAt);

/**
 * Keys and sessions that anybody made since, and not this companion: whoever has a session can make keys. A market that couldn't
 * be looked through keeps what was found there before.
 */
export function createdSince(incident: Incident, seen: readonly SeenHere[]): IncidentView['createdSince'] {
  const since = sinceWhen(incident) - clockToleranceMs;
  const isSince = ({ created_at }: { readonly created_at: string }): boolean =>
    Date.parse(created_at) >= since;
  const offered = offer(incident, incident.createdSince, seen, {
    key: (key, one) => isSince(key) && !one.ours?.has(key.id),
    session: (session) => isSince(session),
  });
  const isUnsure = offered.keys.length > 0 && seen.some(({ ours }) => ours === undefined);
  return isUnsure ? { ...offered, maybeOwn: true } : offered;
}

/** What is on devices whose names only resemble the lost one's. */
export function onAlikeDevices(incident: Incident, seen: readonly SeenHere[], here: string): Offered {
  const { device } = incident;
  if (device === undefined) return { keys: [], sessions: [] };
  const made = new Set(refsOf(incident.createdSince).map(itemKey));
  return offer(incident, incident.alike, seen, {
    key: (key, one) => {
      const its = deviceOfKey(key, one, here);
      return its !== null && isNearDevice(its, device) && !made.has(itemKey(keyRef(key, one)));
    },
    session: (session, one) =>
      isNearDevice(deviceOfSession(session, here), device) && !made.has(itemKey(sessionRef(session, one))),
  });
}

/** Working keys of a market that nothing is said of: neither cut off nor found to be made since. */
export function untouchedIn(incident: Incident, { market, keys }: SeenHere): number | undefined {
  const touched = new Set([...incident.items, ...refsOf(incident.createdSince)].map(itemKey));
  return keys?.filter(
    (key) => isLive(key) && !touched.has(itemKey({ what: 'key', marketId: market.id, id: key.id })),
  ).length;
}

const keyRef = ({ id }: SeenKey, { market }: SeenHere): AssetRef => ({
  what: 'key',
  marketId: market.id,
  id,
});
const sessionRef = ({ id }: SeenSession, { market }: SeenHere): AssetRef => ({
  what: 'session',
  marketId: market.id,
  id,
});

export const refsOf = ({ keys, sessions }: Offered): AssetRef[] => [
  ...keys.map(({ marketId, id }) => ({ what: 'key' as const, marketId, id })),
  ...sessions.map(({ marketId, id }) => ({ what: 'session' as const, marketId, id })),
];

interface Offers {
  key(key: SeenKey, seen: SeenHere): boolean;
  session(session: SeenSession, seen: SeenHere): boolean;
}

/** What is to be offered of all that was seen, without what is cut off already. */
function offer(incident: Incident, before: Offered, seen: readonly SeenHere[], offers: Offers): Offered {
  const contained = new Set(incident.items.map(itemKey));
  const isFree = (ref: AssetRef): boolean => !contained.has(itemKey(ref));
  const known = new Map(seen.map((one) => [one.market.id, one]));
  return {
    keys: [
      ...before.keys.filter(
        ({ marketId, id }) => !known.get(marketId)?.keys && isFree({ what: 'key', marketId, id }),
      ),
      ...seen.flatMap((one) =>
        (one.keys ?? [])
          .filter((key) => isLive(key) && isFree(keyRef(key, one)) && offers.key(key, one))
          .map((key) => ({
            id: key.id,
            name: key.name,
            tokenHint: key.token_hint,
            marketId: one.market.id,
            ...makerOf(key, one),
            createdAt: key.created_at,
          })),
      ),
    ],
    sessions: [
      ...before.sessions.filter(
        ({ marketId, id }) => !known.get(marketId)?.sessions && isFree({ what: 'session', marketId, id }),
      ),
      ...seen.flatMap((one) =>
        (one.sessions ?? [])
          .filter(
            (session) => !session.current && isFree(sessionRef(session, one)) && offers.session(session, one),
          )
          .map((session) => ({
            id: session.id,
            marketId: one.market.id,
            ...(session.person ? { person: session.person } : {}),
            deviceName: session.device_name,
            createdAt: session.created_at,
          })),
      ),
    ],
  };
}

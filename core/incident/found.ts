import type { AssetRef, ContainmentItem, Market } from '../../shared/incident.ts';
import { itemKey } from '../../shared/incident-count.ts';
import { isSameDevice } from '../../shared/keys/device-name.ts';
import { deviceOfKey, deviceOfSession, isLive, keyItem, type SeenHere, sessionItem } from './assets.ts';
import { clockToleranceMs, createdSince, onAlikeDevices, untouchedIn } from './created-since.ts';
import type { Incident } from './incidents-file.ts';
import { afterLook } from './look.ts';

/** The incident after its markets were looked through: what is on the lost device is part of it, the rest is counted or offered. */
export function afterLooking(incident: Incident, seen: readonly SeenHere[], here: string): Incident {
  const found = withMarkets(withFound(incident, seen, here), seen);
  const made = { ...found, createdSince: createdSince(found, seen) };
  const alike = { ...made, alike: onAlikeDevices(made, seen, here) };
  return {
    ...alike,
    markets: alike.markets.map((market) => {
      const one = seen.find(({ market: { id } }) => id === market.id);
      const untouchedKeys = one && untouchedIn(alike, one);
      return untouchedKeys === undefined ? market : { ...market, untouchedKeys };
    }),
  };
}

/** Markets that were learnt of meanwhile are part of it from now on. */
function withMarkets(incident: Incident, seen: readonly SeenHere[]): Incident {
  const known = new Map(incident.markets.map((market) => [market.id, market]));
  for (const { market } of seen) known.set(market.id, after(known.get(market.id), market));
  return { ...incident, markets: [...known.values()] };
}

function after(before: Incident['markets'][number] | undefined, now: Market): Incident['markets'][number] {
  if (!before) return { ...now, untouchedKeys: 0 };
  return {
    ...before,
    admins: now.admins.length > 0 ? now.admins : before.admins,
    keys: afterLook(before.keys, now.keys),
    sessions: afterLook(before.sessions, now.sessions),
  };
}

/**
 * With whatever is on the lost device and was there when it was reported. What came later may be of its replacement, which bears
 * the same name: that is offered.
 */
function withFound(incident: Incident, seen: readonly SeenHere[], here: string): Incident {
  const named = new Map(seen.flatMap((one) => itemsIn(one).map((item) => [itemKey(item), item])));
  const items = incident.items.map((item) => nowNamed(item, named.get(itemKey(item))));
  if (incident.kind !== 'device') return { ...incident, items };
  const left = new Set([...incident.items, ...incident.spared].map(itemKey));
  const more = seen
    .flatMap((one) => onDevice(incident, one, here))
    .filter((item) => !left.has(itemKey(item)));
  return { ...incident, items: [...items, ...more] };
}

/** Where only its id was known. */
const nowNamed = (item: ContainmentItem, seen: ContainmentItem | undefined): ContainmentItem =>
  seen && item.name === item.id ? { ...item, ...seen, status: item.status } : item;

const itemsIn = (seen: SeenHere): ContainmentItem[] => [
  ...(seen.sessions ?? []).map((session) => sessionItem(session, seen)),
  ...(seen.keys ?? []).map((key) => keyItem(key, seen)),
];

function onDevice({ device, openedAt }: Incident, seen: SeenHere, here: string): ContainmentItem[] {
  if (device === undefined) return [];
  const latest = Date.parse(openedAt) + clockToleranceMs;
  const wasThere = ({ created_at }: { readonly created_at: string }): boolean =>
    Date.parse(created_at) <= latest;
  return [
    ...(seen.sessions ?? [])
      .filter((session) => wasThere(session) && isSameDevice(deviceOfSession(session, here), device))
      .map((session) => sessionItem(session, seen)),
    ...(seen.keys ?? [])
      .filter((key) => {
        const its = deviceOfKey(key, seen, here);
        return isLive(key) && wasThere(key) && its !== null && isSameDevice(its, device);
      })
      .map((key) => keyItem(key, seen)),
  ];
}

/** What is to be cut off as it is known now; where nothing is, by its id. */
export const itemOf = (ref: AssetRef, seen: readonly SeenHere[]): ContainmentItem =>
  seen.flatMap(itemsIn).find((item) => itemKey(item) === itemKey(ref)) ?? {
    ...ref,
    name: ref.id,
    status: 'waiting',
  };

import type { ContainmentItem, IncidentAssets } from '../../shared/incident.ts';
import { deviceId } from '../../shared/keys/device-name.ts';
import { parseKeyName } from '../../shared/keys/key-name.ts';
import type { Seen, SeenKey, SeenSession } from './look.ts';

type Device = IncidentAssets['devices'][number];

/** The connections of this computer by the keys that they hold, in one market. */
export type Held = ReadonlyMap<string, string>;

/** A market with what this computer holds of it. */
export interface SeenHere extends Seen {
  readonly held: Held;
  /** Keys of this computer that Convene calls by an earlier name of it. */
  readonly ofOldName?: ReadonlySet<string> | undefined;
  /** Keys that this companion made or uses; absent where its notes can't be read. */
  readonly ours?: ReadonlySet<string> | undefined;
}

/** On which device a key is: this one where it is held here, else what its name says. */
export const deviceOfKey = (
  { id, name }: Pick<SeenKey, 'id' | 'name'>,
  { held, ofOldName }: Pick<SeenHere, 'held' | 'ofOldName'>,
  here: string,
): string | null => (held.has(id) || ofOldName?.has(id) ? here : (parseKeyName(name)?.device ?? null));

export const deviceOfSession = (session: SeenSession, here: string): string =>
  session.current ? here : session.device_name;

export const isLive = (key: SeenKey): boolean => key.revoked_at === null;

/** Working keys and sessions of all markets by the device they are on, however its name is spelt, this one first, then by name; keys that name none come last. */
export function assetsByDevice(seen: readonly SeenHere[], deviceName: string): Device[] {
  const devices = new Map<string | null, Device>();
  const here = deviceId(deviceName);
  const deviceOf = (device: string | null): Device => {
    const id = device === null ? null : deviceId(device);
    const known = devices.get(id);
    if (known) return known;
    const thisOne = id === here;
    const made: Device = { device: thisOne ? deviceName : device, thisOne, keys: [], sessions: [] };
    devices.set(id, made);
    return made;
  };
  for (const one of seen) {
    for (const key of (one.keys ?? []).filter(isLive)) {
      const { id, name, token_hint, last_used_at } = key;
      deviceOf(deviceOfKey(key, one, deviceName)).keys.push({
        id,
        name,
        tokenHint: token_hint,
        marketId: one.market.id,
        ...makerOf(key, one),
        lastUsedAt: last_used_at,
      });
    }
    for (const session of one.sessions ?? []) {
      const { id, last_seen_at, person } = session;
      deviceOf(deviceOfSession(session, deviceName)).sessions.push({
        id,
        marketId: one.market.id,
        ...(person ? { person } : {}),
        lastSeenAt: last_seen_at,
      });
    }
  }
  const rank = ({ device, thisOne }: Device): number => (thisOne ? 0 : device === null ? 2 : 1);
  return [...devices.values()].sort(
    (one, other) => rank(one) - rank(other) || (one.device ?? '').localeCompare(other.device ?? ''),
  );
}

/** Who made a key, where it is somebody else than the person who asks. */
export function makerOf(
  { created_by }: SeenKey,
  { by }: Pick<Seen, 'by'>,
): { person?: { name: string; email: string } } {
  if (by === undefined || created_by.id === by.person.id) return {};
  return { person: { name: created_by.name, email: created_by.email } };
}

export function keyItem(key: SeenKey, seen: SeenHere): ContainmentItem {
  const connectionId = seen.held.get(key.id);
  return {
    what: 'key',
    id: key.id,
    marketId: seen.market.id,
    ...makerOf(key, seen),
    name: key.name,
    tokenHint: key.token_hint,
    ...(connectionId === undefined ? {} : { connectionId }),
    status: 'waiting',
  };
}

export const sessionItem = (session: SeenSession, { market }: Seen): ContainmentItem => ({
  what: 'session',
  id: session.id,
  marketId: market.id,
  ...(session.person ? { person: session.person } : {}),
  ...(session.current ? { thisOne: true as const } : {}),
  name: session.device_name,
  status: 'waiting',
});

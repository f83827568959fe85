import type { WireSession } from '../../shared/convene/wire.ts';
import type { IncidentAssets } from '../../shared/incident.ts';
import { deviceId } from '../../shared/keys/device-name.ts';
import { parseKeyName } from '../../shared/keys/key-name.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';

type Device = IncidentAssets['devices'][number];

/** Working keys and sessions by the device they are on, however its name is spelt, this one first, then by name; keys that name none come last. */
export function assetsByDevice(
  keys: readonly KeyView[],
  sessions: readonly WireSession[],
  deviceName: string,
): Device[] {
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
  for (const key of keys) {
    if (key.revokedAt !== null) continue;
    const { id, name, tokenHint, lastUsedAt } = key;
    const device = key.heldHere ? deviceName : (parseKeyName(name)?.device ?? null);
    deviceOf(device).keys.push({ id, name, tokenHint, lastUsedAt });
  }
  for (const session of sessions) {
    const device = session.current ? deviceName : session.device_name;
    deviceOf(device).sessions.push({ id: session.id, lastSeenAt: session.last_seen_at });
  }
  const rank = ({ device, thisOne }: Device): number => (thisOne ? 0 : device === null ? 2 : 1);
  return [...devices.values()].sort(
    (one, other) => rank(one) - rank(other) || (one.device ?? '').localeCompare(other.device ?? ''),
  );
}

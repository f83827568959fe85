import type { IncidentAssets } from '../../../shared/incident.ts';

type AssetDevice = IncidentAssets['devices'][number];
export type NamedDevice = AssetDevice & { readonly device: string };
type AssetKey = AssetDevice['keys'][number];

/** A longer list helps nobody in a hurry: searching does. */
export const mostShown = 50;

const usedAt = ({ lastUsedAt }: { lastUsedAt: string | null }): number =>
  lastUsedAt === null ? 0 : new Date(lastUsedAt).getTime();

/** Every key of a market that works, the one used last first. */
export const assetKeys = ({ devices }: IncidentAssets, market: string | undefined): AssetKey[] =>
  devices
    .flatMap(({ keys }) => keys)
    .filter(({ marketId }) => marketId === market)
    .sort((a, b) => usedAt(b) - usedAt(a));

/** Those whose name or ending holds every word that was typed. */
export const foundAssets = (keys: readonly AssetKey[], typed: string): readonly AssetKey[] =>
  found(keys, typed, ({ name, tokenHint }) => `${name} ${tokenHint}`);

/** A device is found by its own name, and by the keys that are on it. */
export const foundDevices = (devices: readonly NamedDevice[], typed: string): readonly NamedDevice[] =>
  found(devices, typed, ({ device, keys }) =>
    [device, ...keys.map(({ name, tokenHint }) => `${name} ${tokenHint}`)].join(' '),
  );

function found<T>(all: readonly T[], typed: string, textOf: (one: T) => string): readonly T[] {
  const words = typed.toLocaleLowerCase('en-US').split(/\s+/u).filter(Boolean);
  if (words.length === 0) return all;
  return all.filter((one) => {
    const text = textOf(one).toLocaleLowerCase('en-US');
    return words.every((word) => text.includes(word));
  });
}

/** Devices by name, with those that hold something; the computer in use comes last, as it is at hand. */
export const assetDevices = ({ devices }: IncidentAssets): NamedDevice[] =>
  devices
    .flatMap((one) => (one.device === null ? [] : [{ ...one, device: one.device }]))
    .sort((a, b) => Number(a.thisOne) - Number(b.thisOne));

/** When a device was last heard of, by its keys or its session; undefined: never. */
export function lastHeardOf({ keys, sessions }: AssetDevice): Date | undefined {
  const latest = Math.max(
    0,
    ...keys.map(usedAt),
    ...sessions.map(({ lastSeenAt }) => Date.parse(lastSeenAt)),
  );
  return latest === 0 ? undefined : new Date(latest);
}

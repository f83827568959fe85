import { failure } from '../shared/failure.ts';
import type { IncidentAssets, IncidentView } from '../shared/incident.ts';
import { isSameDevice } from '../shared/keys/device-name.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { counted, listed } from '../shared/wording/numbers.ts';
import { listKeys } from './list-keys.ts';
import { pickKey } from './pick-key.ts';
import type { Terminal } from './terminal.ts';
import { wrongUse } from './words.ts';

export interface ChosenKey {
  readonly id: string;
  readonly name: string;
  readonly tokenHint: string;
  /** Absent for one of the organization that is chosen. */
  readonly marketId?: string;
}

/** Keys by what was typed, and by what a suspicious text holds. The text isn't kept, and nothing of it is sent. */
export async function leakedKeys(
  { companion }: Terminal,
  which: readonly string[],
  text: string | undefined,
): Promise<Result<{ keys: readonly ChosenKey[]; unknown: number }>> {
  const list = await listKeys(companion);
  if (!list.ok) return list;
  const { keys } = list.value;
  const chosen = new Map<string, ChosenKey>();
  const choose = ({ id, name, tokenHint, marketId }: ChosenKey) =>
    chosen.set(id, { id, name, tokenHint, ...(marketId === undefined ? {} : { marketId }) });
  for (const one of which) {
    const key = pickKey(keys, one);
    const other = key.ok ? undefined : await elsewhere(companion, one);
    if (other) choose(other);
    else if (!key.ok) return key;
    else choose(key.value);
  }
  const found = text === undefined ? { keyIds: [], unknown: 0 } : companion.incidents.findInText(text);
  const ids = new Set(found.keyIds);
  for (const key of keys) if (ids.has(key.id)) choose(key);
  if (chosen.size === 0) return failed(failure('nothing-to-do', { detail: noneInText(found.unknown) }));
  return ok({ keys: [...chosen.values()], unknown: found.unknown });
}

/** A key of another organization of the person, by its id: so an incident names what was made there. */
async function elsewhere(
  { incidents }: Terminal['companion'],
  keyId: string,
): Promise<ChosenKey | undefined> {
  const assets = await incidents.assets();
  return assets.ok
    ? assets.value.devices.flatMap(({ keys }) => keys).find(({ id }) => id === keyId)
    : undefined;
}

const noneInText = (unknown: number): string =>
  `Nothing was revoked: none of your working keys is in that text.${unknown > 0 ? ` ${unknownWords(unknown)}` : ''}`;

/** Keys in the text that can't be one of the list's working ones. */
export const unknownWords = (count: number): string =>
  count === 1
    ? 'One key in it is revoked already, cut short, or of another organization.'
    : `${counted(count, 'key')} in it are revoked already, cut short, or of another organization.`;

/** The device of that name, however it is spelt. */
export function pickDevice(
  { devices }: IncidentAssets,
  which: string,
): Result<IncidentAssets['devices'][number] & { device: string }> {
  const named = devices.flatMap((one) => (one.device === null ? [] : [{ ...one, device: one.device }]));
  const found = named.find(({ device }) => isSameDevice(device, which));
  if (found) return ok(found);
  const names = named.map(({ device }) => `“${device}”`);
  return failed(
    wrongUse(
      `Nothing was revoked: no device is called “${which}”. ${names.length > 0 ? `There is ${listed(names)}.` : 'No key names one.'}`,
      { name: which },
    ),
  );
}

/** The newest one, or the one whose id begins so. */
export function pickIncident(
  incidents: readonly IncidentView[],
  which: string | undefined,
): Result<IncidentView> {
  const [newest] = incidents;
  if (which === undefined)
    return newest ? ok(newest) : failed(failure('nothing-to-do', { detail: 'There is no such incident.' }));
  const fitting = incidents.filter(({ id }) => which.length >= 4 && id.startsWith(which.toLowerCase()));
  const [only] = fitting;
  return only && fitting.length === 1
    ? ok(only)
    : failed(wrongUse(`“${which}” is the beginning of no incident’s id. incident list shows them.`));
}

import { failure } from '../shared/failure.ts';
import type { IncidentAssets, IncidentView, TextMatch } from '../shared/incident.ts';
import { isSameDevice } from '../shared/keys/device-name.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { listed } from '../shared/wording/numbers.ts';
import { keysFound, matchLines } from '../shared/wording/text-match.ts';
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

/** Keys by what was typed, and those that a suspicious text holds for certain. The text isn't kept. */
export async function leakedKeys(
  { companion }: Terminal,
  which: readonly string[],
  text: string | undefined,
): Promise<Result<{ keys: readonly ChosenKey[]; match: TextMatch | undefined }>> {
  const match = text === undefined ? ok(undefined) : await companion.incidents.findInText(text);
  if (!match.ok) return match;
  const named = which.length === 0 ? ok([]) : await keysNamed(companion, which);
  if (!named.ok) return named;
  const found = match.value ? keysFound(match.value) : [];
  const chosen = new Map<string, ChosenKey>();
  for (const { id, name, tokenHint, marketId } of [...named.value, ...found])
    if (!chosen.has(id))
      chosen.set(id, { id, name, tokenHint, ...(marketId === undefined ? {} : { marketId }) });
  if (chosen.size === 0) return failed(failure('nothing-to-do', { detail: nothingRevoked(match.value) }));
  return ok({ keys: [...chosen.values()], match: match.value });
}

async function keysNamed(
  companion: Terminal['companion'],
  which: readonly string[],
): Promise<Result<ChosenKey[]>> {
  const list = await listKeys(companion);
  if (!list.ok) return list;
  const chosen: ChosenKey[] = [];
  for (const one of which) {
    const key = pickKey(list.value.keys, one);
    const other = key.ok ? undefined : await elsewhere(companion, one);
    if (other) chosen.push(other);
    else if (!key.ok) return key;
    else chosen.push(key.value);
  }
  return ok(chosen);
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

const nothingRevoked = (match: TextMatch | undefined): string =>
  `Nothing was revoked. ${match ? matchLines(match).join(' ') : ''}`.trim();

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

import { deviceId } from '../../shared/keys/device-name.ts';
import { tidyDeviceName } from '../../shared/keys/key-name.ts';
import type { MarkedKey } from './key-mark.ts';

export const keyOrders = ['device', 'due', 'used', 'name'] as const;
export type KeyOrder = (typeof keyOrders)[number];

export interface KeyGroup {
  readonly id: string;
  readonly kind: 'this-device' | 'device' | 'no-device' | 'all';
  readonly title: string;
  readonly keys: readonly MarkedKey[];
}

const collator = new Intl.Collator('en-US', { numeric: true, sensitivity: 'base' });
const madeAt = ({ view }: MarkedKey): number => new Date(view.createdAt).getTime();
const usedAt = ({ view }: MarkedKey): number => (view.lastUsedAt ? new Date(view.lastUsedAt).getTime() : 0);
const byId = (a: MarkedKey, b: MarkedKey): number => (a.id < b.id ? -1 : 1);
const revokedLast = (a: MarkedKey, b: MarkedKey): number =>
  Number(a.view.revokedAt !== null) - Number(b.view.revokedAt !== null);

/** By device: newest first, so that a key keeps its place while it is revoked. */
const comparers: Readonly<Record<KeyOrder, (a: MarkedKey, b: MarkedKey) => number>> = {
  device: (a, b) => madeAt(b) - madeAt(a) || byId(a, b),
  due: (a, b) => revokedLast(a, b) || a.age.daysLeft - b.age.daysLeft || byId(a, b),
  used: (a, b) => usedAt(b) - usedAt(a) || byId(a, b),
  name: (a, b) => collator.compare(a.view.name, b.view.name) || byId(a, b),
};

const orderTitles = {
  due: 'Next due first',
  used: 'Last used first',
  name: 'By name',
} as const;

/** Whatever its name says. */
const isHere = ({ view }: MarkedKey): boolean => view.heldHere || view.ofThisComputer === true;

/** The keys in groups: one per device with this one first, keys without a device last; other orders have one group. */
export function groupKeys(
  keys: readonly MarkedKey[],
  deviceName: string,
  order: KeyOrder = 'device',
): KeyGroup[] {
  const sorted = [...keys].sort(comparers[order]);
  if (order !== 'device')
    return sorted.length === 0 ? [] : [{ id: 'all', kind: 'all', title: orderTitles[order], keys: sorted }];

  const here = deviceId(deviceName);
  const devices = new Map<string, MarkedKey[]>();
  const nowhere: MarkedKey[] = [];
  for (const one of sorted) {
    const id = isHere(one) ? here : one.parts && deviceId(one.parts.device);
    if (id === undefined) {
      nowhere.push(one);
      continue;
    }
    const group = devices.get(id);
    if (group) group.push(one);
    else devices.set(id, [one]);
  }
  const groups = [...devices].map(
    ([id, members]): KeyGroup => ({
      id: `device ${id}`,
      kind: id === here ? 'this-device' : 'device',
      title: id === here ? deviceName : tidyDeviceName(members[0]?.parts?.device ?? id),
      keys: members,
    }),
  );
  groups.sort(
    (a, b) =>
      Number(b.kind === 'this-device') - Number(a.kind === 'this-device') ||
      collator.compare(a.title, b.title) ||
      (a.id < b.id ? -1 : 1),
  );
  return nowhere.length === 0
    ? groups
    : [...groups, { id: 'no-device', kind: 'no-device', title: 'No device in the name', keys: nowhere }];
}

/** Whether the person's search words are all in the key's name, hint or creator. */
export function isFound({ view }: MarkedKey, search: string): boolean {
  const text = `${view.name} ${view.tokenHint} ${view.createdBy.name}`.toLocaleLowerCase('en-US');
  return search
    .toLocaleLowerCase('en-US')
    .split(/\s+/)
    .every((word) => text.includes(word));
}

import type { KeyView } from '../../../shared/keys/key-view.ts';

const known = new WeakMap<readonly KeyView[], ReadonlyMap<string, KeyView>>();

/** Finds a key among thousands for each of many rows: the list is gone through once. */
export function keysById(keys: readonly KeyView[]): ReadonlyMap<string, KeyView> {
  const before = known.get(keys);
  if (before) return before;
  const byId = new Map(keys.map((key) => [key.id, key]));
  known.set(keys, byId);
  return byId;
}

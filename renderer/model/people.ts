import type { KeyView } from '../../shared/keys/key-view.ts';

export interface PersonKeys {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Still in the organization. */
  readonly active: boolean;
  /** Working ones, last used first. */
  readonly keys: readonly KeyView[];
  /** Of any of them. */
  readonly lastUsedAt: string | null;
}

const usedAt = ({ lastUsedAt }: Pick<KeyView, 'lastUsedAt'>): string => lastUsedAt ?? '';

/** Who has working keys: those who have left come first, then whose keys were used last. */
export function peopleWithKeys(keys: readonly KeyView[]): PersonKeys[] {
  const people = new Map<string, KeyView[]>();
  for (const key of keys) {
    if (key.revokedAt !== null && !key.revocationNotConfirmed) continue;
    const known = people.get(key.createdBy.id);
    if (known) known.push(key);
    else people.set(key.createdBy.id, [key]);
  }
  return [...people.values()]
    .flatMap((own) => {
      const sorted = [...own].sort((one, other) => usedAt(other).localeCompare(usedAt(one)));
      const [first] = sorted;
      return first ? [{ ...first.createdBy, keys: sorted, lastUsedAt: first.lastUsedAt }] : [];
    })
    .sort(
      (one, other) =>
        Number(one.active) - Number(other.active) ||
        usedAt(other).localeCompare(usedAt(one)) ||
        one.name.localeCompare(other.name),
    );
}

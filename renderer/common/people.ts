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

/** A person of whom a search found something. */
export interface PersonFound {
  readonly person: PersonKeys;
  /** Those of the person's keys that were looked for; the person's others are only left out of sight. */
  readonly found: readonly KeyView[];
}

const usedAt = ({ lastUsedAt }: Pick<KeyView, 'lastUsedAt'>): number =>
  lastUsedAt === null ? 0 : Date.parse(lastUsedAt);

/**
 * Who has working keys: those who have left come first, then whose keys were used last. What Convene calls revoked and still
 * accepts works.
 */
export function peopleWithKeys(keys: readonly KeyView[]): PersonKeys[] {
  const people = new Map<string, KeyView[]>();
  for (const key of keys) {
    const isOver = key.revokedAt !== null && !key.revocationNotConfirmed;
    if (isOver) continue;
    const known = people.get(key.createdBy.id);
    if (known) known.push(key);
    else people.set(key.createdBy.id, [key]);
  }
  return [...people.values()]
    .flatMap((own) => {
      const sorted = [...own].sort((one, other) => usedAt(other) - usedAt(one));
      const [first] = sorted;
      return first ? [{ ...first.createdBy, keys: sorted, lastUsedAt: first.lastUsedAt }] : [];
    })
    .sort(
      (one, other) =>
        Number(one.active) - Number(other.active) ||
        usedAt(other) - usedAt(one) ||
        one.name.localeCompare(other.name),
    );
}

/** The people whose keys are among those that were found, with all they have. */
export const peopleFound = (
  people: readonly PersonKeys[],
  found: { has(keyId: string): boolean },
): readonly PersonFound[] =>
  people
    .map((person) => ({ person, found: person.keys.filter(({ id }) => found.has(id)) }))
    .filter(({ found: its }) => its.length > 0);

const mostOfOne = 20;
const fewestOfOne = 3;
const mostDrawn = 400;

/** Keys of each person that are shown before more are asked for: fewer where many people have many. */
export const keysAtFirst = (people: number): number =>
  Math.min(mostOfOne, Math.max(fewestOfOne, Math.floor(mostDrawn / Math.max(1, people))));

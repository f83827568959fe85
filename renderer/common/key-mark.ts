import { type KeyAge, type KeyStatus, keyAge } from '../../shared/keys/key-age.ts';
import { parseKeyName, type SuccessorNameDeps } from '../../shared/keys/key-name.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';

/** A key's one state, by which its row is drawn. `not-confirmed` also stands for a revoked key that still works. */
export type KeyMark = KeyStatus | 'not-confirmed';

/** A key with what follows from it today. `id` is the key's own, by which lists tell rows apart. */
export interface MarkedKey {
  readonly id: string;
  readonly view: KeyView;
  /** Absent when the name says no device. */
  readonly parts: SuccessorNameDeps | undefined;
  readonly age: KeyAge;
  readonly mark: KeyMark;
}

/** `termDays`: after how many days it is due; the usual ones unless the organization or the key has its own. */
export function markKey(view: KeyView, now: Date, termDays?: number): MarkedKey {
  const parts = parseKeyName(view.name);
  const age = keyAge(new Date(view.createdAt), now, termDays);
  return { id: view.id, view, parts, age, mark: markOf(view, age, parts) };
}

/** The most pressing of what is true of a key. What we can't place comes before its age: replacing it isn't the cure. */
function markOf(key: KeyView, age: KeyAge, parts: SuccessorNameDeps | undefined): KeyMark {
  if (key.revocationNotConfirmed) return 'not-confirmed';
  if (key.revokedAt !== null) return 'revoked';
  if (!parts) return 'not-recognized';
  if (age.stage !== 'fresh') return age.stage;
  return key.lastUsedAt === null ? 'never-used' : 'fresh';
}

/** These are counted beside the tab, because they ask for something. */
export const needsReplacing = ({ mark }: MarkedKey): boolean => mark === 'due' || mark === 'overdue';
export const isWorking = ({ mark }: MarkedKey): boolean => mark !== 'revoked';

import { keyAge } from '../shared/keys/key-age.ts';
import type { KeysView, KeyView } from '../shared/keys/key-view.ts';

/** When a key is due, ISO 8601, and how near that is; a revoked one never is. */
export interface Due {
  readonly dueAt: string | null;
  readonly stage: ReturnType<typeof keyAge>['stage'] | 'revoked';
}

/** As programs are told it: one list of one organization; with `stale` the last known one. */
export type KeyList = Pick<Listed, 'organizationId' | 'asOf' | 'stale'> & {
  readonly keys: readonly (KeyView & Due)[];
};
type Listed = Extract<KeysView, { state: 'listed' }>;
type TermOf = (keyId: string) => number;

export function dueOf(
  { id, createdAt, revokedAt }: Pick<KeyView, 'id' | 'createdAt' | 'revokedAt'>,
  termOf: TermOf,
): Due {
  if (revokedAt !== null) return { dueAt: null, stage: 'revoked' };
  const { dueAt, stage } = keyAge(new Date(createdAt), new Date(), termOf(id));
  return { dueAt: dueAt.toISOString(), stage };
}

export const isDue = ({ stage }: Due): boolean => stage === 'due' || stage === 'overdue';

export const keyList = ({ organizationId, asOf, stale, keys }: Listed, termOf: TermOf): KeyList => ({
  organizationId,
  asOf,
  ...(stale ? { stale } : {}),
  keys: keys.map((key) => ({ ...key, ...dueOf(key, termOf) })),
});

/** What took the place of a key that leaked. */
import { failure } from '../../shared/failure.ts';
import type { AssetRef, ContainmentItem } from '../../shared/incident.ts';
import { itemKey } from '../../shared/incident-count.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { IncidentNotes } from './incident-notes.ts';
import type { Incident } from './incidents-file.ts';
import { marketIdOf } from './markets.ts';

export interface ReplacedKey {
  readonly id: string;
  readonly name: string;
  readonly tokenHint: string;
}

/** Noted in whichever incident the old key is part of. */
export async function noteReplaced(
  notes: Pick<IncidentNotes, 'all' | 'change'>,
  within: KeyScope,
  oldKeyId: string,
  { id, name, tokenHint }: ReplacedKey,
): Promise<void> {
  const old = itemKey({ what: 'key', marketId: marketIdOf(within), id: oldKeyId });
  for (const { id: incidentId, items } of notes.all())
    if (items.some((item) => itemKey(item) === old))
      await notes.change(incidentId, (now) => withReplaced(now, old, { id, name, tokenHint }));
}

function withReplaced(incident: Incident, old: string, replacedBy: ReplacedKey): Incident {
  const items = incident.items.map((item) => (itemKey(item) === old ? { ...item, replacedBy } : item));
  const isWhole =
    incident.kind === 'leak' && items.every(({ what, replacedBy: by }) => what !== 'key' || by !== undefined);
  if (!isWhole || incident.done.includes('replace')) return { ...incident, items };
  return { ...incident, items, done: [...incident.done, 'replace'] };
}

/** A key of an incident as it was, with where it belongs: its successor is to be made there. */
export function keyToReplace(
  notes: Pick<IncidentNotes, 'find'>,
  incidentId: string,
  ref: AssetRef,
): Result<{ readonly key: ReplacedKey; readonly within: KeyScope }> {
  const incident = notes.find(incidentId);
  const item: ContainmentItem | undefined = incident?.items.find((one) => itemKey(one) === itemKey(ref));
  const market = incident?.markets.find(({ id }) => id === ref.marketId);
  if (!item || !market) return failed(failure('not-found'));
  const { id, name, tokenHint = '' } = item;
  const { server, organizationId } = market;
  return ok({ key: { id, name, tokenHint }, within: { server, organizationId } });
}

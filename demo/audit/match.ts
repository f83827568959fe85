import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { beginningEntry, facetEntry, longestBeginning, wordEntry, wordsIn } from './search-words.ts';

/** Which events: all that is given must hold. */
export interface EventFilter {
  /** What the key did, and what was done to it. */
  readonly api_key_id?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: string | undefined;
  readonly ip?: string | undefined;
  /** Each of its words begins a word of the actor's name, the action, the resource's kind or id, or is in the address. */
  readonly q?: string | undefined;
  /** Both inclusive. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** More words than this with one beginning are read as a range of the index, fewer each by itself, which is faster. */
const mostWords = 300;
const partOfAddress = /^\d{1,3}(\.\d{0,3}){1,3}$/;

/** What the search index must match; undefined when only time limits the events. */
export function matchFor(
  database: Database,
  organizationId: string,
  filter: EventFilter,
): string | undefined {
  const exact = (facet: Parameters<typeof facetEntry>[1], value: string | undefined): string[] =>
    value === undefined ? [] : [`"${facetEntry(organizationId, facet, value)}"`];
  const parts = [
    ...exact('key', filter.api_key_id),
    ...exact('actor', filter.actor),
    ...exact('action', filter.action),
    ...exact('outcome', filter.outcome),
    ...exact('ip', filter.ip),
    ...wordsIn(filter.q ?? '').map((word) => beginningWith(database, organizationId, word)),
  ];
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

function beginningWith(database: Database, organizationId: string, beginning: string): string {
  if (beginning.length <= longestBeginning) return `"${beginningEntry(organizationId, beginning)}"`;
  const words = partOfAddress.test(beginning)
    ? networksWith(database, organizationId, beginning)
    : wordsWith(database, organizationId, beginning);
  if (words.length > mostWords) return `"${wordEntry(organizationId, beginning)}"*`;
  // A word that occurs nowhere is asked for as it is: it matches nothing.
  const asked = words.length === 0 ? [beginning] : words;
  return `(${asked.map((word) => `"${wordEntry(organizationId, word)}"`).join(' OR ')})`;
}

const wordRow = z.object({ word: z.string() }).transform(({ word }) => word);

const wordsWith = (database: Database, organizationId: string, beginning: string): string[] =>
  database.all(
    wordRow,
    'SELECT word FROM audit_words WHERE organization_id = ? AND word >= ? AND word < ? LIMIT ?',
    [organizationId, beginning, `${beginning}\u{10ffff}`, mostWords + 1],
  );

/** `203.0.1` → `203.0.1.`, `203.0.11.`, `203.0.113.`: the next whole step of the address. */
function networksWith(database: Database, organizationId: string, beginning: string): string[] {
  if (beginning.endsWith('.')) return [beginning];
  const dots = beginning.split('.').length - 1;
  if (dots === 3) return wordsWith(database, organizationId, beginning);
  return database.all(
    wordRow,
    `SELECT word FROM audit_words WHERE organization_id = ? AND word >= ? AND word < ?
       AND word LIKE '%.' AND length(word) - length(replace(word, '.', '')) = ? LIMIT ?`,
    [organizationId, beginning, `${beginning}\u{10ffff}`, dots + 1, mostWords + 1],
  );
}

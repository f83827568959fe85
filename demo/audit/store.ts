import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { positionOf, turnsPerMs } from './position.ts';
import { entriesOf, type Searched, wordsOf } from './search-words.ts';

export interface StoredEvent extends Searched {
  readonly id: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
}

const last = z.object({ last: z.int().nullable() });

function freePosition(database: Database, at: string): number {
  let first = positionOf(Date.parse(at));
  for (;;) {
    const taken = database.get(
      last,
      'SELECT max(position) AS last FROM audit_events WHERE position BETWEEN ? AND ?',
      [first, first + turnsPerMs - 1],
    )?.last;
    if (taken === null || taken === undefined) return first;
    if (taken < first + turnsPerMs - 1) return taken + 1;
    first += turnsPerMs;
  }
}

/** Writes an event down and makes it searchable. */
export function storeEvent(database: Database, event: StoredEvent): void {
  database.transaction(() => {
    const position = freePosition(database, event.at);
    database.run(
      `INSERT INTO audit_events (position, id, organization_id, at, actor_kind, actor_id, actor_name, action,
         resource_kind, resource_id, ip, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        position,
        event.id,
        event.organization_id,
        event.at,
        event.actor_kind,
        event.actor_id,
        event.actor_name,
        event.action,
        event.resource_kind,
        event.resource_id,
        event.ip,
        event.outcome,
      ],
    );
    makeSearchable(database, position, event);
  });
}

function makeSearchable(database: Database, position: number, event: Searched): void {
  const words = wordsOf(event);
  database.run('INSERT INTO audit_search (rowid, entries) VALUES (?, ?)', [
    position,
    entriesOf(event, words),
  ]);
  database.run(
    `INSERT OR IGNORE INTO audit_words VALUES ${[...words].map(() => '(?, ?)').join(', ')}`,
    [...words].flatMap((word) => [event.organization_id, word]),
  );
}

const oldRow = z.object({
  id: z.string(),
  organization_id: z.string(),
  at: z.string(),
  actor_kind: z.string(),
  actor_id: z.string(),
  actor_name: z.string(),
  action: z.string(),
  resource_kind: z.string(),
  resource_id: z.string(),
  ip: z.string().nullable(),
  outcome: z.string(),
});

/** Brings the events of a database from before the search along. */
export function storeOldEvents(database: Database): void {
  for (const event of database.all(oldRow, 'SELECT * FROM audit_events_before ORDER BY at, seq')) {
    storeEvent(database, event);
  }
  database.exec('DROP TABLE audit_events_before');
}

import { setImmediate as othersTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { WireActivity } from '../../shared/convene/wire.ts';
import type { DemoContext } from '../context.ts';
import type { SqlValue } from '../database/database.ts';
import { span, whole } from './audit.ts';
import { type EventFilter, matchFor } from './match.ts';
import { positionOf, timeOf, turnsPerMs } from './position.ts';
import { facetEntry } from './search-words.ts';
import { dateOf, type Span, spansOf } from './spans.ts';

const mostDays = 400;
const mostMarks = 1_000;
const busiestKeys = 5;
const dayMs = 86_400_000;

/** How much was done on each day that the filter lets through, and when keys were made and revoked meanwhile. */
export async function activityOf(
  context: DemoContext,
  organizationId: string,
  filter: EventFilter,
  timeZone: string,
): Promise<WireActivity> {
  const events = eventsFor(context, organizationId, filter);
  const ends = events.ends();
  if (!ends) return { days: [], marks: marksOf(context, organizationId, filter, 0) };
  const latest = timeOf(ends.newest);
  const earliest = Math.max(timeOf(ends.oldest), latest - (mostDays - 1) * dayMs);
  const spans = spansOf(timeZone, earliest, latest).slice(-mostDays);
  const days = new Map<number, Day>();
  const totals = new Map<string, { name: string; count: number }>();
  const well = facetEntry(organizationId, 'outcome', 'ok');
  for (const part of spans) {
    for (const { day, count } of events.byDay(part)) days.set(day, { count, refused: count, keys: [] });
    await othersTurn();
    for (const { day, count } of events.byDay(part, well)) {
      const counted = days.get(day);
      if (counted) counted.refused -= count;
    }
    await othersTurn();
    for (const { id, name, count } of events.byKey(part)) {
      totals.set(id, { name, count: count + (totals.get(id)?.count ?? 0) });
    }
    await othersTurn();
  }
  const busiest = [...totals].sort(([, one], [, other]) => other.count - one.count).slice(0, busiestKeys);
  for (const [id, { name }] of busiest) {
    const own = facetEntry(organizationId, 'actor', id);
    for (const part of spans) {
      for (const { day, count } of events.byDay(part, own)) days.get(day)?.keys.push({ id, name, count });
      await othersTurn();
    }
  }
  return {
    days: [...days]
      .sort(([one], [other]) => one - other)
      .slice(-mostDays)
      .map(([day, counted]) => ({ date: dateOf(day), ...counted })),
    marks: marksOf(context, organizationId, filter, positionOf(spans[0]?.from ?? 0)),
  };
}

type Day = { count: number; refused: number; keys: { id: string; name: string; count: number }[] };

const dayRow = z.object({ day: z.int(), count: z.int() });
const keyRow = z.object({ id: z.string(), name: z.string(), count: z.int() });
const positionRow = z.object({ position: z.int() });

/** The events that are counted; by the index alone, wherever it knows enough. */
function eventsFor({ database }: DemoContext, organizationId: string, filter: EventFilter) {
  const match = matchFor(database, organizationId, filter);
  const { from, before } = span(filter);
  const rangeOf = (part: Span): [number, number] => [
    Math.max(from, positionOf(part.from)),
    Math.min(before, positionOf(part.to)),
  ];
  /** Positions of events, as `rowid`, and the values for them; `entry`: only those that have it as well. */
  function found(low: number, high: number, entry?: string): { rows: string; values: SqlValue[] } {
    const both = [...(match === undefined ? [] : [match]), ...(entry === undefined ? [] : [`"${entry}"`])];
    return both.length === 0
      ? {
          rows: `audit_events INDEXED BY audit_of WHERE organization_id = ? AND rowid >= ${whole} AND rowid < ${whole}`,
          values: [organizationId, low, high],
        }
      : {
          rows: `audit_search WHERE audit_search MATCH ? AND rowid >= ${whole} AND rowid < ${whole}`,
          values: [both.join(' AND '), low, high],
        };
  }
  function end(order: 'ASC' | 'DESC'): number | undefined {
    const { rows, values } = found(from, before);
    const sql = `SELECT rowid AS position FROM ${rows} ORDER BY rowid ${order} LIMIT 1`;
    return database.get(positionRow, sql, values)?.position;
  }
  return {
    ends() {
      const newest = end('DESC');
      const oldest = newest === undefined ? undefined : end('ASC');
      return newest === undefined || oldest === undefined ? undefined : { oldest, newest };
    },
    byDay(part: Span, entry?: string) {
      const { rows, values } = found(...rangeOf(part), entry);
      return database
        .all(
          dayRow,
          `SELECT min((rowid / ${turnsPerMs} - ${whole}) / ${dayMs}, ${whole}) AS day,
             count(*) AS count FROM ${rows} GROUP BY day`,
          [part.from, part.days - 1, ...values],
        )
        .map((row) => ({ ...row, day: part.day + row.day }));
    },
    byKey(part: Span) {
      const { rows, values } = found(...rangeOf(part));
      return database.all(
        keyRow,
        `SELECT e.actor_id AS id, max(e.actor_name) AS name, count(*) AS count
         FROM (SELECT rowid AS position FROM ${rows}) f CROSS JOIN audit_events e ON e.position = f.position
         WHERE e.actor_kind = 'api_key' GROUP BY e.actor_id`,
        values,
      );
    },
  };
}

const markRow = z.object({
  at: z.string(),
  action: z.enum(['api_key.created', 'api_key.revoked']),
  id: z.string(),
  name: z.string(),
});

/** Keys that came and went in that time, all of them or the one that is asked for; oldest first. */
function marksOf(
  { database }: DemoContext,
  organizationId: string,
  filter: EventFilter,
  notBefore: number,
): WireActivity['marks'] {
  const actions = ['api_key.created', 'api_key.revoked']
    .map((action) => `"${facetEntry(organizationId, 'action', action)}"`)
    .join(' OR ');
  const key =
    filter.api_key_id === undefined ? '' : ` AND "${facetEntry(organizationId, 'key', filter.api_key_id)}"`;
  const { from, before } = span(filter);
  return database
    .all(
      markRow,
      `SELECT e.at, e.action, k.id, k.name
       FROM audit_search s CROSS JOIN audit_events e ON e.position = s.rowid
         CROSS JOIN api_keys k ON k.id = e.resource_id
       WHERE audit_search MATCH ? AND s.rowid >= ${whole} AND s.rowid < ${whole} AND e.organization_id = ?
         AND e.outcome = 'ok' AND k.organization_id = e.organization_id
       ORDER BY s.rowid DESC LIMIT ?`,
      [`(${actions})${key}`, Math.max(from, notBefore), before, organizationId, mostMarks],
    )
    .reverse()
    .map(({ at, action, id, name }) => ({ at, action, resource: { kind: 'api_key', id }, name }));
}

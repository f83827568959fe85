import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import { isoNow } from '../context.ts';
import { page } from '../cursor.ts';
import { invalid } from '../refusal.ts';
import { newId } from '../secrets/tokens.ts';
import { type EventFilter, matchFor } from './match.ts';
import { positionOf } from './position.ts';
import { storeEvent } from './store.ts';

export interface Actor {
  readonly kind: 'api_key' | 'person';
  readonly id: string;
  readonly name: string;
}

export interface Deed {
  readonly organizationId: string;
  readonly actor: Actor;
  /** `<noun>.<verb>`: `api_key.created`, `dashboard.read`. */
  readonly action: string;
  readonly resource: { readonly kind: string; readonly id: string };
  readonly ip: string | null;
  readonly outcome: Outcome;
}
export type Outcome = 'ok' | 'refused' | 'forbidden' | 'not_found' | 'conflict' | 'invalid' | 'failed';

export function record(context: DemoContext, deed: Deed, at = isoNow(context), id = newId('evt')): void {
  const { organizationId, actor, action, resource, ip, outcome } = deed;
  storeEvent(context.database, {
    id,
    organization_id: organizationId,
    at,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    action,
    resource_kind: resource.kind,
    resource_id: resource.id,
    ip,
    outcome,
  });
}

const eventRow = z
  .object({
    position: z.int(),
    id: z.string(),
    at: z.string(),
    actor_kind: z.enum(['api_key', 'person']),
    actor_id: z.string(),
    actor_name: z.string(),
    action: z.string(),
    resource_kind: z.string(),
    resource_id: z.string(),
    ip: z.string().nullable(),
    outcome: z.string(),
  })
  .transform((row) => ({
    position: row.position,
    id: row.id,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    resource: { kind: row.resource_kind, id: row.resource_id },
    ip: row.ip,
    outcome: row.outcome,
  }));

/** The driver hands numbers over as fractions, and the index goes by whole ones only: it would read its lists to the end. */
export const whole = 'CAST(? AS INTEGER)';

/** A page of events, newest first. The cursor is the position of the last one, so that pages stay as they are. */
export function listEvents(
  context: DemoContext,
  organizationId: string,
  filter: EventFilter & { readonly cursor?: string | undefined; readonly limit: number },
) {
  const { database } = context;
  const { from, before } = span(filter);
  const end = filter.cursor === undefined ? before : Math.min(before, readPosition(filter.cursor));
  const match = matchFor(database, organizationId, filter);
  const found =
    match === undefined
      ? database.all(
          eventRow,
          `SELECT * FROM audit_events INDEXED BY audit_of WHERE organization_id = ? AND position >= ? AND position < ?
           ORDER BY position DESC LIMIT ?`,
          [organizationId, from, end, filter.limit + 1],
        )
      : database.all(
          eventRow,
          `SELECT e.* FROM audit_search s CROSS JOIN audit_events e ON e.position = s.rowid
           WHERE audit_search MATCH ? AND s.rowid >= ${whole} AND s.rowid < ${whole} AND e.organization_id = ?
           ORDER BY s.rowid DESC LIMIT ?`,
          [match, from, end, organizationId, filter.limit + 1],
        );
  const { rows, next_cursor } = page(found, filter.limit, ({ position }) => writePosition(position));
  return { events: rows, next_cursor };
}

/** `before` is not part of it. */
export function span({ since, until }: EventFilter): { from: number; before: number } {
  return {
    from: since === undefined ? 0 : positionOf(Date.parse(since)),
    before: until === undefined ? Number.MAX_SAFE_INTEGER : positionOf(Date.parse(until) + 1),
  };
}

const writePosition = (position: number): string => position.toString(36);

function readPosition(cursor: string): number {
  const position = /^[0-9a-z]{1,11}$/.test(cursor) ? Number.parseInt(cursor, 36) : Number.NaN;
  if (!Number.isSafeInteger(position)) throw invalid('cursor is not one of ours');
  return position;
}

import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import { isoNow } from '../context.ts';
import { page, readCursor, writeCursor } from '../cursor.ts';
import type { SqlValue } from '../database/database.ts';
import { newId } from '../secrets/tokens.ts';

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
  context.database.run(
    `INSERT INTO audit_events (id, organization_id, at, actor_kind, actor_id, actor_name, action,
       resource_kind, resource_id, ip, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      organizationId,
      at,
      actor.kind,
      actor.id,
      actor.name,
      action,
      resource.kind,
      resource.id,
      ip,
      outcome,
    ],
  );
}

const eventRow = z
  .object({
    seq: z.int(),
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
    seq: row.seq,
    id: row.id,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    resource: { kind: row.resource_kind, id: row.resource_id },
    ip: row.ip,
    outcome: row.outcome,
  }));

export interface AuditFilter {
  /** What the key did, and what was done to it. */
  readonly api_key_id?: string | undefined;
  readonly actor?: string | undefined;
  /** Both inclusive. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export function listEvents(context: DemoContext, organizationId: string, filter: AuditFilter) {
  const where = ['organization_id = ?'];
  const values: SqlValue[] = [organizationId];
  const add = (condition: string, ...more: SqlValue[]): void => {
    where.push(condition);
    values.push(...more);
  };
  if (filter.api_key_id !== undefined) {
    add(
      `((actor_kind = 'api_key' AND actor_id = ?) OR (resource_kind = 'api_key' AND resource_id = ?))`,
      filter.api_key_id,
      filter.api_key_id,
    );
  }
  if (filter.actor !== undefined) add('actor_id = ?', filter.actor);
  if (filter.since !== undefined) add('at >= ?', new Date(filter.since).toISOString());
  if (filter.until !== undefined) add('at <= ?', new Date(filter.until).toISOString());
  if (filter.cursor !== undefined) {
    const { at, last } = readCursor(filter.cursor);
    add('(at, seq) < (?, ?)', at, last);
  }
  const found = context.database.all(
    eventRow,
    `SELECT * FROM audit_events WHERE ${where.join(' AND ')} ORDER BY at DESC, seq DESC LIMIT ?`,
    [...values, filter.limit + 1],
  );
  const { rows, next_cursor } = page(found, filter.limit, (row) => writeCursor(row.at, row.seq));
  return { events: rows, next_cursor };
}

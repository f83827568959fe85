import { z } from 'zod';
import type { WireKey } from '../../shared/convene/wire.ts';
import { tokenHint } from '../../shared/tokens.ts';
import { record } from '../audit/audit.ts';
import type { DemoContext } from '../context.ts';
import { isoNow } from '../context.ts';
import { page, readCursor, writeCursor } from '../cursor.ts';
import type { SqlValue } from '../database/database.ts';
import type { Manager } from '../people.ts';
import { invalid, notFound, Refusal } from '../refusal.ts';
import { newId, newToken, tokenHash } from '../secrets/tokens.ts';

const keyRow = z
  .object({
    id: z.string(),
    name: z.string(),
    token_hint: z.string(),
    created_at: z.string(),
    creator_id: z.string(),
    creator_name: z.string(),
    creator_email: z.string(),
    creator_active: z.int(),
    last_used_at: z.string().nullable(),
    last_used_ip: z.string().nullable(),
    request_count: z.int(),
    revoked_at: z.string().nullable(),
    revoker_id: z.string().nullable(),
    revoker_name: z.string().nullable(),
    revoker_email: z.string().nullable(),
    revoker_active: z.int().nullable(),
  })
  .transform(
    (row): WireKey => ({
      id: row.id,
      name: row.name,
      token_hint: row.token_hint,
      created_at: row.created_at,
      created_by: {
        id: row.creator_id,
        name: row.creator_name,
        email: row.creator_email,
        active: row.creator_active === 1,
      },
      last_used_at: row.last_used_at,
      last_used_ip: row.last_used_ip,
      request_count: row.request_count,
      revoked_at: row.revoked_at,
      revoked_by: row.revoker_id
        ? {
            id: row.revoker_id,
            name: row.revoker_name ?? '',
            email: row.revoker_email ?? '',
            active: row.revoker_active === 1,
          }
        : null,
    }),
  );

const selectKeys = `
  SELECT k.id, k.name, k.token_hint, k.created_at, k.last_used_at, k.last_used_ip, k.request_count, k.revoked_at,
    c.id AS creator_id, c.name AS creator_name, c.email AS creator_email, c.active AS creator_active,
    r.id AS revoker_id, r.name AS revoker_name, r.email AS revoker_email, r.active AS revoker_active
  FROM api_keys k JOIN people c ON c.id = k.created_by LEFT JOIN people r ON r.id = k.revoked_by`;

export function findKey(context: DemoContext, organizationId: string, keyId: string): WireKey {
  const found = context.database.get(keyRow, `${selectKeys} WHERE k.organization_id = ? AND k.id = ?`, [
    organizationId,
    keyId,
  ]);
  if (!found) throw notFound();
  return found;
}

/** Newest first, revoked ones included. */
export function listKeys(
  context: DemoContext,
  organizationId: string,
  asked: { cursor?: string | undefined; limit: number },
) {
  const values: SqlValue[] = [organizationId];
  let after = '';
  if (asked.cursor !== undefined) {
    const { at, last } = readCursor(asked.cursor);
    after = 'AND (k.created_at, k.id) < (?, ?)';
    values.push(at, last);
  }
  const found = context.database.all(
    keyRow,
    `${selectKeys} WHERE k.organization_id = ? ${after} ORDER BY k.created_at DESC, k.id DESC LIMIT ?`,
    [...values, asked.limit + 1],
  );
  const { rows, next_cursor } = page(found, asked.limit, (key) => writeCursor(key.created_at, key.id));
  return { api_keys: rows, next_cursor };
}

/** 409 when a key that still works has this name. */
export function createKey(context: DemoContext, by: Manager, name: string): { key: WireKey; token: string } {
  return context.database.transaction(() => {
    refuseTaken(context, by.organizationId, name);
    const id = newId('key');
    const token = newToken('fm_org_');
    context.database.run(
      `INSERT INTO api_keys (id, organization_id, name, token_hash, token_hint, created_at, created_by)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [id, by.organizationId, name, tokenHash(token), tokenHint(token), isoNow(context), by.person.id],
    );
    recordKeyDeed(context, by, id, 'api_key.created');
    return { key: findKey(context, by.organizationId, id), token };
  });
}

/** 409 when another key that still works has this name, 422 for a revoked one. Its own name again changes nothing. */
export function renameKey(context: DemoContext, by: Manager, keyId: string, name: string): WireKey {
  return context.database.transaction(() => {
    const key = findKey(context, by.organizationId, keyId);
    if (key.revoked_at !== null) throw invalid('A revoked key keeps its name');
    if (key.name === name) return key;
    refuseTaken(context, by.organizationId, name);
    context.database.run('UPDATE api_keys SET name = ? WHERE organization_id = ? AND id = ?', [
      name,
      by.organizationId,
      keyId,
    ]);
    recordKeyDeed(context, by, keyId, 'api_key.renamed');
    return findKey(context, by.organizationId, keyId);
  });
}

function refuseTaken(context: DemoContext, organizationId: string, name: string): void {
  const taken = context.database.get(
    z.object({ id: z.string() }),
    'SELECT id FROM api_keys WHERE organization_id = ? AND name = ? AND revoked_at IS NULL',
    [organizationId, name],
  );
  if (taken) throw new Refusal(409, 'A working key with this name exists already.');
}

/** The key stops working with this call. Revoking again changes nothing and answers the first time. */
export function revokeKey(context: DemoContext, by: Manager, keyId: string): WireKey {
  return context.database.transaction(() => {
    findKey(context, by.organizationId, keyId);
    const changed = context.database.run(
      `UPDATE api_keys SET revoked_at = ?, revoked_by = ?
       WHERE organization_id = ? AND id = ? AND revoked_at IS NULL`,
      [isoNow(context), by.person.id, by.organizationId, keyId],
    );
    if (changed > 0) recordKeyDeed(context, by, keyId, 'api_key.revoked');
    return findKey(context, by.organizationId, keyId);
  });
}

function recordKeyDeed(context: DemoContext, by: Manager, keyId: string, action: string): void {
  record(context, {
    organizationId: by.organizationId,
    actor: { kind: 'person', id: by.person.id, name: by.person.name },
    action,
    resource: { kind: 'api_key', id: keyId },
    ip: by.ip,
    outcome: 'ok',
  });
}

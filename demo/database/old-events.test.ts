import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { expect, it } from 'vitest';
import { listEvents } from '../audit/audit.ts';
import { defaultLifetimes } from '../context.ts';
import { migrations } from './migrations.ts';
import { openDatabase } from './open.ts';

it('a database from before the search keeps its events, in their order, and finds them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convene-old-'));
  const old = new Libsql(join(folder, 'convene-demo.db'));
  old.exec('CREATE TABLE migrations (number INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)');
  old.exec(String(migrations[0]));
  old.exec(`INSERT INTO migrations VALUES (1, '2026-01-01T00:00:00.000Z');
    INSERT INTO organizations (id, name, slug) VALUES ('org_1', 'One', 'one');`);
  const insert = old.prepare(
    `INSERT INTO audit_events (id, organization_id, at, actor_kind, actor_id, actor_name, action, resource_kind,
       resource_id, ip, outcome) VALUES (?, 'org_1', ?, 'api_key', 'key_1', 'Cursor on Barn', ?, 'booking', ?, NULL, 'ok')`,
  );
  const sameTime = '2026-02-02T10:00:00.000Z';
  insert.run('second', sameTime, 'booking.read', '12');
  insert.run('third', sameTime, 'booking.updated', '12');
  insert.run('first', '2026-02-01T10:00:00.000Z', 'booking.read', '7');
  old.close();
  const database = openDatabase(folder);
  const context = { database, now: () => new Date(), lifetimes: defaultLifetimes, address: () => '' };
  const found = (q?: string) => listEvents(context, 'org_1', { q, limit: 9 }).events.map(({ id }) => id);
  expect(found()).toEqual(['third', 'second', 'first']);
  expect(found('barn read')).toEqual(['second', 'first']);
  database.close();
  await rm(folder, { recursive: true });
});

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migrations } from './migrations.ts';
import { openDatabase } from './open.ts';

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'convene-demo-')), 'market');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const insert = `INSERT INTO organizations (id, name, slug) VALUES (?, ?, ?)`;
const count = z.object({ count: z.int() });

describe('the database', () => {
  it('makes its folder, keeps its rows, and applies each migration once', () => {
    const first = openDatabase(folder);
    first.run(insert, ['org_1', 'One', 'one']);
    first.close();
    const second = openDatabase(folder);
    expect(second.get(count, 'SELECT count(*) AS count FROM organizations')).toEqual({ count: 1 });
    expect(second.get(count, 'SELECT count(*) AS count FROM migrations')).toEqual({
      count: migrations.length,
    });
    second.close();
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
    openDatabase(folder).close();
    expect((await stat(join(folder, 'convene-demo.db'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('refuses to work on one that a newer version made', () => {
    const newer = openDatabase(folder);
    newer.run('INSERT INTO migrations VALUES (?, ?)', [migrations.length + 1, '2026-01-01T00:00:00.000Z']);
    newer.close();
    expect(() => openDatabase(folder)).toThrow('newer version');
  });

  it('does all of a transaction or nothing, also inside another one', () => {
    const database = openDatabase(undefined);
    const work = (): void => {
      database.run(insert, ['org_1', 'One', 'one']);
      database.transaction(() => database.run(insert, ['org_2', 'Two', 'one']));
    };
    expect(() => database.transaction(work)).toThrow('UNIQUE');
    expect(database.get(count, 'SELECT count(*) AS count FROM organizations')).toEqual({ count: 0 });
    database.close();
  });

  it('keeps references whole', () => {
    const database = openDatabase(undefined);
    expect(() => database.run(`INSERT INTO memberships VALUES ('nobody', 'nowhere', 'admin', 0)`)).toThrow(
      'FOREIGN KEY',
    );
    database.close();
  });
});

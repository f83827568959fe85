import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { z } from 'zod';
import type { Database, SqlValue } from './database.ts';
import { migrate } from './migrate.ts';

const databaseFile = 'convene-demo.db';

/** Opens (and where needed creates) the database in `dataFolder`, or one in memory when there is no folder. */
export function openDatabase(dataFolder: string | undefined): Database {
  const file = dataFolder === undefined ? ':memory:' : join(dataFolder, databaseFile);
  if (dataFolder !== undefined) mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const sqlite = new Libsql(file, { timeout: 5_000 });
  // Password hashes are nobody else's business, whatever the umask says. Windows keeps its own rights.
  if (dataFolder !== undefined && process.platform !== 'win32') chmodSync(file, 0o600);
  const database = wrap(sqlite);
  if (dataFolder !== undefined) database.get(z.unknown(), 'PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
  migrate(database);
  return database;
}

/** A database in memory that holds what another holds. */
export function copyInMemory(from: Database): Database {
  const name = `file:${randomUUID()}?mode=memory&cache=shared`;
  const sqlite = new Libsql(name, { timeout: 5_000 });
  from.exec(`VACUUM INTO '${name}'`);
  const database = wrap(sqlite);
  database.exec('PRAGMA foreign_keys = ON;');
  return database;
}

function wrap(sqlite: Libsql.Database): Database {
  const prepared = (sql: string) => sqlite.prepare<SqlValue[][]>(sql);
  return {
    get(row, sql, values = []) {
      const found = prepared(sql).get([...values]);
      return found === undefined ? undefined : row.parse(found);
    },
    all: (row, sql, values = []) =>
      prepared(sql)
        .all([...values])
        .map((found) => row.parse(found)),
    run: (sql, values = []) => prepared(sql).run([...values]).changes,
    exec: (sql) => void sqlite.exec(sql),
    transaction(work) {
      return sqlite.inTransaction ? work() : sqlite.transaction(work).immediate();
    },
    close() {
      // What stands in the write-ahead log moves into the one file that a person would copy.
      if (!sqlite.memory) prepared('PRAGMA wal_checkpoint(TRUNCATE)').all([]);
      sqlite.close();
    },
  };
}

import { z } from 'zod';
import type { Database } from './database.ts';
import { migrations } from './migrations.ts';

/** Brings the tables up to date, one numbered step at a time; a step that fails leaves the database as it was. */
export function migrate(database: Database): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)',
  );
  const last = database.get(
    z.object({ number: z.int() }),
    'SELECT coalesce(max(number), 0) AS number FROM migrations',
  );
  const done = last?.number ?? 0;
  if (done > migrations.length)
    throw new Error('The database was made by a newer version of the demo server.');
  for (const [index, step] of migrations.entries()) {
    if (index < done) continue;
    database.transaction(() => {
      if (typeof step === 'string') database.exec(step);
      else step(database);
      database.run('INSERT INTO migrations VALUES (?, ?)', [index + 1, new Date().toISOString()]);
    });
  }
}

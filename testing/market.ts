/** The demo market for tests: a copy of one that was seeded before, because seeding takes longer than most tests. */
import { defaultLifetimes } from '../demo/context.ts';
import type { Database } from '../demo/database/database.ts';
import { copyInMemory, openDatabase } from '../demo/database/open.ts';
import { seedOnce } from '../demo/seed/seed.ts';
import { type DemoServer, type DemoServerOptions, startDemoServer } from '../demo/server.ts';

export type MarketOptions = Omit<DemoServerOptions, 'database' | 'inMemory' | 'seed'>;

/** Milliseconds for which one seeding serves: its days are counted back from when it was made. */
const freshMs = 60_000;

let seeded: { readonly at: number; readonly database: Promise<Database> } | undefined;

async function seededNow(at: Date): Promise<Database> {
  const database = openDatabase(undefined);
  await seedOnce({ database, now: () => at, lifetimes: defaultLifetimes, address: () => '' }, 1);
  return database;
}

/** As `startDemoServer` makes it, which it is left to where there is a clock or a folder of its own. */
export async function startMarket(options: MarketOptions = {}): Promise<DemoServer> {
  if (options.now || options.dataFolder) return startDemoServer(options);
  const now = Date.now();
  if (!seeded || now - seeded.at > freshMs) seeded = { at: now, database: seededNow(new Date(now)) };
  return startDemoServer({ ...options, database: copyInMemory(await seeded.database) });
}

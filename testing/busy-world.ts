/** A computer on which every state file of the companion holds something, and Convene knows what it is. */
import { chownSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Companion } from '../core/companion.ts';
import type { SpawnCommand } from '../core/files/spawn-command.ts';
import type { Result } from '../shared/result.ts';
import { ordinaryUser } from './damages.ts';
import type { MemoryKeychain } from './keychain/memory-keychain.ts';
import { createMemoryWorld, type World } from './world.ts';

export interface BusyWorld extends World {
  readonly keyring: MemoryKeychain;
  readonly kept: MemoryKeychain['kept'];
  /** By what they are to this computer. */
  readonly names: Readonly<
    Record<'connected' | 'rotated' | 'handed' | 'leaked' | 'revoking' | 'other' | 'due', string>
  >;
  /** Names of the working keys that were made here or are of the story, the seed's left out. */
  liveOurs(): string[];
  /** Everything as it was when it was made. */
  restore(): void;
}

/** As the command line has them in a test: what they are started with tells nothing of a keychain in memory. */
const programsWithoutKeychain = {
  bridge: program('bridge.cjs'),
  keychainHost: program('keychain-host.cjs'),
  demo: program('demo-server.cjs'),
};

function program(file: string): SpawnCommand {
  return { command: process.execPath, args: [resolve('out/programs', file)], env: {} };
}

const always = { times: Number.POSITIVE_INFINITY };

export async function createBusyWorld(): Promise<BusyWorld> {
  const { keyring, ...world } = await createMemoryWorld();
  const { kept } = keyring;
  const seeded = new Set(world.server.keys().map(({ id }) => id));
  const names = await makeBusy(world);
  const saved = `${world.home}.saved`;
  cpSync(world.home, saved, { recursive: true });
  const secrets = [...kept];
  world.server.database.exec('SAVEPOINT busy');
  return {
    ...world,
    keyring,
    kept,
    names,
    liveOurs: () =>
      world.server
        .keys()
        .filter(({ id, revoked_at }) => revoked_at === null && !seeded.has(id))
        .map(({ name }) => name)
        .sort(),
    restore() {
      for (const name of readdirSync(world.home)) rmSync(join(world.home, name), { recursive: true });
      cpSync(saved, world.home, { recursive: true });
      giveAway(world.home);
      kept.clear();
      for (const [account, secret] of secrets) kept.set(account, secret);
      world.server.database.exec('ROLLBACK TO busy');
    },
    async end() {
      world.server.database.exec('RELEASE busy');
      await world.end();
      rmSync(saved, { recursive: true, force: true });
    },
  };
}

async function makeBusy(world: Omit<World, 'keyring'>): Promise<BusyWorld['names']> {
  const { server } = world;
  const companion = await world.openSignedIn(undefined, { programs: programsWithoutKeychain });
  const write = (path: string, text: string): void => {
    mkdirSync(join(world.home, path, '..'), { recursive: true });
    writeFileSync(join(world.home, path), text);
  };
  write('.cursor/mcp.json', '{}\n');
  write('.gemini/settings.json', '{}\n');
  const connected = keyOf(done(await companion.connector('cursor').start()));
  const before = keyOf(done(await companion.connector('gemini-cli').start()));
  const id = (name: string): string => {
    const found = server.keys().find((key) => key.name === name && key.revoked_at === null);
    if (!found) throw new Error(`no working key ${name}`);
    return found.id;
  };
  for (const name of ['ChatGPT on Barn', 'n8n on Barn', 'ChatGPT on Till', 'Zapier on Till', 'Make on Till'])
    server.createKey(name);
  await companion.keys.refresh();
  const cut = server.faults.add({ kind: 'close', method: 'DELETE', ...always });
  await companion.rotations.rotate(connectionId(companion, 'gemini-cli'));
  await companion.keys.revoke(id('ChatGPT on Till'));
  const incident = done(
    await companion.incidents.begin({
      kind: 'leak',
      keyIds: [id('Zapier on Till')],
      sessionIds: [],
      lastTrustedAt: null,
    }),
  );
  await companion.incidents.settled(incident.id);
  const handed = server.keys().find(({ name }) => name === 'ChatGPT on Barn');
  if (!handed) throw new Error('no key to hand over');
  done(await companion.handovers.start({ id: handed.id, name: handed.name, tokenHint: handed.token_hint }));
  ageBy(world, 'n8n on Barn', 40);
  done(await companion.reminders.setPolicy('org_quince', { termDays: 30 }));
  await companion.keys.refresh();
  await companion.watch.check();
  await companion.close();
  await untilWritten(world);
  cut.remove();
  fillTheRest(world);
  return {
    connected,
    rotated: before,
    handed: handed.name,
    leaked: 'Zapier on Till',
    revoking: 'ChatGPT on Till',
    other: 'Make on Till',
    due: 'n8n on Barn',
  };
}

/** What a companion was writing when it was closed gets to its end meanwhile. */
async function untilWritten({ folder }: Pick<World, 'folder'>): Promise<void> {
  const isBusy = (): boolean =>
    readdirSync(folder, { recursive: true }).some((name) => /\.lock$|\.convene-new$/.test(String(name)));
  while (isBusy()) await pause(10);
}

/** What takes a person, a demo market or a desktop to be written. */
function fillTheRest({ folder }: Pick<World, 'folder'>): void {
  const rest = {
    'preferences.json': { closing: 'ask', knowsOfNoTray: false },
    'practice.json': { port: 0 },
    'audit-exports.json': { exports: [], unfinished: [join(folder, 'not-finished.csv')] },
    'audit-looked.json': { organizations: { org_quince: { lookedAt: '2026-06-01T10:00:00.000Z' } } },
    'login-item.json': { asked: true },
    'settings-places.json': { chosen: {} },
    'watch.json': { connections: {} },
  };
  for (const [name, content] of Object.entries(rest))
    for (const at of [name, `${name}.last`])
      writeFileSync(join(folder, at), `${JSON.stringify({ version: 1, ...content }, null, 2)}\n`);
}

const keyOf = (
  view: Awaited<ReturnType<ReturnType<Companion['connector']>['start']>> extends Result<infer V> ? V : never,
): string => {
  if (view.state !== 'connected') throw new Error(JSON.stringify(view));
  return view.connection.keyName;
};

function connectionId(companion: Companion, client: 'gemini-cli'): string {
  const view = companion.connector(client).view();
  if (view.state !== 'connected') throw new Error(JSON.stringify(view));
  return view.connection.id;
}

function ageBy({ server }: Pick<World, 'server'>, name: string, days: number): void {
  const at = new Date(Date.now() - days * 86_400_000).toISOString();
  server.database.run('UPDATE api_keys SET created_at = ? WHERE name = ?', [at, name]);
}

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** To whoever root acts as where another user's files are to be had. */
function giveAway(folder: string): void {
  if (process.geteuid?.() !== 0) return;
  chownSync(folder, ordinaryUser, ordinaryUser);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    chownSync(join(entry.parentPath, entry.name), ordinaryUser, ordinaryUser);
}

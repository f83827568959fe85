import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../../shared/connect-view.ts';
import { ok } from '../../../shared/result.ts';
import type { WatchFinding, WatchView } from '../../../shared/watch.ts';
import type { ClientProcess } from '../../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../../clients/client-adapter.ts';
import type { SpawnCommand } from '../../files/spawn-command.ts';
import { createStateFile } from '../../files/state-file.ts';
import type { Clock } from '../../ports.ts';
import { type ServerEntry, serverEntry } from '../../settings-editor/server-entry.ts';
import { createSettingsFile } from '../../settings-editor/settings-file.ts';
import { createWatch, type Watch, type WatchDeps } from '../watch.ts';
import { nothingWatched, watchStateSchema } from '../watch-state.ts';

type SettingsTarget = Pick<ClientAdapter, 'config' | 'entry'>;

export interface Watched {
  readonly folder: string;
  readonly configPath: string;
  readonly connection: Connection;
  /** What is connected; a test may add and remove. */
  readonly connections: Connection[];
  /** What the companion would write now; a test may move it. */
  bridge: SpawnCommand;
  /** Minutes, as the companion sees them; a test may let them pass. */
  now: () => Date;
  /** What was told of since the start, in order. */
  readonly told: WatchView[];
  ours(): ServerEntry;
  adapterOf(): SettingsTarget;
  /** Claude, or another program, writes its whole file. */
  write(servers: Record<string, unknown> | string): void;
  servers(): Record<string, unknown>;
  open(parts?: Partial<WatchDeps>): Promise<Watch>;
  end(): Promise<void>;
}

/** How fast a test's watch is: it looks by itself often enough for `vi.waitFor`, and believes a file after a moment. */
const pace = {
  pollMs: 60_000,
  settleMs: 20,
  restMs: 0,
  lookEveryMs: 30,
  entryMustLastMs: 150,
  turnMs: 5_000,
};

/** A home with one connection in Claude's settings, and a watch over it on real files. */
export function createWatched(claudeOf: (home: string) => ClientProcess): Watched {
  const home = mkdtempSync(join(tmpdir(), 'watched-'));
  const claude = claudeOf(home);
  const configPath = join(home, 'Claude/claude_desktop_config.json');
  const bridgePath = join(home, 'bridge.cjs');
  writeFileSync(bridgePath, '');
  const watches: Watch[] = [];
  const connection: Connection = {
    id: randomUUID(),
    client: 'claude-desktop',
    organizationId: 'organization-1',
    organizationName: 'Quince Street Market',
    keyName: 'Claude Desktop on laptop',
    tokenHint: '…a1b2',
    entryName: 'convene-quince-street',
    configPath,
    connectedAt: '2026-11-23T09:00:00.000Z',
  };
  const adapterOf = (): SettingsTarget => ({
    config: (path) => createSettingsFile({ path, backupFolder: join(home, 'backups') }),
    entry: serverEntry,
  });
  const clock: Clock = { now: () => watched.now() };

  const watched: Watched = {
    folder: home,
    configPath,
    connection,
    connections: [connection],
    bridge: { command: process.execPath, args: [bridgePath], env: {} },
    now: () => new Date(),
    told: [],
    adapterOf,
    ours: () => serverEntry(watched.bridge, connection.id),
    write(servers) {
      mkdirSync(join(home, 'Claude'), { recursive: true });
      const text = typeof servers === 'string' ? servers : JSON.stringify({ mcpServers: servers }, null, 2);
      writeFileSync(configPath, text);
    },
    servers: () => JSON.parse(readFileSync(configPath, 'utf8')).mcpServers,
    async open(parts = {}) {
      const watch = createWatch({
        connections: { list: async () => ok([...watched.connections]) },
        adapterOf,
        claude,
        bridge: watched.bridge,
        clock,
        log: () => {},
        file: createStateFile({
          path: join(home, 'watch.json'),
          schema: watchStateSchema,
          initial: nothingWatched,
        }),
        ...parts,
        pace: { ...pace, ...parts.pace },
      });
      watches.push(watch);
      watch.onChange((view) => watched.told.push(view));
      await watch.open();
      return watch;
    },
    async end() {
      for (const watch of watches) await watch.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  watched.write({ weather: { command: '/bin/true' }, [connection.entryName]: watched.ours() });
  return watched;
}

/** The only finding; undefined when there is none. */
export function only({ findings }: WatchView): WatchFinding | undefined {
  if (findings.length > 1) throw new Error(`more than one: ${findings.map(({ kind }) => kind).join()}`);
  return findings[0];
}

/** A computer for one test: the companion's services on real files and a real server, with a real keychain or one in memory. */

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ClientProcess } from '../core/clients/claude-desktop/processes.ts';
import { type Companion, type CompanionOptions, createCompanion } from '../core/companion.ts';
import type { ConnectDeps } from '../core/connect/connect.ts';
import { type ConnectData, connectDataSchema } from '../core/connect/connect-data.ts';
import { type OpenProbe, openProbe } from '../core/connections/bridge-probe.ts';
import type { SpawnCommand } from '../core/files/spawn-command.ts';
import { type ChildSecretStore, openSecretStore } from '../core/keychain/keychain-client.ts';
import type { SecretStore } from '../core/keychain/secret-store.ts';
import { createJournal, type Journal } from '../core/operations/journal.ts';
import { isDone, operationSchema, type StoredOperation } from '../core/operations/operation.ts';
import { createOperations } from '../core/operations/operations.ts';
import { systemClock } from '../core/ports.ts';
import { ripgrepPath } from '../core/scan/ripgrep-path.ts';
import { entryName, serverEntry } from '../core/settings-editor/server-entry.ts';
import { createSettingsFile } from '../core/settings-editor/settings-file.ts';
import { quince } from '../demo/seed/people.ts';
import type { DemoServer } from '../demo/server.ts';
import type { Connection } from '../shared/connect-view.ts';
import { ok } from '../shared/result.ts';
import { probeInProcess } from './bridge/in-process.ts';
import { memoryKeychain } from './keychain/memory-keychain.ts';
import { type Keyring, startKeyring } from './keyring/keyring.ts';
import { type MarketOptions, startMarket } from './market.ts';

export interface World {
  readonly home: string;
  /** The companion's own files. */
  readonly folder: string;
  readonly configPath: string;
  readonly keyring: Keyring;
  readonly server: DemoServer;
  readonly secrets: SecretStore;
  /** Claude as this computer sees it; set by the test, quit and started by the companion. */
  readonly claude: { running: boolean; since?: Date };
  /** Claude where the person does what is asked: quit until the entry is written, started then, quit for taking back. */
  readonly obedientClaude: ClientProcess;
  /** What connecting Claude has noted so far. */
  journal(): { pending: (ConnectData & { undoing: boolean }) | null };
  /** Where all that is done in steps is noted. */
  readonly notes: Journal;
  /** Addresses that were opened in the browser. */
  readonly opened: string[];
  /** A companion as after a start of the program; several may be open at once. */
  open(around?: Partial<CompanionOptions>): Promise<Companion>;
  /** Open, and signed in as Ana unless another e-mail address is given. */
  openSignedIn(email?: string): Promise<Companion>;
  /** What such a companion connects with, so that a test may replace a part of it. */
  connectDeps(companion: Companion, journal?: Journal): ConnectDeps;
  /** A companion that was connected earlier; without the steps and the proof, which take their time. Claude runs. */
  openConnected(): Promise<{ companion: Companion; connection: Connection }>;
  /** With which the built programs use this computer instead of the one they run on. */
  readonly programEnv: Readonly<Record<string, string>>;
  config(): string;
  /** Names of the working keys of Quince Street Market. */
  liveKeys(): string[];
  /** Every file below the home folder with its text. */
  files(): { path: string; text: string }[];
  end(): Promise<void>;
}

/** What stands in Claude's settings before anything is done. */
export const settingsBefore =
  '{\n  "mcpServers": {\n    "weather": { "command": "/usr/bin/false" }\n  }\n}\n';

export type WorldOptions = MarketOptions & { deviceName?: string };

/** With the system's own keychain, and the bridge as a process: for what only they can show. */
export const createWorld = (options: WorldOptions = {}): Promise<World> =>
  openWorld(options, async () => {
    const keyring = await startKeyring();
    const host = { ...builtProgram('keychain-host.cjs'), env: keyring.env };
    return { keyring, openSecrets: () => openSecretStore({ host }), probe: () => openProbe };
  });

/** With a keychain in memory, and the bridge in this process: what most tests need. */
export const createMemoryWorld = (options: WorldOptions = {}): Promise<World> =>
  openWorld(options, async () => {
    const keyring = memoryKeychain();
    return { keyring, openSecrets: keyring.open, probe: probeInProcess };
  });

interface Keychain {
  readonly keyring: Keyring;
  openSecrets(): ChildSecretStore;
  /** How the bridge that is given is asked, when its secrets lie there. */
  probe(bridge: SpawnCommand, secrets: SecretStore): OpenProbe;
}

const builtProgram = (file: string): SpawnCommand => ({
  command: process.execPath,
  args: [resolve('out/programs', file)],
  env: {},
});

async function openWorld(options: WorldOptions, startKeychain: () => Promise<Keychain>): Promise<World> {
  const { deviceName = 'Market office laptop', ...serverOptions } = options;
  const home = mkdtempSync(join(tmpdir(), 'companion-world-'));
  const configPath = join(home, '.config/Claude/claude_desktop_config.json');
  mkdirSync(join(home, '.config/Claude'), { recursive: true });
  writeFileSync(configPath, settingsBefore);
  const [{ keyring, openSecrets, probe }, server] = await Promise.all([
    startKeychain(),
    startMarket({ deviceIntervalSeconds: 0.01, ...serverOptions }),
  ]);
  const program = (file: string): SpawnCommand => ({ ...builtProgram(file), env: keyring.env });
  const secrets = openSecrets();
  const openProbeHere = probe(program('bridge.cjs'), secrets);
  const companions: Companion[] = [];
  const claude: World['claude'] = { running: false };
  const claudeAsSet: ClientProcess = {
    running: async () => ok({ ...claude }),
    async quit() {
      claude.running = false;
      delete claude.since;
      return ok(undefined);
    },
    async start() {
      if (!claude.running) Object.assign(claude, { running: true, since: new Date() });
      return ok(undefined);
    },
  };
  const opened: string[] = [];
  const folder = join(home, '.config/Convene Companion');

  async function open(around: Partial<CompanionOptions> = {}): Promise<Companion> {
    const companion = createCompanion({
      folder,
      opener: {
        async open(address) {
          opened.push(address);
          return ok(undefined);
        },
      },
      programs: {
        bridge: program('bridge.cjs'),
        keychainHost: program('keychain-host.cjs'),
        demo: program('demo-server.cjs'),
      },
      ripgrep: () => ripgrepPath(import.meta.filename),
      env: { CONVENE_SERVER: server.address, CONVENE_DEVICE_NAME: deviceName },
      platform: 'linux',
      home,
      claude: claudeAsSet,
      secrets: openSecrets(),
      openProbe: openProbeHere,
      pace: {
        entryMustLastMs: 10,
        lookEveryMs: 20,
        askAgainAfterMs: [30],
        repeatAfterMs: [10, 20],
        pollEveryMs: 0,
      },
      ...around,
    });
    companions.push(companion);
    await companion.open();
    return companion;
  }

  const notes = createJournal(join(folder, 'operations'));
  const noted = (): StoredOperation | undefined => {
    const path = notes.path('connect', 'claude-desktop');
    return existsSync(path) ? operationSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  };
  const journal = () => {
    const now = noted();
    if (!now) return { pending: null };
    return { pending: { ...connectDataSchema.parse(now.data), undoing: now.direction === 'back' } };
  };
  const obedientClaude: ClientProcess = {
    running: async () => {
      const now = noted();
      const wanted = now?.direction === 'forward' && isDone(now, 'entry-written');
      return ok(wanted ? { running: true, since: new Date() } : { running: false });
    },
    quit: async () => ok(undefined),
    start: async () => ok(undefined),
  };

  const connectDeps = (companion: Companion, journal = notes): ConnectDeps => ({
    account: companion.account,
    keys: companion.keys,
    connections: companion.connections,
    conditions: companion.conditions,
    operations: createOperations({ folder, clock: systemClock, log: companion.log, journal }),
    deviceName: companion.deviceName,
    takeName: companion.renaming.takeName,
    log: companion.log,
    claude: claudeAsSet,
    bridge: program('bridge.cjs'),
    openProbe: openProbeHere,
    clock: systemClock,
    target: {
      client: 'claude-desktop',
      locate: async () => {
        const path = await companion.settingsPath('claude-desktop');
        return path.ok ? ok({ path: path.value }) : path;
      },
      config: (path) => createSettingsFile({ path, backupFolder: join(folder, 'backups') }),
      entry: serverEntry,
      allowed: async () => ok(undefined),
    },
    entryMustLastMs: 10,
    lookEveryMs: 20,
  });

  async function openSignedIn(email?: string): Promise<Companion> {
    const companion = await open();
    await companion.account.signIn('convene');
    server.approve(companion.account.pendingSignIn()?.userCode ?? '', email);
    await companion.account.settled();
    return companion;
  }

  async function openConnected(): Promise<{ companion: Companion; connection: Connection }> {
    const companion = await openSignedIn();
    const { key, token } = server.createKey(`Claude Desktop on ${companion.deviceName.current()}`);
    const connection: Connection = {
      id: randomUUID(),
      client: 'claude-desktop',
      organizationId: quince.id,
      organizationName: quince.name,
      keyId: key.id,
      keyName: key.name,
      tokenHint: key.token_hint,
      entryName: entryName(quince.slug),
      configPath,
      connectedAt: new Date().toISOString(),
    };
    const secret = { server: server.address, organizationName: quince.name, keyName: key.name, token };
    const entry = serverEntry(program('bridge.cjs'), connection.id);
    for (const done of [
      await companion.connections.keep(connection.id, secret),
      await connectDeps(companion).target.config(configPath).put(connection.entryName, entry),
      await companion.connections.add(connection),
    ]) {
      if (!done.ok) throw new Error(JSON.stringify(done.error));
    }
    Object.assign(claude, { running: true, since: new Date() });
    await companion.connector('claude-desktop').open();
    return { companion, connection };
  }

  return {
    home,
    folder,
    configPath,
    keyring,
    server,
    secrets,
    claude,
    obedientClaude,
    journal,
    notes,
    opened,
    open,
    connectDeps,
    programEnv: {
      ...keyring.env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      CONVENE_SERVER: server.address,
      CONVENE_DEVICE_NAME: deviceName,
    },
    openSignedIn,
    openConnected,
    config: () => readFileSync(configPath, 'utf8'),
    liveKeys: () =>
      server
        .keys()
        .filter((key) => key.revoked_at === null)
        .map(({ name }) => name),
    files: () => textsUnder(home),
    async end() {
      for (const companion of companions) await companion.close();
      await secrets.close();
      await server.stop();
      await keyring.stop();
      // What was being written when a companion was closed gets to its end meanwhile.
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

const textsUnder = (folder: string): { path: string; text: string }[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, text: readFileSync(path, 'latin1') };
    });

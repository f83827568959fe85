import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openProbe, type Probe } from '../core/connections/bridge-probe.ts';
import { noteEnvironment } from '../core/connections/note-environment.ts';
import type { SpawnCommand } from '../core/files/spawn-command.ts';
import { connectionAccount } from '../core/keychain/accounts.ts';
import { type ChildSecretStore, openSecretStore } from '../core/keychain/keychain-client.ts';
import type { DemoServer } from '../demo/server.ts';
import { type Keyring, startKeyring } from '../testing/keyring/keyring.ts';
import { startMarket } from '../testing/market.ts';

// The entry, started as a client starts it: with no more of the environment than the official SDK hands on. HOME is
// another one in all tests but one, so that nothing here ever asks the keychain of the person who runs them.

const program = resolve('out/programs/bridge.cjs');
const { uid, gid, homedir } = userInfo();

let folder: string;
let keyring: Keyring;
let secrets: ChildSecretStore;
let convene: DemoServer;
let id: string;
beforeAll(async () => {
  [keyring, convene] = await Promise.all([startKeyring(), startMarket()]);
  secrets = openSecretStore({
    host: { command: process.execPath, args: [resolve('out/programs/keychain-host.cjs')], env: keyring.env },
  });
  folder = mkdtempSync(join(tmpdir(), 'client-start-'));
  id = randomUUID();
  const { token } = convene.createKey('Claude Desktop on Stall');
  const secret = { server: convene.address, organizationName: 'Quince Street Market', keyName: 'x', token };
  expect((await secrets.set(connectionAccount(id), JSON.stringify(secret))).ok).toBe(true);
});
afterAll(async () => {
  await secrets.close();
  await Promise.all([keyring.stop(), convene.stop()]);
  rmSync(folder, { recursive: true });
});

const opened: Probe[] = [];
afterEach(async () => {
  for (const probe of opened.splice(0)) await probe.close();
});

const entry = (env: Record<string, string>): SpawnCommand => ({
  command: process.execPath,
  args: [program, id],
  env,
});

/** What comes of starting an entry: whether the key was read and Convene has answered. */
async function started(command: SpawnCommand) {
  const probe = openProbe(command);
  opened.push(probe);
  const hello = await probe.initialize();
  return hello.ok ? probe.listTools() : hello;
}

const answers = { ok: true, value: expect.arrayContaining(['get_dashboard']) };

function newFolder(name: string): string {
  const path = join(folder, `${name}-${randomUUID()}`);
  mkdirSync(path, { mode: 0o700 });
  return path;
}

/** A runtime folder with the keyring's bus in it, as a desktop session has it. */
function runtimeFolder(): string {
  const path = newFolder('run');
  const socket = /path=([^,]+)/.exec(keyring.env.DBUS_SESSION_BUS_ADDRESS ?? '')?.[1] ?? '';
  linkSync(socket, join(path, 'bus'));
  return path;
}

describe('an entry as a client starts it', () => {
  it('finds the bus in the runtime folder', async () => {
    const env = { HOME: newFolder('home'), XDG_RUNTIME_DIR: runtimeFolder() };
    expect(await started(entry(env))).toMatchObject(answers);
  });

  it('finds the bus that the companion has noted', async () => {
    const home = newFolder('home');
    const around = { HOME: home, ...keyring.env };
    expect(await noteEnvironment(join(home, '.config/Convene Companion'), around, 'linux')).toMatchObject({
      ok: true,
    });
    expect(await started(entry({ HOME: home }))).toMatchObject(answers);
  });

  it('finds the bus in /run/user by itself', async () => {
    const private_ = inPrivateRunUser(entry({ HOME: homedir, CONVENE_COMPANION_HOME: folder }));
    // Where the system allows no such folder of our own, the one that is named takes its place.
    const command = private_ ?? entry({ HOME: newFolder('home'), XDG_RUNTIME_DIR: runtimeFolder() });
    expect(await started(command)).toMatchObject(answers);
  });

  it('without any bus says that there is no desktop session, not what to install', async () => {
    const answer = await started(entry({ HOME: newFolder('home') }));
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'keychain-no-bus', detail: /no desktop session is running here/ },
    });
  });

  it('doesn’t take a bus of the companion’s environment that isn’t noted', async () => {
    const before = process.env.DBUS_SESSION_BUS_ADDRESS;
    Object.assign(process.env, keyring.env);
    try {
      const answer = await started(entry({ HOME: newFolder('home') }));
      expect(answer).toMatchObject({ ok: false, error: { code: 'keychain-no-bus' } });
    } finally {
      if (before === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
      else process.env.DBUS_SESSION_BUS_ADDRESS = before;
    }
  });
});

/** The same where `/run/user` holds nothing but the keyring's bus; undefined where the system doesn't allow that. */
function inPrivateRunUser({ command, args, env }: SpawnCommand): SpawnCommand | undefined {
  const mount = 'mount -t tmpfs none /run/user && mkdir -m 700 "$1" && mount --bind "$2" "$1"';
  const back = `exec unshare --user --map-user=${uid} --map-group=${gid} -- "$@"`;
  const namespaces = ['--user', '--map-root-user', '--mount'];
  const place = ['sh', `/run/user/${uid}`, runtimeFolder()];
  const inside = (what: string): string[] => [
    ...namespaces,
    'sh',
    '-c',
    `${mount} && shift 2 && ${what}`,
    ...place,
  ];
  const own = 'unshare';
  const trial = spawnSync(own, [...inside(back), '/bin/true'], { stdio: 'ignore' });
  if (trial.status !== 0) return undefined;
  return { command: own, args: [...inside(back), command, ...args], env };
}

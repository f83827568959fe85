import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSessionBus, isOwnBus, withSessionBus } from './session-bus.ts';

const { uid } = userInfo();
let folder: string;
/** The user's own runtime folder. */
let own: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bus-'));
  own = join(folder, 'users', String(uid));
  mkdirSync(own, { recursive: true, mode: 0o700 });
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true });
});

function listenAt(path: string): Promise<void> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve) => server.listen(path, resolve));
}

const find = (env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux', as = uid) =>
  findSessionBus({ HOME: folder, ...env }, platform, () => ({
    uid: as,
    home: folder,
    folder: join(folder, 'users'),
  }));

describe('the session bus', () => {
  it('is found in the runtime folder that the environment names', async () => {
    const named = join(folder, 'named');
    mkdirSync(named, { mode: 0o700 });
    await listenAt(join(named, 'bus'));
    expect(find({ XDG_RUNTIME_DIR: named })).toBe(`unix:path=${named}/bus`);
  });

  it('is found in the user’s own runtime folder where nothing is named', async () => {
    await listenAt(join(own, 'bus'));
    expect(find()).toBe(`unix:path=${own}/bus`);
  });

  it('is written as addresses of D-Bus are', async () => {
    const named = join(folder, 'a b,é');
    mkdirSync(named, { mode: 0o700 });
    await listenAt(join(named, 'bus'));
    const address = find({ XDG_RUNTIME_DIR: named });
    expect(address).toBe(`unix:path=${folder}/a%20b%2C%C3%A9/bus`);
    expect(isOwnBus(address ?? '')).toBe(true);
  });

  it.each<[string, () => Promise<void> | void]>([
    ['nothing', () => {}],
    ['a file', () => writeFileSync(join(own, 'bus'), '')],
    [
      'a link to a socket',
      async () => {
        await listenAt(join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), join(own, 'bus'));
      },
    ],
    [
      'a socket in a folder that others may write',
      async () => {
        await listenAt(join(own, 'bus'));
        chmodSync(own, 0o770);
      },
    ],
  ])('isn’t %s', async (_, make) => {
    await make();
    expect(find()).toBeUndefined();
  });

  it('isn’t the one of another user', async () => {
    const others = join(folder, 'users', String(uid + 1));
    mkdirSync(others, { mode: 0o700 });
    await listenAt(join(others, 'bus'));
    expect(find({}, 'linux', uid + 1)).toBeUndefined();
  });

  it('isn’t looked for in the user’s own folder from another home', async () => {
    await listenAt(join(own, 'bus'));
    expect(find({ HOME: own })).toBeUndefined();
  });

  it.each(['darwin', 'win32'] as const)('isn’t looked for on %s', async (platform) => {
    await listenAt(join(own, 'bus'));
    expect(find({}, platform)).toBeUndefined();
  });
});

describe('an environment', () => {
  it.each(['', 'disabled:', 'unix:path=/nowhere'])('that says “%s” keeps it', async (address) => {
    await listenAt(join(own, 'bus'));
    const env = { DBUS_SESSION_BUS_ADDRESS: address };
    expect(withSessionBus(env, { XDG_RUNTIME_DIR: own })).toBe(env);
  });

  it.runIf(process.platform === 'linux')('that says none gets the one that is found', async () => {
    await listenAt(join(own, 'bus'));
    expect(withSessionBus({ A: 'b' }, { XDG_RUNTIME_DIR: own })).toEqual({
      A: 'b',
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${own}/bus`,
    });
  });
});

describe('an address', () => {
  it('is this user’s own with the bus’s id as well', async () => {
    await listenAt(join(own, 'bus'));
    expect(isOwnBus(`unix:path=${own}/bus,guid=0123456789abcdef`)).toBe(true);
  });

  it.each([
    'disabled:',
    'unix:abstract=/tmp/dbus-x',
    'tcp:host=127.0.0.1,port=1',
    'unix:path=/nowhere',
    '',
    'unix:path=%',
  ])('“%s” isn’t', (address) => expect(isOwnBus(address)).toBe(false));
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Keyring, startKeyring } from '../../testing/keyring/keyring.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { closeStores, hostProgram, hostsOf, isGone, storeOn } from './testing/stores.ts';

const keyrings: Keyring[] = [];
async function keyringWith(options?: Parameters<typeof startKeyring>[0]): Promise<Keyring> {
  const keyring = await startKeyring(options);
  keyrings.push(keyring);
  return keyring;
}
afterEach(async () => {
  await closeStores();
  for (const keyring of keyrings.splice(0)) await keyring.stop();
});

const failedAs = (code: string) => ({ ok: false, error: { code } });
/** Milliseconds; long enough for a healthy keychain on a busy computer. */
const shortDeadlineMs = 1_500;

describe('a keychain that no longer answers', () => {
  it('is asked again when the process that waits for it is killed', async () => {
    const keyring = await keyringWith();
    const store = storeOn(hostProgram(keyring.env));
    await store.set('session', 'a secret');
    keyring.freeze();
    const answer = store.get('session');
    for (const pid of hostsOf(process.pid)) process.kill(pid, 'SIGKILL');
    keyring.thaw();
    expect(await answer).toEqual({ ok: true, value: 'a secret' });
  });

  it('holds up nobody who closes the store', async () => {
    const keyring = await keyringWith();
    const store = storeOn(hostProgram(keyring.env));
    await store.set('session', 'a secret');
    keyring.freeze();
    const answer = store.get('session');
    await store.close();
    expect(hostsOf(process.pid)).toEqual([]);
    expect(await answer).toMatchObject({
      error: { code: 'keychain-failed', detail: 'the keychain was closed' },
    });
  });

  it('keeps no process when the program that asked it dies', async () => {
    const keyring = await keyringWith();
    keyring.freeze();
    const asking = programThatAsks(hostProgram(keyring.env));
    try {
      const [host] = await vi.waitFor(
        () => {
          const hosts = hostsOf(asking.pid ?? 0);
          expect(hosts).toHaveLength(1);
          return hosts;
        },
        { timeout: 10_000 },
      );
      asking.kill('SIGKILL');
      await vi.waitFor(() => expect(isGone(host ?? 0)).toBe(true), { timeout: 10_000 });
    } finally {
      asking.kill('SIGKILL');
    }
  });
});

describe('a keychain whose service', () => {
  it('was killed: says that there is none, and which package brings one', async () => {
    const keyring = await keyringWith();
    const store = storeOn(hostProgram(keyring.env));
    await store.set('session', 'a secret');
    await keyring.kill();
    expect(await store.get('session')).toMatchObject({
      ok: false,
      error: { code: 'keychain-no-service', command: 'sudo apt-get install gnome-keyring' },
    });
  });

  it.each(['', 'unix:path=/nowhere/bus', 'disabled:', 'no address'])(
    'has no bus at "%s": says that there is none',
    async (address) => {
      const store = storeOn(hostProgram({ DBUS_SESSION_BUS_ADDRESS: address }));
      const answer = await store.get('session');
      expect(answer).toMatchObject(failedAs('keychain-no-bus'));
      expect(JSON.stringify(answer)).not.toContain('apt-get');
    },
  );
});

describe('a computer without the library', () => {
  it('is told which package to install', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-library-'));
    try {
      // Found before the real one, and no library: the loader refuses it as it refuses one that isn't there.
      writeFileSync(join(folder, 'libsecret-1.so.0'), '');
      const store = storeOn(hostProgram({ LD_LIBRARY_PATH: folder }));
      expect(await store.get('session')).toMatchObject({
        ok: false,
        error: { code: 'keychain-library-missing', command: 'sudo apt-get install libsecret-1-0' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a keychain program', () => {
  const node = (script: string): SpawnCommand => ({
    command: process.execPath,
    args: ['-e', script],
    env: {},
  });

  it.each([
    ['that is not there', 'keychain-failed', { command: '/nowhere/program', args: [], env: {} }],
    ['that ends at once', 'keychain-failed', node('process.exit(3)')],
    [
      'that talks nonsense',
      'keychain-silent',
      node("console.log('not json\\n{}\\nnull'); setInterval(() => {}, 1000)"),
    ],
    ['that never answers', 'keychain-silent', node('setInterval(() => {}, 1000)')],
  ] as const)('%s is a failure (%s), and can be closed', async (_what, code, host) => {
    const store = storeOn(host, shortDeadlineMs);
    expect(await store.get('session')).toMatchObject(failedAs(code));
    await store.close();
  });

  it('that writes other things as well is understood all the same', async () => {
    const keyring = await keyringWith();
    const { command, args, env } = hostProgram(keyring.env);
    const script = `process.stdout.write('a warning\\n'); require(${JSON.stringify(args[0])});`;
    const store = storeOn({ command, args: ['-e', script], env });
    expect(await store.get('session')).toEqual({ ok: true, value: undefined });
  });
});

function programThatAsks(host: SpawnCommand): ChildProcess {
  const module = JSON.stringify(resolve('core/keychain/keychain-client.ts'));
  const script = `const { openSecretStore } = await import(${module});
    await openSecretStore({ host: ${JSON.stringify(host)}, deadlineMs: 60_000 }).get('session');`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

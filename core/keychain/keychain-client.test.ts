import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { secretStoreContract } from '../../testing/keychain/secret-store-contract.ts';
import { type Keyring, startKeyring } from '../../testing/keyring/keyring.ts';
import { openSecretStore } from './keychain-client.ts';
import { childrenOf, closeStores, hostProgram, hostsOf, storeOn } from './testing/stores.ts';

let keyring: Keyring;
beforeAll(async () => {
  keyring = await startKeyring();
});
afterEach(closeStores);
afterAll(() => keyring.stop());

const openStore = () => storeOn(hostProgram(keyring.env));

secretStoreContract('a keychain of the system', {
  start: startKeyring,
  open: ({ env }, deadlineMs) => storeOn(hostProgram(env), deadlineMs),
  shortDeadlineMs: 3_000,
});

describe('the process that asks the keychain', () => {
  it('has no secret among its arguments or in its environment', async () => {
    const store = openStore();
    const secret = `hidden-${randomBytes(12).toString('hex')}`;
    await store.set('hidden', secret);
    const places = [process.pid, ...childrenOf(process.pid)].flatMap((pid) => [
      `/proc/${pid}/cmdline`,
      `/proc/${pid}/environ`,
    ]);
    expect(places.length).toBeGreaterThan(2);
    expect(places.filter((place) => readFileSync(place, 'latin1').includes(secret))).toEqual([]);
  });

  it('is asked once where it doesn’t answer and the store gives up; the next question fails as that one', async () => {
    const asked: string[] = [];
    const script = `process.stdin.on('data', () => {})`;
    const store = openSecretStore({
      host: { command: process.execPath, args: ['-e', script], env: {} },
      deadlineMs: 200,
      givesUp: true,
      spawn(command, args, options) {
        asked.push(command);
        return spawn(command, args, options);
      },
    });
    const first = await store.get('one');
    expect(first).toMatchObject({ ok: false });
    expect(await store.get('two')).toEqual(first);
    expect(await store.set('two', 'secret')).toEqual(first);
    expect(asked).toHaveLength(1);
    await store.close();
  });

  it('stays for the next question', async () => {
    const store = openStore();
    await store.get('first');
    const before = hostsOf(process.pid);
    await store.get('second');
    expect(hostsOf(process.pid)).toEqual(before);
  });

  it('is started again when it was killed', async () => {
    const store = openStore();
    await store.set('steady', 'still here');
    for (const pid of hostsOf(process.pid)) process.kill(pid, 'SIGKILL');
    expect(await store.get('steady')).toEqual({ ok: true, value: 'still here' });
  });

  it('is gone when the store is closed, and comes again with the next question', async () => {
    const store = openStore();
    await store.get('anything');
    expect(hostsOf(process.pid)).not.toEqual([]);
    await store.close();
    expect(hostsOf(process.pid)).toEqual([]);
    expect(await store.get('anything')).toMatchObject({ ok: true });
  });
});

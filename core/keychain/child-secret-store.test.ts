import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Keyring, startKeyring } from '../../testing/keyring/keyring.ts';
import type { Program } from '../programs/program.ts';
import { type ChildSecretStore, openSecretStore } from './child-secret-store.ts';

const hostProgram = (env: Readonly<Record<string, string>>): Program => ({
  command: process.execPath,
  args: [resolve('out/programs/keychain-host.cjs')],
  env,
});

const opened: ChildSecretStore[] = [];
function storeOn(env: Readonly<Record<string, string>>, deadlineMs?: number): ChildSecretStore {
  const store = openSecretStore({ host: hostProgram(env), ...(deadlineMs ? { deadlineMs } : {}) });
  opened.push(store);
  return store;
}
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

describe('a keychain that is open', () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring();
  });
  afterAll(() => keyring.stop());

  it('gives back what it was given', async () => {
    const store = storeOn(keyring.env);
    expect(await store.set('session', 'a secret')).toEqual({ ok: true, value: undefined });
    expect(await store.get('session')).toEqual({ ok: true, value: 'a secret' });
  });

  it('gives it to another program as well', async () => {
    await storeOn(keyring.env).set('shared', 'one secret');
    expect(await storeOn(keyring.env).get('shared')).toEqual({ ok: true, value: 'one secret' });
  });

  it('says that a secret is absent, and not that something failed', async () => {
    expect(await storeOn(keyring.env).get('never-kept')).toEqual({ ok: true, value: undefined });
  });

  it('forgets what is deleted, and does not mind deleting it twice', async () => {
    const store = storeOn(keyring.env);
    await store.set('short-lived', 'x');
    expect(await store.delete('short-lived')).toMatchObject({ ok: true });
    expect(await store.delete('short-lived')).toMatchObject({ ok: true });
    expect(await store.get('short-lived')).toEqual({ ok: true, value: undefined });
  });

  it('keeps any text exactly', async () => {
    const store = storeOn(keyring.env);
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
      .filter((one) => !one.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, async (secret) => {
        await store.set('any', secret);
        expect(await store.get('any')).toEqual({ ok: true, value: secret });
      }),
      { numRuns: 40 },
    );
  });

  it('answers each of many questions at once with its own secret', async () => {
    const store = storeOn(keyring.env);
    const accounts = Array.from({ length: 20 }, (_, at) => `many-${at}`);
    await Promise.all(accounts.map((account) => store.set(account, `secret of ${account}`)));
    const answers = await Promise.all(accounts.map((account) => store.get(account)));
    expect(answers).toEqual(accounts.map((account) => ({ ok: true, value: `secret of ${account}` })));
  });

  it.each([
    ['an empty secret', ''],
    ['a NUL, which would cut it short', 'a\0b'],
    ['more than every system keeps', 'x'.repeat(2_401)],
  ])('is not given %s', async (_what, secret) => {
    expect(await storeOn(keyring.env).set('unfit', secret)).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
  });

  it('never shows a secret among the arguments or in the environment of a process', async () => {
    const store = storeOn(keyring.env);
    const secret = 'only-in-the-keychain-7391';
    await store.set('hidden', secret);
    const places = [process.pid, ...childrenOf(process.pid)].flatMap((pid) => [
      `/proc/${pid}/cmdline`,
      `/proc/${pid}/environ`,
    ]);
    expect(places.length).toBeGreaterThan(2);
    expect(places.filter((place) => readFileSync(place, 'latin1').includes(secret))).toEqual([]);
  });

  it('is asked again when the process that asks it was killed', async () => {
    const store = storeOn(keyring.env);
    await store.set('steady', 'still here');
    for (const pid of hostsOf(process.pid)) process.kill(pid, 'SIGKILL');
    expect(await store.get('steady')).toEqual({ ok: true, value: 'still here' });
  });

  it('leaves no process behind when it is closed', async () => {
    const store = storeOn(keyring.env);
    await store.get('anything');
    const before = hostsOf(process.pid);
    await store.close();
    expect(before.length).toBeGreaterThan(0);
    expect(hostsOf(process.pid).filter((pid) => before.includes(pid))).toEqual([]);
  });
});

describe('a keychain that is not as it should be', () => {
  let keyring: Keyring;
  afterEach(() => keyring.stop());

  it('locked: says so, and never that the secret is absent', async () => {
    keyring = await startKeyring();
    await storeOn(keyring.env).set('session', 'a secret');
    await keyring.restart({ unlocked: false });
    const store = storeOn(keyring.env);
    expect(await store.get('session')).toMatchObject({ ok: false, error: { code: 'keychain-locked' } });
    expect(await store.set('session', 'b')).toMatchObject({ ok: false, error: { code: 'keychain-locked' } });
    expect(await store.delete('session')).toMatchObject({ ok: false, error: { code: 'keychain-locked' } });
  });

  it('frozen: ends the question at its deadline, and works again afterwards', async () => {
    keyring = await startKeyring();
    const store = storeOn(keyring.env, 700);
    await store.set('session', 'a secret');
    keyring.freeze();
    expect(await store.get('session')).toMatchObject({ ok: false, error: { code: 'keychain-failed' } });
    keyring.thaw();
    expect(await store.get('session')).toEqual({ ok: true, value: 'a secret' });
  });

  it('killed: says that there is no keychain, and which package brings one', async () => {
    keyring = await startKeyring();
    const store = storeOn(keyring.env);
    await store.set('session', 'a secret');
    await keyring.kill();
    expect(await store.get('session')).toMatchObject({
      ok: false,
      error: { code: 'keychain-no-service', command: 'sudo apt-get install gnome-keyring' },
    });
  });

  it('restarted: is reached again, with what it held', async () => {
    keyring = await startKeyring();
    const store = storeOn(keyring.env);
    await store.set('session', 'a secret');
    await keyring.restart();
    expect(await store.get('session')).toEqual({ ok: true, value: 'a secret' });
  });

  it('without a bus: says that there is no keychain', async () => {
    keyring = await startKeyring();
    await keyring.stop();
    expect(await storeOn(keyring.env).get('session')).toMatchObject({
      error: { code: 'keychain-no-service' },
    });
  });
});

describe('a computer without the library', () => {
  it('is told which package to install', async () => {
    // A loader that refuses the library, with the words of the real one.
    const words = 'libsecret-1.so.0: cannot open shared object file: No such file or directory';
    const script = `const m = require('node:module'); const load = m._load;
      m._load = (id, ...rest) => { if (id === 'keytar') throw new Error(${JSON.stringify(words)}); return load(id, ...rest); };
      require(${JSON.stringify(resolve('out/programs/keychain-host.cjs'))});`;
    const store = openSecretStore({ host: { command: process.execPath, args: ['-e', script], env: {} } });
    opened.push(store);
    expect(await store.get('session')).toEqual({
      ok: false,
      error: {
        code: 'keychain-library-missing',
        command: 'sudo apt-get install libsecret-1-0',
        detail: words,
      },
    });
  });

  it.each([
    ['is not there', { command: '/nowhere/program', args: [], env: {} }],
    ['ends at once', { command: process.execPath, args: ['-e', 'process.exit(3)'], env: {} }],
  ])('whose keychain program %s gets an answer', async (_what, host) => {
    const store = openSecretStore({ host });
    expect(await store.get('session')).toMatchObject({ ok: false, error: { code: 'keychain-failed' } });
  });

  it('whose keychain program talks nonsense gets an answer at the deadline', async () => {
    const args = ['-e', "console.log('not json'); console.log('{}'); setInterval(() => {}, 1000)"];
    const store = openSecretStore({ host: { command: process.execPath, args, env: {} }, deadlineMs: 500 });
    opened.push(store);
    expect(await store.get('session')).toMatchObject({ ok: false, error: { code: 'keychain-failed' } });
  });
});

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

const hostsOf = (pid: number): number[] =>
  childrenOf(pid).filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('keychain-host'));

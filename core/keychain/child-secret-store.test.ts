import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Keyring, startKeyring } from '../../testing/keyring/keyring.ts';
import type { SessionSecret } from './session-secrets.ts';
import { childrenOf, closeStores, hostProgram, hostsOf, storeOn } from './testing/stores.ts';

let keyring: Keyring;
beforeAll(async () => {
  keyring = await startKeyring();
});
afterEach(closeStores);
afterAll(() => keyring.stop());

const openStore = () => storeOn(hostProgram(keyring.env));

describe('a keychain that is open', () => {
  it('gives back what it was given', async () => {
    const store = openStore();
    expect(await store.set('session', 'a secret')).toEqual({ ok: true, value: undefined });
    expect(await store.get('session')).toEqual({ ok: true, value: 'a secret' });
  });

  it('gives it to another program as well', async () => {
    await openStore().set('shared', 'one secret');
    expect(await openStore().get('shared')).toEqual({ ok: true, value: 'one secret' });
  });

  it('keeps the newest of two secrets under one name', async () => {
    const store = openStore();
    await store.set('replaced', 'old');
    await store.set('replaced', 'new');
    expect(await store.get('replaced')).toEqual({ ok: true, value: 'new' });
  });

  it('says that a secret is absent, and not that something failed', async () => {
    expect(await openStore().get('never-kept')).toEqual({ ok: true, value: undefined });
  });

  it('forgets what is deleted, and does not mind deleting it twice', async () => {
    const store = openStore();
    await store.set('short-lived', 'x');
    expect(await store.delete('short-lived')).toMatchObject({ ok: true });
    expect(await store.delete('short-lived')).toMatchObject({ ok: true });
    expect(await store.get('short-lived')).toEqual({ ok: true, value: undefined });
  });

  it('keeps any text exactly', async () => {
    const store = openStore();
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
      .filter((one) => !one.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, async (secret) => {
        await store.set('any', secret);
        expect(await store.get('any')).toEqual({ ok: true, value: secret });
      }),
      {
        numRuns: 40,
        examples: [['a\u2028b\u2029c'], ['a\r\nb\n'], [' "\\\' '], ['\u{1f511}é'], ['\u0085\ufeff']],
      },
    );
  });

  it('has room for a session', async () => {
    const token = () => randomBytes(60).toString('hex');
    const session: SessionSecret = {
      server: `https://${'market'.repeat(20)}.example`,
      accessToken: token(),
      accessExpiresAt: new Date().toISOString(),
      refreshToken: token(),
    };
    const store = openStore();
    expect(await store.set('long-session', JSON.stringify(session))).toMatchObject({ ok: true });
    expect(await store.get('long-session')).toEqual({ ok: true, value: JSON.stringify(session) });
  });

  it('answers each of many questions at once with its own secret', async () => {
    const store = openStore();
    const accounts = Array.from({ length: 20 }, (_, at) => `many-${at}`);
    await Promise.all(accounts.map((account) => store.set(account, `secret of ${account}`)));
    const answers = await Promise.all(accounts.map((account) => store.get(account)));
    expect(answers).toEqual(accounts.map((account) => ({ ok: true, value: `secret of ${account}` })));
  });

  it('serves two programs at once', async () => {
    const [one, other] = [openStore(), openStore()];
    const rounds = Array.from({ length: 10 }, (_, at) => at);
    await Promise.all(
      rounds.flatMap((at) => [one.set(`one-${at}`, `1.${at}`), other.set(`other-${at}`, `2.${at}`)]),
    );
    const crosswise = await Promise.all(
      rounds.flatMap((at) => [other.get(`one-${at}`), one.get(`other-${at}`), one.get(`nobody-${at}`)]),
    );
    expect(crosswise.map((answer) => (answer.ok ? answer.value : answer.error))).toEqual(
      rounds.flatMap((at) => [`1.${at}`, `2.${at}`, undefined]),
    );
  });

  it.each([
    ['an empty secret', ''],
    ['a NUL, which would cut it short', 'a\0b'],
    ['half a character, which would become another one', 'a\ud83d'],
    ['more than every system keeps', 'x'.repeat(2_401)],
  ])('is not given %s', async (what, secret) => {
    const store = openStore();
    expect(await store.set(what, secret)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(await store.get(what)).toEqual({ ok: true, value: undefined });
  });
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

/** What every keychain has to keep to, the real one and the one that stands for it: one suite for both. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChildSecretStore } from '../../core/keychain/keychain-client.ts';
import type { SessionSecret } from '../../core/keychain/session-secrets.ts';
import type { Keyring } from '../keyring/keyring.ts';

export interface KeychainUnderTest<K extends Keyring> {
  start(options?: { prompt?: 'none' | 'unanswered' }): Promise<K>;
  /** A way to it as each program has one of its own. */
  open(keyring: K, deadlineMs?: number): ChildSecretStore;
  /** Milliseconds; long enough for a healthy keychain of this kind on a busy computer. */
  readonly shortDeadlineMs: number;
}

const failedAs = (code: string) => ({ ok: false, error: { code } });

export function secretStoreContract<K extends Keyring>(
  what: string,
  { start, open, shortDeadlineMs }: KeychainUnderTest<K>,
): void {
  const stores: ChildSecretStore[] = [];
  const opened = (keyring: K, deadlineMs?: number): ChildSecretStore => {
    const store = open(keyring, deadlineMs);
    stores.push(store);
    return store;
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  describe(`${what} that is open`, () => {
    let keyring: K;
    beforeAll(async () => {
      keyring = await start();
    });
    afterAll(() => keyring.stop());
    const openStore = (): ChildSecretStore => opened(keyring);

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

    it('tells the accounts of all that it keeps', async () => {
      const store = openStore();
      await store.set('told-one', 'a secret');
      await store.set('told-two', 'another');
      await store.delete('told-two');
      const told = await store.accounts();
      expect(told).toMatchObject({ ok: true, value: expect.arrayContaining(['told-one']) });
      expect(JSON.stringify(told)).not.toMatch(/told-two|probe:|a secret/);
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
      ['more than every system keeps', 'x'.repeat(2_401), 'keychain-entry-too-large'],
    ])('is not given %s', async (what, secret, code = 'bad-input') => {
      const store = openStore();
      expect(await store.set(what, secret)).toMatchObject({ ok: false, error: { code } });
      expect(await store.get(what)).toEqual({ ok: true, value: undefined });
    });

    it('works again after it was closed', async () => {
      const store = openStore();
      await store.set('kept', 'still here');
      await store.close();
      expect(await store.get('kept')).toEqual({ ok: true, value: 'still here' });
    });
  });

  describe(`${what} in trouble`, () => {
    const keyrings: K[] = [];
    async function started(options?: Parameters<typeof start>[0]): Promise<K> {
      const keyring = await start(options);
      keyrings.push(keyring);
      return keyring;
    }
    afterEach(async () => {
      for (const keyring of keyrings.splice(0)) await keyring.stop();
    });

    it.each(['none', 'unanswered'] as const)(
      'that is locked, with a dialog for the password: %s, says so, and never that the secret is absent',
      async (prompt) => {
        const keyring = await started({ prompt });
        await opened(keyring).set('session', 'a secret');
        await keyring.restart({ unlocked: false });
        // By a program each, so that none has to wait for another one's deadline.
        const anew = (): ChildSecretStore => opened(keyring, shortDeadlineMs);
        const answers = await Promise.all<unknown>([
          anew().get('session'),
          anew().get('never-kept'),
          anew().set('session', 'b'),
          anew().delete('never-kept'),
        ]);
        expect(answers).toMatchObject(answers.map(() => failedAs('keychain-locked')));
      },
    );

    it('that was locked gives its secrets again once it is open', async () => {
      const keyring = await started();
      const store = opened(keyring);
      await store.set('session', 'a secret');
      await keyring.restart({ unlocked: false });
      await store.get('session');
      await keyring.restart({ unlocked: true });
      expect(await store.get('session')).toEqual({ ok: true, value: 'a secret' });
    });

    it('that is silent ends the question at its deadline, and works again afterwards', async () => {
      const keyring = await started();
      const store = opened(keyring, shortDeadlineMs);
      await store.set('session', 'a secret');
      keyring.freeze();
      expect(await Promise.all([store.get('session'), store.set('other', 'b')])).toMatchObject([
        failedAs('keychain-silent'),
        failedAs('keychain-silent'),
      ]);
      keyring.thaw();
      expect(await store.get('session')).toEqual({ ok: true, value: 'a secret' });
    });

    it('that is silent holds up nobody who closes the store', async () => {
      const keyring = await started();
      const store = opened(keyring);
      await store.set('session', 'a secret');
      keyring.freeze();
      const answer = store.get('session');
      await store.close();
      expect(await answer).toMatchObject({
        error: { code: 'keychain-failed', detail: 'the keychain was closed' },
      });
    });

    it('that is gone says that there is none', async () => {
      const keyring = await started();
      const store = opened(keyring);
      await store.set('session', 'a secret');
      await keyring.kill();
      expect(await store.get('session')).toMatchObject(failedAs('keychain-no-service'));
      expect(await store.set('session', 'b')).toMatchObject(failedAs('keychain-no-service'));
      expect(await store.delete('session')).toMatchObject(failedAs('keychain-no-service'));
    });

    it('that was started again is reached, with what it held, by all who ask at once', async () => {
      const keyring = await started();
      const store = opened(keyring);
      await store.set('session', 'a secret');
      await keyring.restart();
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.get('session')));
      expect(answers).toEqual(answers.map(() => ({ ok: true, value: 'a secret' })));
    });
  });
}

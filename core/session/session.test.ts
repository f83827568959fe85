import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../demo/faults.ts';
import { demoPeople, quince } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import { failure } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { type MemoryKeychain, memoryKeychain } from '../../testing/keychain/memory-keychain.ts';
import { startKeyring } from '../../testing/keyring/keyring.ts';
import { type MarketOptions, startMarket } from '../../testing/market.ts';
import { createConvene } from '../convene/create-convene.ts';
import type { HeldToken } from '../convene/held-token.ts';
import { withLock } from '../files/lock.ts';
import { sessionAccount } from '../keychain/accounts.ts';
import { openSecretStore } from '../keychain/keychain-client.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { SessionSecret } from '../keychain/session-secrets.ts';
import { startSignIn } from './device-sign-in.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

const timeouts = { answerMs: 5_000, requestMs: 15_000, pausesMs: [1, 1] };
/** For servers that say nothing; long enough for those that do, on a busy computer too. */
const hasty = { timeouts: { answerMs: 800, requestMs: 800, pausesMs: [] } };
const tokenPath = '/oauth/token';
const revokePath = '/oauth/revoke';
const dayMs = 86_400_000;
const everything = { times: Number.POSITIVE_INFINITY };

let demo: DemoServer;
let folder: string;
let store: MemoryKeychain & SecretStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'session-'));
  const keychain = memoryKeychain();
  store = Object.assign(keychain.open(), keychain);
  await use({});
});
afterEach(async () => {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function use(options: MarketOptions): Promise<void> {
  await demo?.stop();
  demo = await startMarket({ deviceIntervalSeconds: 0.01, ...options });
}

/** A companion of its own on the same keychain, as another process would be. */
const open = (options: Partial<SessionOptions> = {}): Session =>
  createSession({ secrets: store, lockPath: join(folder, 'session.lock'), timeouts, ...options });

/** Tokens that the server gave out a moment ago; `endsInMs` is what we believe of the access token. */
function secretOf(endsInMs = 3_600_000, who: string = demoPeople.ana.email): SessionSecret {
  const { accessToken, refreshToken } = demo.signIn(who);
  const accessExpiresAt = new Date(Date.now() + endsInMs).toISOString();
  return { server: demo.address, accessToken, accessExpiresAt, refreshToken };
}

async function started(endsInMs?: number, options: Partial<SessionOptions> = {}) {
  const session = open(options);
  const secret = secretOf(endsInMs);
  expect(await session.start(secret)).toEqual({ ok: true, value: undefined });
  return { session, secret };
}

/** As a client of Convene is given it. */
const access = (token: string): HeldToken => ({ server: demo.address, token });
const kept = (): SessionSecret => JSON.parse(store.kept.get(sessionAccount) ?? 'null');
const conveneOf = (session: Session) =>
  createConvene({ server: demo.address, tokens: session.tokens, timeouts });
const liveTokens = async (session: Session): Promise<boolean> => (await conveneOf(session).me()).ok;
const count = (path: string) => demo.faults.add({ kind: 'delay', milliseconds: 0, path, ...everything });
const signedOut = { ok: false, error: { code: 'signed-out' } };

describe('a session', () => {
  it('is nobody’s before anybody signed in', async () => {
    const session = open();
    expect(await session.state()).toEqual({ ok: true, value: undefined });
    expect(await session.tokens.current()).toMatchObject(signedOut);
  });

  it('is in the keychain once started, for every companion on this computer', async () => {
    const { secret } = await started();
    expect(kept()).toEqual(secret);
    const other = open();
    expect(await other.state()).toEqual({ ok: true, value: { server: demo.address } });
    expect(await other.tokens.current()).toEqual({ ok: true, value: access(secret.accessToken) });
  });

  it('is not started when the keychain can’t be written', async () => {
    store.trouble('set', failure('keychain-locked', { command: 'unlock' }));
    expect(await open().start(secretOf())).toMatchObject({ error: { code: 'keychain-locked' } });
    expect(await open().state()).toEqual({ ok: true, value: undefined });
  });

  it('is not started when the keychain gives back something else', async () => {
    const forgetful = { ...store, get: async () => ({ ok: true, value: undefined }) as const };
    expect(await open({ secrets: forgetful }).start(secretOf())).toMatchObject({
      error: { code: 'keychain-failed' },
    });
  });

  it.each(['', 'not JSON', '{}', '{"server":7}', '[]'])(
    'isn’t there when the keychain holds %j',
    async (text) => {
      store.kept.set(sessionAccount, text);
      expect(await open().state()).toEqual({ ok: true, value: undefined });
      expect(await open().tokens.current()).toMatchObject(signedOut);
      expect(store.kept.get(sessionAccount)).toBe(text);
    },
  );

  it('passes on what keeps the keychain from answering, and nobody is signed out', async () => {
    await started();
    store.trouble('get', failure('keychain-locked', { command: 'unlock' }));
    const locked = { ok: false, error: { code: 'keychain-locked', command: 'unlock' } };
    expect(await open().state()).toEqual(locked);
    expect(await open().tokens.current()).toEqual(locked);
    expect(await open().tokens.renew(access('fm_session_old'))).toEqual(locked);
    store.trouble('get', undefined);
    expect(await liveTokens(open())).toBe(true);
  });

  it('never gives the tokens of one server to a companion that works with another', async () => {
    const { session, secret } = await started();
    const elsewhere = { ...secretOf(), server: 'https://convene.example' };
    store.kept.clear();
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject(signedOut);
    await open().start(elsewhere);
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject(signedOut);
    expect(kept()).toEqual(elsewhere);
  });
});

describe('renewing', () => {
  it('is done where no lock can be written, as nobody else can take one', async () => {
    const { secret } = await started();
    writeFileSync(join(folder, 'in-the-way'), '');
    const session = open({ lockPath: join(folder, 'in-the-way', 'session.lock') });
    const renewed = await session.tokens.renew(access(secret.accessToken));
    expect(renewed).toEqual({ ok: true, value: access(kept().accessToken) });
    expect(kept().accessToken).not.toBe(secret.accessToken);
  });

  it('happens a minute before the access token ends', async () => {
    const { session, secret } = await started(59_000);
    const current = await session.tokens.current();
    expect(current).toEqual({ ok: true, value: access(kept().accessToken) });
    expect(kept().accessToken).not.toBe(secret.accessToken);
    expect(await liveTokens(session)).toBe(true);
  });

  it('doesn’t happen earlier', async () => {
    const { session, secret } = await started(65_000);
    const asked = count(tokenPath);
    expect(await session.tokens.current()).toEqual({ ok: true, value: access(secret.accessToken) });
    expect(asked.hits()).toBe(0);
  });

  it('happens once for twenty calls that are refused at the same time', async () => {
    const { session, secret } = await started();
    demo.database.run("UPDATE session_tokens SET expires_at = '2000-01-01' WHERE kind = 'access'", []);
    const asked = count(tokenPath);
    const convene = conveneOf(session);
    const answers = await Promise.all(Array.from({ length: 20 }, () => convene.me()));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(asked.hits()).toBe(1);
    expect(kept().refreshToken).not.toBe(secret.refreshToken);
  });

  it('asks the keychain once for everybody who waits for it', async () => {
    const get = vi.fn(store.get);
    const { session, secret } = await started(undefined, { secrets: { ...store, get } });
    get.mockClear();
    await Promise.all(Array.from({ length: 20 }, () => session.tokens.renew(access(secret.accessToken))));
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('happens once when five companions are refused at the same time', async () => {
    const { secret } = await started();
    const asked = count(tokenPath);
    const renewed = await Promise.all(
      Array.from({ length: 5 }, () => open().tokens.renew(access(secret.accessToken))),
    );
    expect(renewed).toEqual(Array(5).fill({ ok: true, value: access(kept().accessToken) }));
    expect(asked.hits()).toBe(1);
    expect(await liveTokens(open())).toBe(true);
  });

  it('goes on and on without the server taking it for theft', async () => {
    const { secret } = await started();
    const companions = [open(), open(), open()];
    let refused = secret.accessToken;
    for (let round = 0; round < 5; round += 1) {
      const token = refused;
      const [renewed] = await Promise.all(companions.map(({ tokens }) => tokens.renew(access(token))));
      refused = renewed?.ok ? renewed.value.token : '';
    }
    expect(await liveTokens(open())).toBe(true);
  });

  it('is in the keychain before it is used', async () => {
    const { secret } = await started();
    const seen: string[] = [];
    const watching = {
      ...store,
      set: async (account: string, text: string) => {
        seen.push('kept');
        return store.set(account, text);
      },
    };
    await open({ secrets: watching }).tokens.renew(access(secret.accessToken));
    seen.push('used');
    expect(seen).toEqual(['kept', 'used']);
  });

  it('doesn’t lose a new pair that the keychain didn’t take at first', async () => {
    const { session, secret } = await started();
    store.trouble('set', failure('keychain-locked'));
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject({
      error: { code: 'keychain-locked' },
    });
    expect(kept()).toEqual(secret);
    store.trouble('set', undefined);
    const asked = count(tokenPath);
    expect(await session.tokens.renew(access(secret.accessToken))).toEqual({
      ok: true,
      value: access(kept().accessToken),
    });
    expect(asked.hits()).toBe(0);
    expect(await liveTokens(open())).toBe(true);
  });

  it('fails with "signed out" and clears the keychain when the session was ended on the server', async () => {
    const { session, secret } = await started();
    demo.endSessions();
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject(signedOut);
    expect(store.kept.has(sessionAccount)).toBe(false);
    expect(await open().state()).toEqual({ ok: true, value: undefined });
  });

  it('means "signed out" as well when the keychain then can’t be cleared', async () => {
    const log = vi.fn();
    const { session, secret } = await started(undefined, { log });
    demo.endSessions();
    store.trouble('delete', failure('keychain-failed'));
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject(signedOut);
    expect(log).toHaveBeenCalledWith('session ended by the server', {
      failure: { code: 'keychain-failed' },
    });
  });

  it.each<[Fault['kind'], string]>([
    ['close', 'offline'],
    ['html', 'unexpected-answer'],
    ['server-error', 'server-error'],
    ['hang', 'timed-out'],
  ])('that meets "%s" fails as such, and nobody is signed out', async (kind, code) => {
    const log = vi.fn();
    const { session, secret } = await started(undefined, { log, ...(kind === 'hang' ? hasty : {}) });
    const fault = demo.faults.add({ kind, path: tokenPath, ...everything } as Fault);
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject({
      ok: false,
      error: { code },
    });
    expect(kept()).toEqual(secret);
    expect(JSON.stringify(log.mock.calls)).not.toMatch(/fm_\w+_\w{8}/);
    fault.remove();
    expect(await liveTokens(session)).toBe(true);
  });

  it('fails as "offline" while the server is away, and nobody is signed out', async () => {
    const { session, secret } = await started();
    await demo.stop();
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject({
      error: { code: 'offline' },
    });
    expect(kept()).toEqual(secret);
  });

  it('is tried once more when its question got lost, and all is well', async () => {
    const { session, secret } = await started();
    demo.faults.add({ kind: 'close', path: tokenPath });
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject({ ok: true });
    expect(await liveTokens(session)).toBe(true);
  });

  it('is tried once more when its answer got lost; then the server has the last word', async () => {
    const { session, secret } = await started();
    demo.faults.add({ kind: 'act-then-close', path: tokenPath });
    const asked = count(tokenPath);
    expect(await session.tokens.renew(access(secret.accessToken))).toMatchObject(signedOut);
    expect(asked.hits()).toBe(1);
    expect(store.kept.has(sessionAccount)).toBe(false);
  });

  it('may fail while the token in hand is still good, which is then used', async () => {
    const { session, secret } = await started(30_000);
    demo.faults.add({ kind: 'server-error', path: tokenPath, ...everything });
    expect(await session.tokens.current()).toEqual({ ok: true, value: access(secret.accessToken) });
  });

  it('isn’t waited for while another companion is at it and the token in hand is still good', async () => {
    const { session, secret } = await started(30_000);
    const current = await withLock(join(folder, 'session.lock'), () => session.tokens.current());
    expect(current).toEqual({ ok: true, value: access(secret.accessToken) });
  });

  it('waits for another companion that is at it, and takes what that one got', async () => {
    const { session, secret } = await started();
    const got = secretOf();
    const asked = count(tokenPath);
    let renewal: Promise<Result<HeldToken>> | undefined;
    await withLock(join(folder, 'session.lock'), async () => {
      renewal = session.tokens.renew(access(secret.accessToken));
      return store.set(sessionAccount, JSON.stringify(got));
    });
    expect(await renewal).toEqual({ ok: true, value: access(got.accessToken) });
    expect(asked.hits()).toBe(0);
  });
});

describe('with a clock that is wrong', () => {
  it.each([1, -1])('by %d day everything works as ever', async (days) => {
    const now = () => new Date(Date.now() + days * dayMs);
    const pending = await startSignIn({ server: demo.address, deviceName: 'Stall 14', timeouts, now });
    if (!pending.ok) throw new Error(pending.error.code);
    demo.approve(pending.value.userCode);
    const secret = await pending.value.wait(new AbortController().signal, () => {});
    if (!secret.ok) throw new Error(secret.error.code);
    const session = open({ now });
    await session.start(secret.value);
    const asked = count(tokenPath);
    expect(await conveneOf(session).listKeys(quince.id)).toMatchObject({ ok: true });
    expect(asked.hits()).toBe(0);
  });

  it.each([
    ['put forward', 1],
    ['put back', -1],
  ])('that was %s by a day since, at most one renewal is spent', async (_what, days) => {
    await started();
    const asked = count(tokenPath);
    const session = open({ now: () => new Date(Date.now() + days * dayMs) });
    expect(await liveTokens(session)).toBe(true);
    expect(await liveTokens(session)).toBe(true);
    expect(asked.hits()).toBeLessThanOrEqual(1);
  });

  it('that hides the end of the access token, the refusal leads to a renewal', async () => {
    let serverNow = new Date();
    await use({ now: () => serverNow });
    const { session } = await started();
    serverNow = new Date(serverNow.getTime() + 2 * 3_600_000);
    const asked = count(tokenPath);
    expect(await liveTokens(session)).toBe(true);
    expect(asked.hits()).toBe(1);
  });
});

describe('signing out', () => {
  const survives = async (secret: SessionSecret): Promise<boolean> => {
    const held = async () => ok(access(secret.accessToken));
    const tokens = { current: held, renew: held };
    return (await createConvene({ server: secret.server, tokens, timeouts }).me()).ok;
  };

  it('ends the session on the server, and nothing is left in the keychain', async () => {
    const { session, secret } = await started();
    expect(await session.end()).toEqual({ ok: true, value: undefined });
    expect(await survives(secret)).toBe(false);
    expect(store.kept.size).toBe(0);
    expect(await session.tokens.current()).toMatchObject(signedOut);
  });

  it('is noticed by another companion at its next question', async () => {
    const { session } = await started();
    const other = open();
    expect(await liveTokens(other)).toBe(true);
    await session.end();
    expect(await conveneOf(other).me()).toMatchObject(signedOut);
  });

  it('does no harm when nobody is signed in', async () => {
    expect(await open().end()).toEqual({ ok: true, value: undefined });
  });

  it.each<[Fault['kind'], string]>([
    ['html', 'unexpected-answer'],
    ['server-error', 'server-error'],
    ['hang', 'timed-out'],
  ])(
    'clears the keychain even when it meets "%s", and says that the server has it still',
    async (kind, code) => {
      const { session, secret } = await started(undefined, kind === 'hang' ? hasty : {});
      demo.faults.add({ kind, path: revokePath, ...everything } as Fault);
      expect(await session.end()).toMatchObject({ ok: false, error: { code } });
      expect(store.kept.size).toBe(0);
      expect(await survives(secret)).toBe(true);
    },
  );

  it('clears the keychain even when the server is away', async () => {
    const { session } = await started();
    await demo.stop();
    expect(await session.end()).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(store.kept.size).toBe(0);
  });

  it('is tried again after a fault on the way', async () => {
    const { session, secret } = await started();
    demo.faults.add({ kind: 'act-then-close', path: revokePath });
    expect(await session.end()).toEqual({ ok: true, value: undefined });
    expect(await survives(secret)).toBe(false);
  });

  it('ends the session on the server even when the keychain is locked by then', async () => {
    const { session, secret } = await started();
    store.trouble('get', failure('keychain-locked'));
    store.trouble('delete', failure('keychain-locked'));
    expect(await session.end()).toMatchObject({ error: { code: 'keychain-locked' } });
    expect(await survives(secret)).toBe(false);
  });

  it('doesn’t depend on the lock, when that can’t be written', async () => {
    const secret = secretOf();
    store.kept.set(sessionAccount, JSON.stringify(secret));
    writeFileSync(join(folder, 'a-file'), '');
    const session = open({ lockPath: join(folder, 'a-file', 'session.lock') });
    expect(await session.end()).toEqual({ ok: true, value: undefined });
    expect(await survives(secret)).toBe(false);
    expect(store.kept.size).toBe(0);
  });

  it('doesn’t wait for another companion, and ends what that one gets meanwhile', async () => {
    const { session } = await started();
    const got = secretOf();
    await withLock(join(folder, 'session.lock'), async () => {
      expect(await session.end()).toEqual({ ok: true, value: undefined });
      return store.set(sessionAccount, JSON.stringify(got));
    });
    await session.settled();
    expect(store.kept.size).toBe(0);
    expect(await survives(got)).toBe(false);
  });

  it('done without another companion isn’t done again to who has signed in since', async () => {
    const { session } = await started();
    let starting: Promise<unknown> = Promise.resolve();
    const next = secretOf();
    await withLock(join(folder, 'session.lock'), async () => {
      await session.end();
      starting = session.start(next);
      return { ok: true, value: undefined };
    });
    await starting;
    await session.settled();
    expect(await survives(next)).toBe(true);
  });

  it('says so when the keychain holds something else, which is cleared', async () => {
    store.kept.set(sessionAccount, 'not ours');
    expect(await open().end()).toMatchObject({ error: { code: 'keychain-failed' } });
    expect(store.kept.size).toBe(0);
  });

  it('says so when the keychain can’t be cleared', async () => {
    const { session } = await started();
    store.trouble('delete', failure('keychain-failed'));
    expect(await session.end()).toMatchObject({ error: { code: 'keychain-failed' } });
  });

  it('waits for a renewal that is under way, and ends what came of it', async () => {
    const { session, secret } = await started();
    const renewal = session.tokens.renew(access(secret.accessToken));
    const end = session.end();
    const renewed = await renewal;
    expect(await end).toEqual({ ok: true, value: undefined });
    expect(store.kept.size).toBe(0);
    expect(await survives({ ...secret, accessToken: renewed.ok ? renewed.value.token : '' })).toBe(false);
  });
});

describe('on a real keychain', () => {
  it('a person signs in, works, comes back tomorrow, and signs out without a trace', async () => {
    const keyring = await startKeyring();
    const host = {
      command: process.execPath,
      args: [resolve('out/programs/keychain-host.cjs')],
      env: keyring.env,
    };
    const secrets = openSecretStore({ host });
    try {
      const pending = await startSignIn({
        server: demo.address,
        deviceName: 'Market office laptop',
        timeouts,
      });
      if (!pending.ok) throw new Error(pending.error.code);
      demo.approve(pending.value.userCode);
      const secret = await pending.value.wait(new AbortController().signal, () => {});
      if (!secret.ok) throw new Error(secret.error.code);
      expect(await open({ secrets }).start(secret.value)).toEqual({ ok: true, value: undefined });

      const tomorrow = open({ secrets, now: () => new Date(Date.now() + dayMs) });
      expect(await tomorrow.state()).toEqual({ ok: true, value: { server: demo.address } });
      expect(await liveTokens(tomorrow)).toBe(true);
      expect(await secrets.get(sessionAccount)).not.toEqual({
        ok: true,
        value: JSON.stringify(secret.value),
      });

      expect(await tomorrow.end()).toEqual({ ok: true, value: undefined });
      expect(await secrets.get(sessionAccount)).toEqual({ ok: true, value: undefined });
      expect(await open({ secrets }).tokens.current()).toMatchObject(signedOut);
    } finally {
      await secrets.close();
      await keyring.stop();
    }
  });
});

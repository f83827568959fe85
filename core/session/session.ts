import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { AccessTokens } from '../convene/convene.ts';
import type { HeldToken } from '../convene/held-token.ts';
import { defaultRetry, type RetryPolicy } from '../convene/retry.ts';
import { withLock } from '../files/lock.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { SessionSecret } from '../keychain/session-secrets.ts';
import { type Log, noLog } from '../log.ts';
import { findSignIn } from './discovery.ts';
import { endOnServer } from './end-on-server.ts';
import { refreshOnServer } from './refresh.ts';
import { endsSoon } from './session-secret.ts';
import { type StoredSession, sessionItem } from './stored-session.ts';

export interface SessionOptions {
  readonly secrets: SecretStore;
  /** Beside this file one companion at a time touches the session. */
  readonly lockPath: string;
  readonly now?: () => Date;
  readonly log?: Log;
  readonly timeouts?: Partial<RetryPolicy>;
}

/** The person's admin session. It lives in the keychain, where every companion on this computer finds it. */
export interface Session {
  /** Where somebody is signed in; undefined when nobody is. Works without a network. */
  state(): Promise<Result<{ server: string } | undefined>>;
  start(secret: SessionSecret): Promise<Result<void>>;
  /**
   * Of the server that this companion last saw or started a session on, and of no other. Beyond the keychain's
   * codes they fail with `signed-out` when the session is over, `busy` when another companion takes too long, and
   * as the network does; only `signed-out` means that nobody is signed in.
   */
  readonly tokens: AccessTokens;
  /**
   * Signs out, on this computer in any case. A failure says why the session may still be alive on the server, or
   * why its item couldn't be removed from the keychain.
   */
  end(): Promise<Result<void>>;
  /** When what another companion kept from being ended with certainty has been tried once more. */
  settled(): Promise<void>;
}

/** Milliseconds: longer than a renewal may take, so that nobody who waits for one gives up before it is over. */
const longestTurn = 60_000;
/** For what another companion's turn must not hold up. */
const shortTurn = 300;
/** For what is done once more afterwards. */
const secondTurn = 5_000;
/** Sign-out is waited for by a person, so it gives up sooner. */
const signOutRetry: RetryPolicy = { answerMs: 5_000, requestMs: 8_000, pausesMs: [250, 1_000] };

export function createSession(options: SessionOptions): Session {
  const { lockPath, now = () => new Date(), log = noLog, timeouts } = options;
  const retry: RetryPolicy = { ...defaultRetry, ...timeouts };
  const item = sessionItem(options.secrets);

  /** What the keychain held when last seen. It may be old: whoever is refused asks for a renewal. */
  let known: SessionSecret | undefined;
  /** Stays when the session ends, as there may be callers left that talk to it. */
  let server: string | undefined;
  /** A pair that the server gave out and the keychain didn't take yet. The one it replaces is used up. */
  let unkept: { readonly secret: SessionSecret; readonly replaces: string } | undefined;

  const forget = (): void => {
    known = undefined;
    unkept = undefined;
  };

  /** Signing out was done without the lock; who had it may write a renewed session after that. */
  let endingAgain: Promise<unknown> = Promise.resolve();
  /** How often a session was started here. */
  let started = 0;

  const inTurn = <T>(work: () => Promise<Result<T>>, waitMs = longestTurn): Promise<Result<T>> =>
    withLock(lockPath, work, { waitMs });

  /** The session that is ours to use, out of what the keychain holds. */
  function usable(stored: StoredSession): Result<SessionSecret> {
    if (stored === 'none') forget();
    if (stored === 'unreadable') log('session in the keychain not understood');
    if (typeof stored !== 'object') return failed(failure('signed-out'));
    server ??= stored.server;
    // Another companion signed in elsewhere: its tokens must not go to the server that this one talks to.
    if (stored.server !== server) return failed(failure('signed-out', { detail: 'signed in elsewhere' }));
    known = stored;
    return ok(stored);
  }

  async function fresh(): Promise<Result<HeldToken>> {
    if (known && !endsSoon(known, now())) return ok(accessOf(known));
    const stored = await item.read();
    const held = stored.ok ? usable(stored.value) : stored;
    if (!held.ok) return held;
    if (!endsSoon(held.value, now())) return ok(accessOf(held.value));
    if (!isUsable(held.value)) return renewOnce(undefined);
    const renewed = await renewOnce(undefined, shortTurn);
    return !renewed.ok && renewed.error.code === 'busy' ? ok(accessOf(held.value)) : renewed;
  }

  /** Everybody who was refused with the same token waits for the same renewal. */
  const renewals = new Map<string | undefined, Promise<Result<HeldToken>>>();
  function renewOnce(refused: string | undefined, waitMs = longestTurn): Promise<Result<HeldToken>> {
    const running = renewals.get(refused);
    if (running) return running;
    const renewal = inTurn(() => renew(refused), waitMs)
      // Where no lock can be written nobody else can take it: refusing would keep people from revoking.
      .then((renewed) => (isNotStored(renewed) ? renew(refused) : renewed))
      .finally(() => renewals.delete(refused));
    renewals.set(refused, renewal);
    return renewal;
  }

  /** `refused`: the access token that didn't work; undefined when it is only about to end. */
  async function renew(refused: string | undefined): Promise<Result<HeldToken>> {
    const stored = await item.read();
    const held = stored.ok ? usable(stored.value) : stored;
    const current = held.ok ? await keepUnkept(held.value) : held;
    if (!current.ok) return current;
    // Another companion, or an earlier turn, was faster.
    const stillGood = !endsSoon(current.value, now());
    if (stillGood && current.value.accessToken !== refused) return ok(accessOf(current.value));

    const found = await findSignIn(current.value.server, retry);
    if (!found.ok) return unlessStillUsable(current.value, refused, found.error);
    const renewed = await refreshOnServer(found.value, current.value, now, retry);
    if (!renewed.ok) return unlessStillUsable(current.value, refused, renewed.error);
    if (renewed.value === 'ended') return endedByServer();
    unkept = { secret: renewed.value, replaces: current.value.refreshToken };
    const kept = await keepUnkept(current.value);
    return kept.ok ? ok(accessOf(kept.value)) : kept;
  }

  /** A pair is in the keychain before it is used; until then every turn begins with writing it. */
  async function keepUnkept(stored: SessionSecret): Promise<Result<SessionSecret>> {
    if (unkept?.replaces !== stored.refreshToken) {
      unkept = undefined;
      return ok(stored);
    }
    const { secret } = unkept;
    const written = await item.write(secret);
    if (!written.ok) return written;
    unkept = undefined;
    known = secret;
    return ok(secret);
  }

  const isUsable = ({ accessExpiresAt }: SessionSecret): boolean =>
    Date.parse(accessExpiresAt) > now().getTime();

  /** Renewing early is a courtesy: while the token in hand wasn't refused and hasn't ended, it does. */
  function unlessStillUsable(
    held: SessionSecret,
    refused: string | undefined,
    why: Failure,
  ): Result<HeldToken> {
    log('session not renewed', { failure: why });
    return held.accessToken !== refused && isUsable(held) ? ok(accessOf(held)) : failed(why);
  }

  async function endedByServer(): Promise<Result<never>> {
    forget();
    const removed = await item.remove();
    log('session ended by the server', removed.ok ? {} : { failure: removed.error });
    return failed(failure('signed-out'));
  }

  async function signOut(): Promise<Result<void>> {
    const stored = await item.read();
    const kept = stored.ok && typeof stored.value === 'object' ? stored.value : undefined;
    // With the keychain locked, what is known from before still ends the session on the server.
    const secret = unkept?.secret ?? kept ?? (stored.ok ? undefined : known);
    const ended = secret ? await endSession(secret) : ok(undefined);
    forget();
    const removed = await item.remove();
    if (!ended.ok) return ended;
    if (!stored.ok) return stored;
    return stored.value === 'unreadable'
      ? failed(failure('keychain-failed', { detail: 'session not understood' }))
      : removed;
  }

  async function endSession(secret: SessionSecret): Promise<Result<void>> {
    const retry = { ...signOutRetry, ...timeouts };
    const found = await findSignIn(secret.server, retry);
    return found.ok ? endOnServer(found.value, secret.refreshToken, retry) : found;
  }

  return {
    async state() {
      const stored = await item.read();
      if (!stored.ok) return stored;
      if (typeof stored.value !== 'object') {
        if (stored.value === 'unreadable') log('session in the keychain not understood');
        return ok(undefined);
      }
      ({ server } = stored.value);
      known = stored.value;
      return ok({ server });
    },

    start: (secret) =>
      inTurn(async () => {
        const kept = await item.writeAndCheck(secret);
        if (!kept.ok) return kept;
        started += 1;
        ({ server } = secret);
        known = secret;
        unkept = undefined;
        return ok(undefined);
      }),

    tokens: { current: fresh, renew: ({ token }) => renewOnce(token) },

    async end() {
      await Promise.all(renewals.values());
      const ended = await inTurn(signOut, shortTurn);
      // A lock that somebody keeps, or that can't be written, is no reason to leave the session here.
      const locked = !ended.ok && (ended.error.code === 'busy' || ended.error.code === 'storage-failed');
      if (!locked) return ended;
      const now = await signOut();
      const sessions = started;
      endingAgain = inTurn(async () => (started === sessions ? signOut() : ok(undefined)), secondTurn);
      return now;
    },
    async settled() {
      await endingAgain;
    },
  };
}

/** `renew` itself stores nothing in files. */
const isNotStored = (answer: Result<unknown>): boolean =>
  !answer.ok && answer.error.code === 'storage-failed';

const accessOf = ({ server, accessToken }: SessionSecret): HeldToken => ({ server, token: accessToken });

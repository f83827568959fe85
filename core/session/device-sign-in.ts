import { setTimeout as pause } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import { adminScope } from '../../shared/convene/names.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { defaultRetry, type RetryPolicy } from '../convene/retry.ts';
import type { SessionSecret } from '../keychain/session-secrets.ts';
import { findSignIn, isOn, type SignInServer } from './discovery.ts';
import { endOnServer } from './end-on-server.ts';
import { asked, client, noSecret, type OAuthOutcome, through } from './oauth.ts';
import { sessionSecret } from './session-secret.ts';
import type { PendingSignIn } from './sign-in.ts';

export interface DeviceSignInOptions {
  readonly server: string;
  /** How the session is called in lists on the server. */
  readonly deviceName: string;
  readonly now?: () => Date;
  readonly timeouts?: Partial<RetryPolicy>;
  /** Milliseconds added to the interval at each `slow_down`; 5 seconds (RFC 8628, section 3.5). */
  readonly slowDownMs?: number;
  /** Milliseconds between two polls at least, whatever the server says; a second. */
  readonly leastIntervalMs?: number;
}

/** Seconds between polls when the server doesn't say (RFC 8628, section 3.2). */
const usualInterval = 5;
/** Seconds that we believe a code to live at most, so that no timer is too long. */
const longestCode = 86_400;
/** Milliseconds between polls that a server in trouble gets at most. */
const longestPause = 30_000;

/** Begins to sign in (RFC 8628). Fails as `findSignIn` does; asked once, as every asking makes a new code. */
export async function startSignIn(options: DeviceSignInOptions): Promise<Result<PendingSignIn>> {
  const { server, deviceName, now = () => new Date(), slowDownMs = 5_000, leastIntervalMs = 1_000 } = options;
  const retry: RetryPolicy = { ...defaultRetry, ...options.timeouts };
  const found = await findSignIn(server, retry);
  if (!found.ok) return found;
  const { address, metadata } = found.value;
  const begun = await asked('device authorization', async () => {
    const parameters = { scope: adminScope, device_name: deviceName };
    const response = await oauth.deviceAuthorizationRequest(
      metadata,
      client,
      noSecret,
      parameters,
      through(address, retry.answerMs),
    );
    return await oauth.processDeviceAuthorizationResponse(metadata, client, response);
  });
  if (!begun.ok) return failed(begun.error);
  const { device_code, user_code, verification_uri, verification_uri_complete } = begun.value;
  const verificationAddress = verification_uri_complete ?? verification_uri;
  if (!isOn(address, verificationAddress)) {
    return failed(failure('unexpected-answer', { detail: 'device authorization: page on another server' }));
  }
  const lives = Math.min(begun.value.expires_in, longestCode) * 1_000;
  const grant: DeviceGrant = {
    server,
    found: found.value,
    deviceCode: device_code,
    intervalMs: Math.max(
      leastIntervalMs,
      Math.min(begun.value.interval ?? usualInterval, longestCode) * 1_000,
    ),
    // The wall clock may be set while we wait; this one only runs forward.
    end: performance.now() + lives,
    now,
    retry,
    slowDownMs,
  };
  return ok({
    userCode: user_code,
    verificationAddress,
    expiresAt: new Date(now().getTime() + lives),
    wait: (signal, onTrouble) => waitForDecision(grant, signal, onTrouble),
  });
}

interface DeviceGrant {
  readonly server: string;
  readonly found: SignInServer;
  readonly deviceCode: string;
  readonly intervalMs: number;
  /** On the clock of `performance.now()`. */
  readonly end: number;
  readonly now: () => Date;
  readonly retry: RetryPolicy;
  readonly slowDownMs: number;
}

async function waitForDecision(
  grant: DeviceGrant,
  signal: AbortSignal,
  onTrouble: (trouble: Failure | undefined) => void,
): Promise<Result<SessionSecret>> {
  const cancelled = new Promise<'cancelled'>((resolve) => {
    if (signal.aborted) resolve('cancelled');
    signal.addEventListener('abort', () => resolve('cancelled'), { once: true });
  });
  let { intervalMs } = grant;
  let pauseMs = intervalMs;
  let troubled = false;
  for (;;) {
    const left = grant.end - performance.now();
    if (left <= 0) return failed(failure('sign-in-expired'));
    if ((await pausedOr(cancelled, Math.min(pauseMs, left))) === 'cancelled') return stopped();
    const poll = pollOnce(grant);
    const answer = await Promise.race([poll, cancelled]);
    if (answer === 'cancelled' || signal.aborted) {
      void poll.then((late) => dropLate(grant, late));
      return stopped();
    }
    if (answer.ok) return sessionSecret(grant.server, answer.value, grant.now());
    const next = afterPoll(answer);
    if (next.settled) return failed(next.settled);
    if (next.trouble || troubled) onTrouble(next.trouble);
    troubled = next.trouble !== undefined;
    if (next.slower) intervalMs += grant.slowDownMs;
    // A server that is overloaded or silent is asked less and less often (RFC 8628, section 3.5).
    pauseMs = next.overloaded ? Math.max(intervalMs, Math.min(pauseMs * 2, longestPause)) : intervalMs;
    pauseMs = Math.max(pauseMs, answer.retryAfterMs ?? 0);
  }
}

const stopped = () => failed(failure('sign-in-cancelled'));

async function pausedOr(cancelled: Promise<'cancelled'>, ms: number): Promise<'cancelled' | undefined> {
  const abort = new AbortController();
  try {
    return await Promise.race([pause(ms, undefined, { signal: abort.signal }), cancelled]);
  } finally {
    abort.abort();
  }
}

type Poll = OAuthOutcome<oauth.TokenEndpointResponse>;

const pollOnce = ({ found: { address, metadata }, deviceCode, retry }: DeviceGrant): Promise<Poll> =>
  asked('device token', async () => {
    const options = through(address, retry.answerMs);
    const response = await oauth.deviceCodeGrantRequest(metadata, client, noSecret, deviceCode, options);
    return await oauth.processDeviceCodeResponse(metadata, client, response);
  });

interface AfterPoll {
  readonly settled?: Failure;
  readonly trouble?: Failure;
  readonly slower?: boolean;
  readonly overloaded?: boolean;
}

function afterPoll({ error, oauthError }: Extract<Poll, { ok: false }>): AfterPoll {
  switch (oauthError) {
    case 'authorization_pending':
      return {};
    case 'slow_down':
      return { slower: true };
    case 'access_denied':
      return { settled: failure('sign-in-denied') };
    case 'expired_token':
    // The server doesn't know the code any more: it was started anew, or an answer with tokens got lost.
    case 'invalid_grant':
      return { settled: failure('sign-in-expired') };
    case 'invalid_client':
    case 'invalid_request':
    case 'invalid_scope':
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return { settled: error };
    case undefined:
      return { trouble: error, overloaded: error.code === 'timed-out' || error.code === 'server-error' };
    // Whatever else is said, `temporarily_unavailable` or a word of the server's own, may pass before the code ends.
    default:
      return { trouble: failure('server-error', { detail: error.detail }), overloaded: true };
  }
}

/**
 * The person approved just as the sign-in was stopped: nobody wants this session, so it is ended. If that fails,
 * it stays in the server's list of sessions under this device's name.
 */
async function dropLate({ found, retry }: DeviceGrant, late: Poll): Promise<void> {
  if (late.ok && late.value.refresh_token) await endOnServer(found, late.value.refresh_token, retry);
}

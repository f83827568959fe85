import type { z } from 'zod';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { type Log, noLog } from '../log.ts';
import { conveneAddress } from './address.ts';
import type { AccessTokens } from './convene.ts';
import { type HeldToken, isSameServer } from './held-token.ts';
import type { HttpRequest } from './http.ts';
import type { Outcome } from './outcome.ts';
import { request } from './request.ts';
import { defaultRetry, type RetryPolicy } from './retry.ts';
import { serverClockDifference } from './server-clock.ts';

export interface ConveneOptions {
  /** Scheme and host: https, or http on this computer. */
  readonly server: string;
  /** Without them every call that needs a session fails with `signed-out`. */
  readonly tokens?: AccessTokens;
  readonly timeouts?: Partial<RetryPolicy>;
  readonly log?: Log;
  /** Told the server's time, ISO 8601, with each answer that has one. */
  readonly heard?: (at: string) => void;
}

/** Milliseconds of difference between the clocks that are worth a line in the log. */
const notableDifference = 5 * 60_000;

/** One question to Convene, by its path on the server. */
export type Call = Pick<HttpRequest, 'method' | 'headers' | 'body' | 'signal'> & { readonly path: string };

export interface Sender {
  /** With just this token; nothing is sent with the token of another server. */
  send<T>(call: Call, held: HeldToken, schema: z.ZodType<T>): Promise<Outcome<T>>;
  /** With the session's access token, and once more with a new one when that was refused. */
  sendAsPerson<T>(call: Call, schema: z.ZodType<T>): Promise<Outcome<T>>;
}

const signedOut = async () => failed(failure('signed-out'));
const nobody: AccessTokens = { current: signedOut, renew: signedOut };

export function createSender({
  server,
  tokens = nobody,
  timeouts,
  log = noLog,
  heard = () => {},
}: ConveneOptions): Sender {
  const address = conveneAddress(server);
  const retry: RetryPolicy = { ...defaultRetry, ...timeouts };

  async function send<T>(call: Call, held: HeldToken, schema: z.ZodType<T>): Promise<Outcome<T>> {
    if (!address.ok) return { ...address, passing: false };
    // The other server would learn a token that works.
    if (!isSameServer(held.server, server)) {
      log('token of another server not sent');
      return refused(failure('bad-input', { detail: 'the token of another server' }));
    }
    const { method, path, headers, body, signal } = call;
    const outcome = await request(
      {
        method,
        url: new URL(path, address.value),
        headers: { ...headers, accept: 'application/json', authorization: `Bearer ${held.token}` },
        ...(body === undefined ? {} : { body }),
        signal,
      },
      schema,
      retry,
    );
    if (!outcome.ok) log('Convene call failed', { failure: outcome.error });
    if (outcome.at) heard(outcome.at);
    const apart = outcome.at ? serverClockDifference(outcome.at, new Date()) : 0;
    if (Math.abs(apart) > notableDifference) log('clocks differ', { serverAheadMs: apart });
    return outcome;
  }

  async function sendAsPerson<T>(call: Call, schema: z.ZodType<T>): Promise<Outcome<T>> {
    const current = await tokens.current();
    if (!current.ok) return { ...current, passing: false };
    // Somebody has signed in elsewhere since this client was made.
    if (address.ok && !isSameServer(current.value.server, server))
      return refused(failure('signed-out', { detail: 'signed in elsewhere' }));
    const first = await send(call, current.value, schema);
    if (first.ok || first.error.code !== 'refused') return first;
    const renewed = await tokens.renew(current.value);
    if (!renewed.ok) return { ...renewed, passing: false };
    const second = await send(call, renewed.value, schema);
    if (second.ok || second.error.code !== 'refused') return second;
    return { ...second, error: { ...second.error, code: 'signed-out' } };
  }

  return { send, sendAsPerson };
}

const refused = (error: Failure) => ({ ok: false, error, passing: false }) as const;

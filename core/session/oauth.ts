import * as oauth from 'oauth4webapi';
import { clientId } from '../../shared/convene/names.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { exchange, type HttpAnswer } from '../convene/http.ts';
import type { Outcome } from '../convene/outcome.ts';
import { isJson } from '../convene/read-answer.ts';
import { asksToWait, retryAfterMs } from '../convene/retry-after.ts';

/** A public client: it has no secret that could be kept on people's computers. */
export const client: oauth.Client = { client_id: clientId };
export const noSecret = oauth.None();

/** `oauthError`: the code of the standards, such as `invalid_grant`, where the server gave one. */
export type OAuthOutcome<T> = Outcome<T> & { readonly oauthError?: string };

/** Carries a failure through the library. */
class NoAnswer extends Error {
  readonly outcome: Extract<Outcome<never>, { ok: false }>;
  constructor(outcome: Extract<Outcome<never>, { ok: false }>) {
    super(outcome.error.code);
    this.outcome = outcome;
  }
}

/** Options for every request of the library: our own limits for time and size, http for loopback addresses only. */
export function through(address: URL, deadlineMs: number) {
  return {
    [oauth.allowInsecureRequests]: address.protocol === 'http:',
    async [oauth.customFetch](
      url: string,
      request: {
        method: 'GET' | 'POST';
        headers: Record<string, string>;
        body?: URLSearchParams | undefined;
      },
    ): Promise<Response> {
      const { method, headers, body } = request;
      const answer = await exchange(
        { method, url: new URL(url), headers, ...(body ? { body: body.toString() } : {}) },
        deadlineMs,
      );
      if (!answer.ok) throw new NoAnswer(answer);
      const { status } = answer.value;
      // An error in JSON, which may say `slow_down`, is the library's to read.
      const isBusy = status === 429 && !isJson(answer.value.headers);
      if (status >= 500 || status === 407 || isBusy) throw new NoAnswer(refusedWith(answer.value, url));
      return new Response(mayHaveBody(status) ? answer.value.body : null, {
        status,
        headers: answer.value.headers,
      });
    },
  };
}

/** What isn't the standards' to say: by whom, and for how long. */
function refusedWith({ status, headers }: HttpAnswer, url: string): Extract<Outcome<never>, { ok: false }> {
  const detail = `${new URL(url).pathname}: status ${status}`;
  if (status === 407)
    return { ok: false, error: failure('proxy-password', { status, detail }), passing: false };
  if (status === 511)
    return { ok: false, error: failure('unexpected-answer', { status, detail }), passing: false };
  const error = failure('server-error', { status, detail });
  return { ok: false, error, passing: status !== 500, ...waitIn(headers, status) };
}

function waitIn(headers: Headers, status: number): { retryAfterMs?: number } {
  const waitMs = asksToWait(status)
    ? retryAfterMs(headers.get('retry-after'), headers.get('date'))
    : undefined;
  return waitMs === undefined ? {} : { retryAfterMs: waitMs };
}

const mayHaveBody = (status: number): boolean => status !== 204 && status !== 205;

/** Runs a request of the library and the reading of its answer; what it throws becomes a failure without a body. */
export async function asked<T>(what: string, ask: () => Promise<T>): Promise<OAuthOutcome<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    if (error instanceof NoAnswer) return error.outcome;
    const { status, oauthError, why } = refusalIn(error);
    return {
      ok: false,
      error: refusal(what, status, oauthError ?? why),
      passing: status === 429,
      ...(error instanceof oauth.ResponseBodyError ? waitIn(error.response.headers, error.status) : {}),
      ...(oauthError ? { oauthError } : {}),
    };
  }
}

function refusal(what: string, status: number | undefined, why: string): Failure {
  const detail = withoutTokens(`${what}: ${why}`);
  const code = status === 429 ? 'server-error' : 'unexpected-answer';
  return failure(code, { ...(status ? { status } : {}), detail });
}

function refusalIn(error: unknown): { status?: number; oauthError?: string; why: string } {
  if (error instanceof oauth.ResponseBodyError) {
    const { status } = error;
    // The codes of the standards look like this; anything else is text of whoever answered.
    return /^[a-z_]{1,40}$/.test(error.error)
      ? { status, oauthError: error.error, why: error.error }
      : { status, why: 'unknown error' };
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) return { status: error.status, why: 'challenge' };
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    const status = error.cause instanceof Response ? error.cause.status : undefined;
    return { ...(status ? { status } : {}), why: error.code ?? error.name };
  }
  return { why: error instanceof Error ? error.name : 'not understood' };
}

import { type Failure, failure } from '../../shared/failure.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { fetchByAnyWay } from './fetch.ts';
import { networkFailure } from './network-failure.ts';
import type { Outcome } from './outcome.ts';
import { serverTime } from './server-clock.ts';
import { whoseCertificate } from './whose-certificate.ts';

/** Bytes, unpacked. The longest page of keys is a hundredth of it. */
const largestAnswer = 8_000_000;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Lets go of the connection; the answer is then `timed-out`, and it isn't asked again. */
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** For details of failures and the log: no query, as cursors and filters are nobody's business. */
export const nameOf = ({ method, url }: HttpRequest): string => withoutTokens(`${method} ${url.pathname}`);

/**
 * One request, one whole answer, of any status but a redirect, within `deadlineMs` for headers and body together.
 * Redirects are refused because the request may carry a token. Fails with `offline`, `timed-out`, `clock-wrong`, `certificate-untrusted`,
 * `unexpected-answer` (a redirect, too large, not text, not HTTP) or `bad-input` (can't be written as HTTP).
 */
export async function exchange(request: HttpRequest, deadlineMs: number): Promise<Outcome<HttpAnswer>> {
  const { method, url, headers = {}, body, signal } = request;
  const what = nameOf(request);
  const strange = (why: string): Outcome<never> => ({
    ok: false,
    error: failure('unexpected-answer', { detail: `${what}: ${why}` }),
    passing: false,
  });
  const prepared = writableHeaders(headers);
  if (!prepared) {
    return { ok: false, error: failure('bad-input', { detail: `${what}: unfit header` }), passing: false };
  }
  const abort = new AbortController();
  const deadline = setTimeout(() => abort.abort(), deadlineMs);
  try {
    const response = await fetchByAnyWay(url, {
      method,
      headers: prepared,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      // Caches on the way are asked for an answer of now.
      cache: 'no-store',
      signal: signal ? AbortSignal.any([abort.signal, signal]) : abort.signal,
    });
    if (response.status >= 300 && response.status < 400) return strange(`redirect ${response.status}`);
    const bytes = await readBody(response);
    if (!bytes) return strange('answer too large');
    const text = decoded(bytes);
    if (text === undefined) return strange('answer is not text');
    const at = serverTime(response.headers.get('date'));
    const answer = { status: response.status, headers: response.headers, body: text };
    return { ok: true, value: answer, ...(at ? { at } : {}) };
  } catch (error) {
    if (signal?.aborted) {
      return { ok: false, error: failure('timed-out', { detail: `${what}: called off` }), passing: false };
    }
    if (abort.signal.aborted) {
      const detail = `${what}: nothing within ${Math.round(deadlineMs)} ms`;
      return { ok: false, error: failure('timed-out', { detail }), passing: true };
    }
    const broken = await named(networkFailure(error, what), url);
    return { ok: false, error: broken, passing: broken.code === 'offline' || broken.code === 'timed-out' };
  } finally {
    clearTimeout(deadline);
    // Lets go of the connection when the body wasn't read to its end.
    abort.abort();
  }
}

/** Whose certificate it is that isn't trusted. */
async function named(broken: Failure, url: URL): Promise<Failure> {
  if (broken.code !== 'certificate-untrusted') return broken;
  const name = await whoseCertificate(url);
  return name === undefined ? broken : { ...broken, name };
}

function writableHeaders(headers: Readonly<Record<string, string>>): Headers | undefined {
  try {
    // What is packed all the same is unpacked by `fetch`, and counted then.
    return new Headers({ 'accept-encoding': 'identity', ...headers });
  } catch {
    return undefined;
  }
}

async function readBody(response: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!response.body) return Buffer.alloc(0);
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > largestAnswer) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { networkFailure } from '../core/convene/network-failure.ts';
import { type Failure, type FailureCode, failure } from '../shared/failure.ts';
import { readEvents } from './sse.ts';

export interface Patience {
  /** Milliseconds until a connection stands, encryption included. */
  readonly connectMs: number;
  /** Milliseconds without a byte after which the server counts as silent. */
  readonly silenceMs: number;
}

export interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether it may be sent again when it isn't known what became of it. */
  readonly repeatable: boolean;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Each message of the answer, as the bytes that came; whether they are a message isn't known yet. */
  onMessage(message: Buffer): void;
}

export type Posted =
  | { readonly ok: true; readonly sessionId?: string }
  /** `unsure`: the message may have reached the server's work, though no whole answer came. */
  | { readonly ok: false; readonly error: Failure; readonly unsure: boolean };

export interface HttpClient {
  post(posting: Posting): Promise<Posted>;
  close(): void;
}

/** Bytes of one message of the server. */
const largestMessage = 64 * 1024 * 1024;
/** Bytes of a refusal, which may hold a JSON-RPC error. */
const largestRefusal = 64 * 1024;

/** Node's own client, because its first request costs a fraction of the first `fetch`; connections are kept. */
export function openHttp(): HttpClient {
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  return {
    async post(posting) {
      // Lets it be noticed first which of the kept connections have ended: what can't be repeated must not go there.
      if (!posting.repeatable) for (let turns = 0; turns < 2; turns += 1) await turn();
      const first = await attempt(posting, agents[posting.url.protocol === 'https:' ? 'https:' : 'http:']);
      // The server had most likely let go of a connection that was kept; the next try is on a new one.
      return first.stale && posting.repeatable ? (await attempt(posting, false)).posted : first.posted;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

class Expired extends Error {}

function attempt(posting: Posting, agent: http.Agent | false): Promise<{ posted: Posted; stale?: boolean }> {
  const { url, headers, body, patience, signal } = posting;
  const secure = url.protocol === 'https:';
  return new Promise((resolve) => {
    const request = (secure ? https : http).request(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': String(body.length) },
    });
    let socket: Socket | undefined;
    let bytesBefore = 0;
    let connected = false;

    let expiry = setTimeout(expire, patience.connectMs);
    function expire(): void {
      request.destroy(new Expired());
    }
    const abort = (): void => void request.destroy(new Expired());
    signal?.addEventListener('abort', abort);

    const settle = (posted: Posted, stale = false): void => {
      clearTimeout(expiry);
      signal?.removeEventListener('abort', abort);
      resolve({ posted, stale });
    };
    const fail = (error: Error): void => {
      const heard = socket !== undefined && socket.bytesRead > bytesBefore;
      const stale = request.reusedSocket && !heard && 'code' in error && isGone(error.code);
      settle({ ok: false, error: brokenOff(error, connected), unsure: connected }, stale);
    };

    request.once('socket', (used) => {
      socket = used;
      bytesBefore = used.bytesRead;
      if (request.reusedSocket) return standing();
      used.once(secure ? 'secureConnect' : 'connect', standing);
    });
    function standing(): void {
      connected = true;
      clearTimeout(expiry);
      expiry = setTimeout(expire, patience.silenceMs);
    }
    // Stays for good: an error after the answer was settled must not end the program.
    request.on('error', fail);
    request.once('response', (response) => {
      response.on('error', fail);
      response.on('data', () => expiry.refresh());
      receive(response, posting, settle);
    });
    if (signal?.aborted) abort();
    request.end(body);
  });
}

const isGone = (code: unknown): boolean => code === 'ECONNRESET' || code === 'EPIPE';

function brokenOff(error: Error, connected: boolean): Failure {
  if (!(error instanceof Expired)) return networkFailure(error, 'POST /mcp');
  return connected
    ? failure('timed-out', { detail: 'POST /mcp: no answer in time' })
    : failure('offline', { detail: 'POST /mcp: no connection in time' });
}

function receive(
  response: http.IncomingMessage,
  { onMessage }: Posting,
  settle: (posted: Posted) => void,
): void {
  const status = response.statusCode ?? 0;
  const { 'content-type': type = '', 'mcp-session-id': given } = response.headers;
  const done: Posted = { ok: true, ...(typeof given === 'string' ? { sessionId: given } : {}) };
  const strange = (why: string, unsure: boolean): void => {
    const error = failure('unexpected-answer', { status, detail: `POST /mcp: status ${status}, ${why}` });
    settle({ ok: false, error, unsure });
    response.destroy();
  };
  const json = /^application\/json\s*(;|$)/i.test(type);

  if (status < 200 || status > 299) {
    const refusal: Posted = { ok: false, error: refusalOf(status, json || type === ''), unsure: false };
    // A JSON-RPC error may stand in it, for instance about a version of the protocol.
    if (status === 400 && json) collect(response, largestRefusal, onMessage, () => settle(refusal));
    else {
      response.resume();
      settle(refusal);
    }
  } else if (/^text\/event-stream\s*(;|$)/i.test(type)) {
    const events = readEvents(onMessage, largestMessage);
    response.on('data', (chunk: Buffer) => {
      if (!events.push(chunk)) strange('too large', true);
    });
    response.once('end', () => settle(done));
  } else if (json) {
    collect(response, largestMessage, onMessage, (whole) =>
      whole ? settle(done) : strange('too large', true),
    );
  } else if (status === 202 || status === 204) {
    response.resume();
    settle(done);
  } else strange(`content type ${type.slice(0, 80)}`, false);
}

function collect(
  response: http.IncomingMessage,
  largest: number,
  onMessage: (message: Buffer) => void,
  done: (whole: boolean) => void,
): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= largest) parts.push(chunk);
    else done(false);
  });
  response.once('end', () => {
    if (length > 0 && length <= largest) onMessage(Buffer.concat(parts, length));
    done(true);
  });
}

const codes: Readonly<Record<number, FailureCode>> = {
  401: 'refused',
  403: 'not-allowed',
  404: 'not-found',
  408: 'timed-out',
  429: 'server-error',
};

/** A page of something in between must not pass for Convene's refusal. */
function refusalOf(status: number, mayBeConvene: boolean): Failure {
  const detail = `POST /mcp: status ${status}`;
  if (status >= 500) return failure('server-error', { status, detail });
  return failure((mayBeConvene && codes[status]) || 'unexpected-answer', { status, detail });
}

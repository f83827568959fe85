import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { asksToWait, retryAfterMs } from '../core/convene/retry-after.ts';
import { unpacked } from '../core/convene/unpack.ts';
import { type Failure, type FailureCode, failure } from '../shared/failure.ts';
import type { Answered, Exchange } from './exchange.ts';
import { readEvents } from './sse.ts';

/** Bytes of one message of the server: held whole, several times over. */
const largestMessage = 16 * 1024 * 1024;
/** Bytes of all that a server tells while it answers one message. */
const largestAnswer = 64 * 1024 * 1024;
/** Bytes of a refusal, which may hold a JSON-RPC error. */
const largestRefusal = 64 * 1024;

/** Milliseconds for the server to end the stream of an answer by itself, which keeps the connection. */
const lingerMs = 500;

/** Reads the answer to an exchange: JSON, events, nothing at all, or a refusal. Settles once; answers what it reads. */
export function receive(
  response: IncomingMessage,
  exchange: Exchange,
  settle: (answered: Answered) => void,
): Readable {
  const { method, url, onMessage } = exchange;
  const status = response.statusCode ?? 0;
  const what = `${method} ${url.pathname}`;
  const { 'content-type': type = '', 'mcp-session-id': given } = response.headers;
  const done: Answered = { ok: true, ...(typeof given === 'string' ? { sessionId: given } : {}) };
  const body = unpacked(response) ?? response;
  const strange = (why: string, unsure: boolean): void => {
    const error = failure('unexpected-answer', { status, detail: `${what}: status ${status}, ${why}` });
    settle({ ok: false, error, unsure });
    response.destroy();
    body.destroy();
  };
  const isUnknown =
    body === response && !/^\s*(?:identity\s*)?$/i.test(response.headers['content-encoding'] ?? '');
  if (body !== response) body.on('error', () => strange('badly packed', true));

  if (status < 200 || status > 299) readRefusal(response, body, what, settle);
  else if (isUnknown) strange('packed in an unknown way', true);
  else if (/^text\/event-stream\s*(;|$)/i.test(type))
    readStream(response, body, exchange, { settle, done, strange });
  else if (isJson(type)) {
    collect(body, largestMessage, (whole) => {
      if (!whole) return strange('too large', true);
      if (whole.length > 0) onMessage(whole);
      settle(done);
    });
  } else if (status === 202 || status === 204 || method === 'DELETE') {
    body.resume();
    settle(done);
  } else strange(`content type ${type.slice(0, 80)}`, false);
  return body;
}

const isJson = (type: string): boolean => /^application\/json\s*(;|$)/i.test(type);

function readRefusal(
  response: IncomingMessage,
  body: Readable,
  what: string,
  settle: (answered: Answered) => void,
): void {
  const status = response.statusCode ?? 0;
  const { 'content-type': type = '', 'retry-after': after, date } = response.headers;
  const waitMs = asksToWait(status) ? retryAfterMs(after, date) : undefined;
  const error = refusalOf(status, isJson(type) || type === '', what);
  const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  const refuse = (words?: Buffer): void =>
    settle({
      ok: false,
      error,
      unsure: false,
      ...wait,
      ...(words && { [isJson(type) ? 'body' : 'words']: words }),
    });
  collect(body, largestRefusal, (words) => {
    refuse(words);
    if (!words) response.destroy();
  });
  // The status was clear, whatever became of the words.
  for (const stream of [response, body]) stream.once('error', () => refuse());
}

function readStream(
  response: IncomingMessage,
  body: Readable,
  { method, position, timeouts, onMessage }: Exchange,
  {
    settle,
    done,
    strange,
  }: {
    settle(answered: Answered): void;
    done: Answered;
    strange(why: string, unsure: boolean): void;
  },
): void {
  let leaving: NodeJS.Timeout | undefined;
  const leave = (): void => {
    settle(done);
    response.destroy();
  };
  const hear = (message: Buffer): void => {
    if (onMessage(message)) leaving ??= setTimeout(leave, method === 'GET' ? 0 : lingerMs);
  };
  response.once('close', () => clearTimeout(leaving));
  const events = readEvents(hear, largestMessage, position);
  const mostTold = Number.isFinite(timeouts.silenceMs) ? largestAnswer : Number.POSITIVE_INFINITY;
  let told = 0;
  body.on('data', (chunk: Buffer) => {
    told += chunk.length;
    const tooMuch = method === 'POST' && told > mostTold;
    if (tooMuch || !events.push(chunk)) strange('too large', true);
  });
  body.once('end', () => settle(done));
}

/** Calls back once: with the whole body, or with nothing when it is larger than it may be. */
function collect(response: Readable, largest: number, done: (body: Buffer | undefined) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= largest) parts.push(chunk);
    else done(undefined);
  });
  response.once('end', () => {
    if (length <= largest) done(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, length));
  });
}

const codes: Readonly<Record<number, FailureCode>> = {
  401: 'refused',
  403: 'not-allowed',
  404: 'not-found',
  408: 'timed-out',
  413: 'invalid',
  429: 'server-error',
};

/** A page of something in between must not pass for Convene's refusal. */
function refusalOf(status: number, mayBeConvene: boolean, what: string): Failure {
  const detail = `${what}: status ${status}`;
  if (status === 407) return failure('proxy-password', { status, detail });
  // A network that wants a sign-in first (RFC 6585).
  if (status === 511) return failure('unexpected-answer', { status, detail });
  if (status >= 500) return failure('server-error', { status, detail });
  return failure((mayBeConvene && codes[status]) || 'unexpected-answer', { status, detail });
}

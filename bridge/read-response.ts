import type { IncomingMessage } from 'node:http';
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

/** Reads the answer to an exchange: JSON, events, nothing at all, or a refusal. Settles once. */
export function receive(
  response: IncomingMessage,
  { method, url, position, timeouts, onMessage }: Exchange,
  settle: (answered: Answered) => void,
): void {
  const status = response.statusCode ?? 0;
  const what = `${method} ${url.pathname}`;
  const { 'content-type': type = '', 'mcp-session-id': given } = response.headers;
  const done: Answered = { ok: true, ...(typeof given === 'string' ? { sessionId: given } : {}) };
  const strange = (why: string, unsure: boolean): void => {
    const error = failure('unexpected-answer', { status, detail: `${what}: status ${status}, ${why}` });
    settle({ ok: false, error, unsure });
    response.destroy();
  };
  const json = /^application\/json\s*(;|$)/i.test(type);

  if (status < 200 || status > 299) {
    const error = refusalOf(status, json || type === '', what);
    const refuse = (body?: Buffer): void =>
      settle({ ok: false, error, unsure: false, ...(json && body ? { body } : {}) });
    collect(response, largestRefusal, (body) => {
      refuse(body);
      if (!body) response.destroy();
    });
    // The status was clear, whatever became of the words.
    response.once('error', () => refuse());
  } else if (/^text\/event-stream\s*(;|$)/i.test(type)) {
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
    response.on('data', (chunk: Buffer) => {
      told += chunk.length;
      const tooMuch = method === 'POST' && told > mostTold;
      if (tooMuch || !events.push(chunk)) strange('too large', true);
    });
    response.once('end', () => settle(done));
  } else if (json) {
    collect(response, largestMessage, (body) => {
      if (!body) return strange('too large', true);
      if (body.length > 0) onMessage(body);
      settle(done);
    });
  } else if (status === 202 || status === 204 || method === 'DELETE') {
    response.resume();
    settle(done);
  } else strange(`content type ${type.slice(0, 80)}`, false);
}

/** Calls back once: with the whole body, or with nothing when it is larger than it may be. */
function collect(response: IncomingMessage, largest: number, done: (body: Buffer | undefined) => void): void {
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
  if (status >= 500) return failure('server-error', { status, detail });
  return failure((mayBeConvene && codes[status]) || 'unexpected-answer', { status, detail });
}

import http from 'node:http';
import https from 'node:https';
import { mcpPath } from '../shared/convene/wire.ts';
import type { FailureCode } from '../shared/failure.ts';
import type { Key } from './key.ts';
import { eventReader } from './sse.ts';

/** Milliseconds without a byte after which Convene counts as silent. */
const silenceMs = 60_000;
/** Bytes of one JSON answer. */
const largestAnswer = 64 * 1024 * 1024;

/** How one POST ended. `messages` were handed over one by one as they came. */
export type Sent = { readonly ok: true } | { readonly ok: false; readonly code: FailureCode };

export interface Upstream {
  /** Sends one JSON-RPC message and hands over every message of the answer, as JSON text. */
  send(key: Key, message: string, onMessage: (text: string) => void): Promise<Sent>;
  /** The version agreed on, to be named in every later request. */
  agreeOn(protocolVersion: string): void;
  /** Forgets the server's session, before initializing anew. */
  forget(): void;
  close(): void;
}

const codes: Readonly<Record<number, FailureCode>> = { 401: 'refused', 403: 'not-allowed', 404: 'not-found' };

const codeOf = (status: number): FailureCode =>
  codes[status] ?? (status >= 500 ? 'server-error' : 'unexpected-answer');

/** Streamable HTTP as MCP describes it, on Node's own client: its first request costs the least time. */
export function openUpstream(): Upstream {
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  let session: string | undefined;
  let version: string | undefined;

  function post(
    key: Key,
    message: string,
    onMessage: (text: string) => void,
  ): Promise<Sent & { stale?: boolean }> {
    const address = new URL(mcpPath, key.server);
    const secure = address.protocol === 'https:';
    const body = Buffer.from(message);
    const headers: Record<string, string | number> = {
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${key.token}`,
      'content-length': body.length,
      'content-type': 'application/json',
      ...(session ? { 'mcp-session-id': session } : {}),
      ...(version ? { 'mcp-protocol-version': version } : {}),
    };
    return new Promise((resolve) => {
      const options = {
        method: 'POST',
        headers,
        agent: agents[secure ? 'https:' : 'http:'],
        timeout: silenceMs,
      };
      const request = (secure ? https : http).request(address, options);
      let answered = false;
      request.once('timeout', () =>
        request.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })),
      );
      request.once('error', (error: NodeJS.ErrnoException) => {
        // A connection that was kept open and had been closed at the other end: nothing has reached Convene.
        const stale = !answered && request.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(error.code ?? '');
        const code = error.code === 'ETIMEDOUT' ? 'timed-out' : answered ? 'unexpected-answer' : 'offline';
        resolve({ ok: false, code, stale });
      });
      request.once('response', (response) => {
        answered = true;
        response.once('error', () => resolve({ ok: false, code: 'unexpected-answer' }));
        response.once('aborted', () => resolve({ ok: false, code: 'unexpected-answer' }));
        const given = response.headers['mcp-session-id'];
        if (typeof given === 'string') session = given;
        receive(response, onMessage, resolve);
      });
      request.end(body);
    });
  }

  return {
    async send(key, message, onMessage) {
      const first = await post(key, message, onMessage);
      return !first.ok && first.stale ? post(key, message, onMessage) : first;
    },
    agreeOn(protocolVersion) {
      version = protocolVersion;
    },
    forget() {
      session = undefined;
      version = undefined;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function receive(
  response: http.IncomingMessage,
  onMessage: (text: string) => void,
  done: (sent: Sent) => void,
): void {
  const status = response.statusCode ?? 0;
  const type = response.headers['content-type'] ?? '';
  if (status < 200 || status > 299) {
    response.resume();
    done({ ok: false, code: codeOf(status) });
  } else if (type.startsWith('text/event-stream')) {
    const read = eventReader();
    response.on('data', (chunk: Buffer) => {
      for (const text of read(chunk)) onMessage(text);
    });
    response.once('end', () => done({ ok: true }));
  } else if (type.startsWith('application/json')) {
    collect(response, onMessage, done);
  } else {
    response.resume();
    done(status === 202 ? { ok: true } : { ok: false, code: 'unexpected-answer' });
  }
}

function collect(
  response: http.IncomingMessage,
  onMessage: (text: string) => void,
  done: (sent: Sent) => void,
): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > largestAnswer) {
      response.destroy();
      done({ ok: false, code: 'unexpected-answer' });
    } else parts.push(chunk);
  });
  response.once('end', () => {
    if (length > 0) onMessage(Buffer.concat(parts).toString('utf8'));
    done({ ok: true });
  });
}

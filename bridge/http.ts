import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { networkFailure } from '../core/convene/network-failure.ts';
import { mayNeedProxy } from '../core/convene/proxy-names.ts';
import { type Failure, failure } from '../shared/failure.ts';
import type { Answered, Exchange } from './exchange.ts';
import type { Flow } from './flow.ts';
import { receive } from './read-response.ts';

export interface HttpClient {
  exchange(exchange: Exchange): Promise<Answered>;
  close(): void;
}

/** Milliseconds without use after which a kept connection may be gone; servers keep them for 5 seconds and more. */
const trustedIdleMs = 2_000;

/** Milliseconds since its last use in which a connection is as good as in use. */
const busyMs = 20;

/** Node's own client, because its first request costs a fraction of the first `fetch`; connections are kept. */
export function openHttp(flow?: Flow): HttpClient {
  const direct: readonly [Way, Way] = [
    { agent: noting(new http.Agent({ keepAlive: true })), fresh: false },
    { agent: noting(new https.Agent({ keepAlive: true })), fresh: false },
  ];
  /** By the server's origin, where something had to be found. */
  const ways = new Map<string, Way>();
  return {
    async exchange(exchange) {
      const { url } = exchange;
      let { agent, fresh }: Way = ways.get(url.origin) ?? (await firstWay(url));
      if (!exchange.repeatable) await leaveDoubtful(agent);
      let first = await attempt(exchange, agent, flow);
      if (isUntrusted(first.answered)) {
        // Nothing was sent: once more with what this computer trusts besides.
        ({ agent, fresh } = await findWay(url, true));
        first = await attempt(exchange, agent, flow);
      }
      // The server has let go of a connection that was kept, or was just ending; the next try is on a new one.
      return first.stale && exchange.repeatable
        ? (await attempt(exchange, fresh, flow)).answered
        : first.answered;
    },
    close() {
      for (const { agent } of [...direct, ...ways.values()]) agent.destroy();
    },
  };

  /** Without a proxy it is the usual one, which needs nothing to be loaded. */
  async function firstWay(url: URL): Promise<Way> {
    if (mayNeedProxy(url, process.env)) return findWay(url, false);
    return direct[url.protocol === 'https:' ? 1 : 0];
  }

  async function findWay(url: URL, trusting: boolean): Promise<Way> {
    const { findWayOut } = await import('../core/convene/way-out.ts');
    const found = findWayOut(url, { trusting });
    const way = found ? { agent: noting(found.agent), fresh: found.fresh } : direct[1];
    ways.set(url.origin, way);
    return way;
  }
}

/** The agent that keeps connections, and what a new one is made by. */
interface Way {
  readonly agent: http.Agent;
  readonly fresh: http.Agent | false;
}

const isUntrusted = (answered: Answered): boolean =>
  !answered.ok && answered.error.code === 'certificate-untrusted';

/** When a connection was last used, as noted on it. */
const idleSince = Symbol('idle since');
interface Noted {
  [idleSince]?: number;
}

function noting(agent: http.Agent): http.Agent {
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    (socket as Noted)[idleSince] = performance.now();
    return keep(socket);
  };
  return agent;
}

/** What can't be repeated must not go to a connection that the other end may have given up. */
async function leaveDoubtful(agent: http.Agent): Promise<void> {
  const now = performance.now();
  let quiet = false;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) {
      const idleMs = now - ((socket as Noted)[idleSince] ?? 0);
      if (idleMs > trustedIdleMs) socket.destroy();
      else quiet ||= idleMs > busyMs;
    }
  }
  // Lets an end that has come in already be noticed.
  for (let turns = 0; quiet && turns < 2; turns += 1) await turn();
}

/** Bytes up to which it is quicker to copy a message than to send it by itself. */
const shortBody = 16 * 1024;

class Expired extends Error {}

interface Attempted {
  readonly answered: Answered;
  /** On a connection that the server had given up, before it heard of it. */
  readonly stale?: boolean;
}

/** Never rejects: what can't even be written as HTTP is a failure too. */
function attempt(exchange: Exchange, agent: http.Agent | false, flow: Flow | undefined): Promise<Attempted> {
  return tryOnce(exchange, agent, flow).catch((reason: unknown) => {
    const detail = `${exchange.method} ${exchange.url.pathname}: ${String(reason)}`;
    return { answered: { ok: false, error: failure('internal', { detail }), unsure: false } };
  });
}

function tryOnce(exchange: Exchange, agent: http.Agent | false, flow: Flow | undefined): Promise<Attempted> {
  const { method, url, headers, body, timeouts, signal } = exchange;
  const what = `${method} ${url.pathname}`;
  const secure = url.protocol === 'https:';
  return new Promise((resolve) => {
    const request = (secure ? https : http).request(url, {
      method,
      agent,
      headers: body ? { ...headers, 'content-length': String(body.length) } : headers,
    });
    let socket: Socket | undefined;
    let bytesBefore = 0;
    let connected = false;

    let expiry: NodeJS.Timeout | undefined;
    function expire(): void {
      request.destroy(new Expired());
    }
    signal?.addEventListener('abort', expire);
    // Until a proxy has let it through counts as well.
    expiry = setTimeout(expire, timeouts.connectMs);

    const settle = (answered: Answered, stale = false): void => {
      clearTimeout(expiry);
      signal?.removeEventListener('abort', expire);
      resolve({ answered, stale });
    };
    const fail = (error: Error): void => {
      const heard = socket !== undefined && socket.bytesRead > bytesBefore;
      const stale = !heard && 'code' in error && isGone(error.code);
      settle({ ok: false, error: brokenOff(error, connected, what), unsure: connected }, stale);
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
      expiry = Number.isFinite(timeouts.silenceMs) ? setTimeout(expire, timeouts.silenceMs) : undefined;
    }
    // Stays for good: an error after the answer was settled must not end the program.
    request.on('error', fail);
    request.once('response', (response) => {
      response.on('data', () => expiry?.refresh());
      const body = receive(response, exchange, settle);
      if (flow) body.on('data', () => flow.slow(body));
      response.on('error', fail);
    });
    if (signal?.aborted) expire();
    // As text it goes out in one piece with the headers.
    request.end(body && body.length < shortBody ? body.toString('utf8') : body);
  });
}

const isGone = (code: unknown): boolean => code === 'ECONNRESET' || code === 'EPIPE';

function brokenOff(error: Error, connected: boolean, what: string): Failure {
  if (!(error instanceof Expired)) return networkFailure(error, what);
  return connected
    ? failure('timed-out', { detail: `${what}: no answer in time` })
    : failure('timed-out', { detail: `${what}: no connection in time` });
}

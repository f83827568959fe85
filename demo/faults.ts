import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createMiddleware } from 'hono/factory';
import { organizationHeader } from '../shared/convene/names.ts';
import type { DemoEnv } from './http/env.ts';

/** What goes wrong. The first group never reaches the server's work; `act-then-…` and `truncated` do it first. */
export type Trouble =
  /** A page, as a captive portal or a proxy would answer, with status 200. */
  | { readonly kind: 'html' }
  | { readonly kind: 'server-error' }
  | { readonly kind: 'slow-down' }
  /** Any answer at all. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly contentType?: string }
  /** The connection ends without a word. */
  | { readonly kind: 'close' }
  /** No answer until the client gives up or the server stops. */
  | { readonly kind: 'hang' }
  /** The server's work is done, and nobody hears of it. */
  | { readonly kind: 'act-then-close' }
  /** The server's work is done, and no answer comes until the client gives up. */
  | { readonly kind: 'act-then-hang' }
  /** The true answer, cut in half, as if it were whole. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The `Date` header is off by this much; a day ahead when left out. */
  | { readonly kind: 'wrong-date'; readonly milliseconds?: number };

export type Fault = Trouble & {
  /** Any method when left out. */
  readonly method?: string;
  /** The whole path without the query, or a pattern; any path when left out. */
  readonly path?: string | RegExp;
  /** Only requests about this organization; about any, or none, when left out. */
  readonly organization?: string;
  /** How many requests it hits; 1 when left out, `Infinity` for all. */
  readonly times?: number;
};

export interface Faults {
  /** Answers how many requests it has hit so far; the faults are tried in the order they were added. */
  add(fault: Fault): { readonly hits: () => number; remove(): void };
  clear(): void;
}

interface Armed {
  readonly fault: Fault;
  hits: number;
}

const dayMs = 86_400_000;

export function createFaults() {
  const armed: Armed[] = [];
  const remove = (one: Armed): void => {
    const index = armed.indexOf(one);
    if (index >= 0) armed.splice(index, 1);
  };
  const faults: Faults = {
    add(fault) {
      const one: Armed = { fault, hits: 0 };
      armed.push(one);
      return { hits: () => one.hits, remove: () => remove(one) };
    },
    clear: () => void armed.splice(0),
  };

  function next(asked: Asked): Trouble | undefined {
    const one = armed.find(({ fault }) => matches(fault, asked));
    if (!one) return undefined;
    one.hits += 1;
    if (one.hits >= (one.fault.times ?? 1)) remove(one);
    return one.fault;
  }

  const middleware = createMiddleware<DemoEnv>(async (c, proceed) => {
    const { method, path } = c.req;
    const trouble = next({ method, path, organization: c.req.header(organizationHeader) });
    if (!trouble) return proceed();
    const { incoming } = c.env;
    switch (trouble.kind) {
      case 'html':
        return c.html(
          '<!doctype html><title>Wi-Fi</title><h1>Please sign in to the market hall’s Wi-Fi</h1>',
        );
      case 'server-error':
        return c.json({ error: 'Something went wrong' }, 500);
      case 'slow-down':
        return c.json({ error: 'slow_down' }, 429, { 'Retry-After': '5' });
      case 'answer': {
        const headers = { 'Content-Type': trouble.contentType ?? 'application/json' };
        return new Response(trouble.body, { status: trouble.status, headers });
      }
      case 'close':
        incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      case 'hang':
        await closed(incoming.socket);
        return RESPONSE_ALREADY_SENT;
      case 'act-then-close':
        await proceed();
        await c.res.arrayBuffer();
        incoming.socket.destroy();
        c.res = undefined;
        c.res = RESPONSE_ALREADY_SENT;
        return;
      case 'act-then-hang':
        await proceed();
        await c.res.arrayBuffer();
        await closed(incoming.socket);
        c.res = undefined;
        c.res = RESPONSE_ALREADY_SENT;
        return;
      case 'truncated': {
        await proceed();
        const body = await c.res.text();
        const headers = new Headers(c.res.headers);
        headers.delete('content-length');
        c.res = undefined;
        c.res = new Response(body.slice(0, Math.ceil(body.length / 2)), { status: 200, headers });
        return;
      }
      case 'delay':
        await Promise.race([delay(trouble.milliseconds, undefined, { ref: false }), closed(incoming.socket)]);
        return incoming.socket.destroyed ? RESPONSE_ALREADY_SENT : proceed();
      case 'wrong-date':
        await proceed();
        c.header('Date', new Date(Date.now() + (trouble.milliseconds ?? dayMs)).toUTCString());
        return;
    }
  });

  return { faults, middleware };
}

const closed = async (socket: Socket): Promise<void> => {
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
};

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly organization: string | undefined;
}

function matches({ method, path, organization }: Fault, asked: Asked): boolean {
  if (method !== undefined && method.toUpperCase() !== asked.method) return false;
  if (organization !== undefined && organization !== asked.organization) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? path === asked.path : path.test(asked.path);
}

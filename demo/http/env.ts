import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Person } from '../people.ts';

/** What the requests of this server carry with them. */
export interface DemoEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Set on `/admin/*` once the session was accepted. */
    session: { readonly person: Person; readonly sessionId: string };
  };
}

export type DemoApp = OpenAPIHono<DemoEnv>;

export type DemoHttpContext = Context<DemoEnv>;

export const ipOf = (c: DemoHttpContext): string | null => c.env.incoming.socket.remoteAddress ?? null;

export function bearerOf(c: DemoHttpContext): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

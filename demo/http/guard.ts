import { createMiddleware } from 'hono/factory';
import type { DemoContext } from '../context.ts';
import type { DemoEnv } from './env.ts';

/**
 * The server listens on loopback, but any web page in the person's browser can send requests there. A page that
 * points its own name at 127.0.0.1 (DNS rebinding) gives itself away by the Host header, one that posts from
 * elsewhere by its Origin.
 */
export const guard = (context: DemoContext) =>
  createMiddleware<DemoEnv>(async (c, next) => {
    const address = new URL(context.address());
    const own = [address.host, `localhost:${address.port}`];
    if (!own.includes(c.req.header('host') ?? '')) {
      return c.json({ error: 'This server answers on its own address only' }, 421);
    }
    const origin = c.req.header('origin');
    if (origin !== undefined && !own.some((host) => origin === `http://${host}`)) {
      return c.json({ error: 'Requests from other web pages are refused' }, 403);
    }
    await next();
    c.header('Cache-Control', 'no-store');
    c.header('X-Content-Type-Options', 'nosniff');
    return;
  });

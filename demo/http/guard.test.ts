import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMarket } from '../../testing/market.ts';
import type { DemoServer } from '../server.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await startMarket();
});
afterAll(() => server.stop());

/** fetch doesn't let anyone choose the Host header; a rebound name in a browser does. */
function statusWith(headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.address}/sign-in`, { method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('the server', () => {
  it.each(['127.0.0.1', 'localhost'])('answers on its own address %s', async (host) => {
    expect(await statusWith({ host: `${host}:${server.port}` })).toBe(200);
  });

  it.each(['convene.markets', 'rebound.example', '127.0.0.1', '127.0.0.1:1', '[::1]:80', '0.0.0.0'])(
    'refuses requests that were sent to %s',
    async (host) => {
      expect(await statusWith({ host })).toBeGreaterThanOrEqual(400);
    },
  );

  it.each(['https://rebound.example', 'null', 'http://127.0.0.1:1', 'http://localhost'])(
    'refuses requests from pages of %s',
    async (origin) => {
      expect(await statusWith({ origin, host: `127.0.0.1:${server.port}` }, 'POST')).toBe(403);
    },
  );

  it('listens on this computer only', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) {
      const reached = await new Promise((resolve) => {
        const socket = connect(server.port, address);
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      expect(reached).toBe(false);
    }
  });

  it('lets no other page read its answers', async () => {
    const answer = await fetch(`${server.address}/openapi.json`);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('takes no endless bodies', async () => {
    const answer = await fetch(`${server.address}/mcp`, { method: 'POST', body: 'x'.repeat(1_000_001) });
    expect(answer.status).toBe(413);
  });
});

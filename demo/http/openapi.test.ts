import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMarket } from '../../testing/market.ts';
import { defaultLifetimes } from '../context.ts';
import { openDatabase } from '../database/open.ts';
import { describeOffline } from '../describe-offline.ts';
import { createFaults } from '../faults.ts';
import type { DemoServer } from '../server.ts';
import { ask } from '../testing/requests.ts';
import { createApp } from './app.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await startMarket();
});
afterAll(() => server.stop());

const document = describeOffline();

describe('the OpenAPI document', () => {
  it('is served as it is written', async () => {
    const { body } = await ask(`${server.address}/openapi.json`, undefined);
    expect(body).toEqual({ ...document, servers: [{ url: server.address }] });
  });

  it('is up to date in docs; npm run demo:server -- --write-openapi writes it', async () => {
    const written = await readFile(resolve(import.meta.dirname, '../../docs/openapi.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('has every route of the server', () => {
    const context = {
      database: openDatabase(undefined),
      now: () => new Date(),
      lifetimes: defaultLifetimes,
      address: () => server.address,
    };
    const parts = { context, appSignIn: true, faults: createFaults().middleware } as const;
    const routes = createApp(parts).routes.filter(({ method }) => method !== 'ALL');
    const described = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    // GET and DELETE on /mcp only say that they aren't offered.
    const offered = routes
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .filter((route) => !['GET /mcp', 'DELETE /mcp'].includes(route));
    expect([...new Set(offered)].sort()).toEqual(described.sort());
    context.database.close();
  });

  it('says which token each route for programs needs', () => {
    for (const [path, methods] of Object.entries(document.paths ?? {})) {
      const needs = path.startsWith('/api/') || path === '/mcp' ? 'apiKey' : 'session';
      if (!/^\/(api\/|mcp|admin\/(?!api_keys\/\{id\}\/revoke|devices\/\{id\}\/sign_out))/.test(path))
        continue;
      for (const operation of Object.values(methods)) {
        expect(operation).toMatchObject({ security: [{ [needs]: [] }] });
      }
    }
  });
});

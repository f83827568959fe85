/** Client and bridge behind a proxy, and with a certificate that only this computer trusts. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exchange } from '../core/convene/http.ts';
import { untrusted } from '../testing/certificate.ts';
import { startProxy, type TestProxy } from '../testing/proxy.ts';
import { always, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
import { greeting } from './testing/scripted-convene.ts';

let folder: string;
let certificate: string;
let server: Server;
let port: number;
let tokens: (string | undefined)[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  certificate = join(folder, 'filter.pem');
  writeFileSync(certificate, untrusted.cert);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  tokens = [];
  server = createServer(untrusted, async (request, response) => {
    tokens.push(request.headers.authorization);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { id, method } = JSON.parse(Buffer.concat(parts).toString() || '{}');
    const result = method === 'initialize' ? greeting : { answered: method };
    response.writeHead(id === undefined && method ? 202 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('NODE_EXTRA_CA_CERTS', certificate);
});

const ending: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ending.splice(0)) await end();
  server.closeAllConnections();
  server.close();
});

async function behindProxy(status?: number): Promise<TestProxy> {
  const proxy = await startProxy(status);
  ending.push(proxy.stop);
  vi.stubEnv('HTTPS_PROXY', proxy.address);
  return proxy;
}

async function openBridge(host: string): Promise<RunningBridge> {
  const secret = secretFor(`https://${host}:${port}`, `fm_org_${randomBytes(20).toString('hex')}`);
  const bridge = runBridge(always(secret));
  ending.push(() => bridge.end());
  await bridge.introduce();
  return bridge;
}

const askClient = (host: string) =>
  exchange({ method: 'GET', url: new URL(`https://${host}:${port}/thing`) }, 10_000);

describe('the bridge', () => {
  it('gets through by the proxy of the environment', async () => {
    const proxy = await behindProxy();
    const bridge = await openBridge('convene.test');
    expect(await bridge.ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
    expect(new Set(proxy.asked)).toEqual(new Set([`convene.test:${port}`]));
  });

  it('goes by itself where NO_PROXY says so', async () => {
    const proxy = await behindProxy();
    vi.stubEnv('NO_PROXY', '.test');
    const bridge = await openBridge('convene.test');
    expect(await bridge.ask('tools/list')).toMatchObject({ error: { data: { code: 'offline' } } });
    expect(proxy.asked).toEqual([]);
  });

  it('never asks a proxy for this computer', async () => {
    const proxy = await behindProxy();
    const bridge = await openBridge('127.0.0.1');
    expect(await bridge.ask('tools/list')).toHaveProperty('result');
    expect(proxy.asked).toEqual([]);
  });

  it('tells that the proxy wants a password', async () => {
    await behindProxy(407);
    const bridge = await openBridge('convene.test');
    expect(await bridge.ask('tools/list')).toMatchObject({ error: { data: { code: 'proxy-password' } } });
  });

  it('sends no token to a server that nobody here trusts', async () => {
    vi.stubEnv('NODE_EXTRA_CA_CERTS', undefined);
    const bridge = await openBridge('127.0.0.1');
    expect(await bridge.ask('tools/list')).toMatchObject({
      error: { data: { code: 'certificate-untrusted' } },
    });
    expect(tokens).toEqual([]);
  });
});

describe('the client', () => {
  it('gets through by the proxy of the environment', async () => {
    const proxy = await behindProxy();
    expect(await askClient('convene.test')).toMatchObject({ ok: true, value: { status: 200 } });
    expect(new Set(proxy.asked)).toEqual(new Set([`convene.test:${port}`]));
  });

  it('never asks a proxy for this computer', async () => {
    const proxy = await behindProxy();
    expect(await askClient('127.0.0.1')).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([]);
  });

  it('tells that the proxy wants a password', async () => {
    await behindProxy(407);
    expect(await askClient('convene.test')).toMatchObject({ error: { code: 'proxy-password' } });
  });

  it('ends with its deadline behind a proxy too', async () => {
    await behindProxy();
    server.removeAllListeners('request');
    const url = new URL(`https://convene.test:${port}/thing`);
    expect(await exchange({ method: 'GET', url }, 300)).toMatchObject({ error: { code: 'timed-out' } });
  });
});

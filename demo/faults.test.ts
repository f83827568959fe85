import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMarket } from '../testing/market.ts';
import type { DemoServer } from './server.ts';
import { ask, createKeyRequest } from './testing/requests.ts';

let server: DemoServer;
let session = '';
beforeEach(async () => {
  server = await startMarket();
  session = server.signIn().accessToken;
});
afterEach(() => server.stop());

const path = '/admin/me';
const me = () => fetch(`${server.address}${path}`, { headers: { authorization: `Bearer ${session}` } });

describe('on request, the server', () => {
  it('answers a page instead of JSON', async () => {
    server.faults.add({ kind: 'html', path });
    const answer = await me();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect((await me()).headers.get('content-type')).toBe('application/json');
  });

  it('cuts its JSON in half', async () => {
    server.faults.add({ kind: 'truncated', path });
    const answer = await me();
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow(SyntaxError);
  });

  it('fails', async () => {
    server.faults.add({ kind: 'server-error', path });
    expect((await me()).status).toBe(500);
  });

  it('asks to slow down', async () => {
    server.faults.add({ kind: 'slow-down', path });
    const answer = await me();
    expect([answer.status, await answer.json()]).toEqual([429, { error: 'slow_down' }]);
  });

  it('hangs up without an answer', async () => {
    server.faults.add({ kind: 'close', path });
    await expect(me()).rejects.toThrow();
    expect((await me()).status).toBe(200);
  });

  it('acts and then hangs up', async () => {
    server.faults.add({ kind: 'act-then-close', method: 'POST', path: '/admin/api_keys' });
    const asked = createKeyRequest('Made in silence');
    await expect(ask(`${server.address}/admin/api_keys`, session, asked)).rejects.toThrow();
    expect(server.keys().filter(({ name }) => name === 'Made in silence')).toHaveLength(1);
    expect((await ask(`${server.address}/admin/api_keys`, session, asked)).status).toBe(201);
    expect(server.keys().filter(({ name }) => name === 'Made in silence')).toHaveLength(1);
  });

  it('acts and then says nothing', async () => {
    server.faults.add({ kind: 'act-then-hang', method: 'POST', path: '/admin/api_keys' });
    const asked = ask(`${server.address}/admin/api_keys`, session, createKeyRequest('Made and kept'));
    const hanging = asked.catch(() => 'gone');
    await expect.poll(() => server.keys().filter(({ name }) => name === 'Made and kept').length).toBe(1);
    await server.stop();
    expect(await hanging).toBe('gone');
  });

  it('says nothing until the client gives up', async () => {
    server.faults.add({ kind: 'hang', path });
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${server.address}${path}`, { signal })).rejects.toThrow();
  });

  it('stops although a request hangs', async () => {
    const fault = server.faults.add({ kind: 'hang', path });
    const hanging = me().catch(() => 'gone');
    await expect.poll(fault.hits).toBe(1);
    await server.stop();
    expect(await hanging).toBe('gone');
  });

  it('answers late', async () => {
    server.faults.add({ kind: 'delay', path, milliseconds: 20 });
    expect((await me()).status).toBe(200);
  });

  it('has its clock wrong by a day', async () => {
    server.faults.add({ kind: 'wrong-date', path });
    const date = Date.parse((await me()).headers.get('date') ?? '');
    expect(Math.round((date - Date.now()) / 3_600_000)).toBe(24);
  });

  it('does so as often as asked, for the requests that were meant', async () => {
    const fault = server.faults.add({ kind: 'server-error', method: 'get', path: /^\/admin\//, times: 2 });
    expect((await fetch(`${server.address}/sign-in`)).status).toBe(200);
    expect([(await me()).status, (await me()).status, (await me()).status]).toEqual([500, 500, 200]);
    expect(fault.hits()).toBe(2);
  });

  it('does so for good until it is told to stop', async () => {
    const fault = server.faults.add({
      kind: 'answer',
      status: 418,
      body: '{}',
      times: Number.POSITIVE_INFINITY,
    });
    expect([(await me()).status, (await me()).status]).toEqual([418, 418]);
    fault.remove();
    expect((await me()).status).toBe(200);
  });
});

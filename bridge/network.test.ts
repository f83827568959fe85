import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../shared/result.ts';
import { always, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
import {
  answerJson,
  answerStatus,
  type Call,
  greeting,
  replyTo,
  type ScriptedConvene,
  startScriptedConvene,
} from './testing/scripted-convene.ts';

let convene: ScriptedConvene;
let bridge: RunningBridge | undefined;
beforeEach(async () => {
  convene = await startScriptedConvene();
});
afterEach(async () => {
  await convene.stop();
  await bridge?.end();
  bridge = undefined;
});

const newToken = (): string => `fm_org_${randomBytes(20).toString('hex')}`;

async function start(timeouts: Parameters<typeof runBridge>[1] = {}): Promise<RunningBridge> {
  bridge = runBridge(always(secretFor(convene.address, newToken())), { leastPauseMs: 0, ...timeouts });
  await bridge.introduce();
  return bridge;
}

/** Answers tool calls with each of these in turn, and then as usual. */
function inTurn(...answers: ((response: ServerResponse, call: Call) => unknown)[]): void {
  const left = [...answers];
  convene.script((call, response) => {
    const next = call.method === 'tools/call' ? left.shift() : undefined;
    next?.(response, call);
    return next !== undefined;
  });
}
const busy =
  (status: number, after: string) =>
  (response: ServerResponse): unknown =>
    response.writeHead(status, { 'retry-after': after }).end();
const callsMade = (): number => convene.methods().filter((method) => method === 'tools/call').length;

describe('a server that wants to be left alone', () => {
  it.each([
    ['429 and seconds', 429, () => '1'],
    ['503 and seconds', 503, () => '1'],
    ['429 and a date', 429, () => new Date(Date.now() + 2_000).toUTCString()],
  ])('(%s) is asked again after that', async (_, status, after) => {
    const running = await start();
    await running.ask('tools/list');
    const read = { tools: [{ name: 'look', annotations: { readOnlyHint: true } }] };
    convene.script(
      (call, response) => call.method === 'tools/list' && answerJson(response, replyTo(call, read)),
    );
    await running.ask('tools/list');
    const began = performance.now();
    inTurn(busy(status, after()));
    expect(await running.ask('tools/call', { name: 'look' })).toHaveProperty('result');
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(callsMade()).toBe(2);
  });

  it('is not asked again where it may have acted', async () => {
    const { ask } = await start();
    inTurn(busy(503, '0'));
    expect(await ask('tools/call', { name: 'pay' })).toMatchObject({
      error: { data: { code: 'server-error' } },
    });
    expect(callsMade()).toBe(1);
  });

  it('for longer than Claude waits is told at once, and isn’t asked meanwhile', async () => {
    const { ask } = await start();
    inTurn(busy(429, '3600'));
    expect(await ask('tools/call', { name: 'look' })).toMatchObject({
      error: { data: { code: 'server-error' } },
    });
    const before = convene.calls.length;
    expect(await ask('tools/list')).toMatchObject({ error: { data: { code: 'server-error' } } });
    expect(convene.calls).toHaveLength(before);
  });
});

describe('answers', () => {
  it('are asked for unpacked', async () => {
    const { ask } = await start();
    await ask('tools/list');
    expect(convene.calls.map(({ headers }) => headers['accept-encoding'])).toEqual(
      convene.calls.map(() => 'identity'),
    );
  });

  const packings = [
    ['gzip', gzipSync],
    ['br', (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['deflate', deflateSync],
  ] as const;
  const json = 'application/json';
  const events = 'text/event-stream';

  it.each(packings.flatMap(([name, pack]) => [json, events].map((type) => [name, type, pack] as const)))(
    'that are packed all the same (%s, %s) are unpacked',
    async (packing, type, pack) => {
      const { ask } = await start();
      inTurn((response, call) => {
        const text = JSON.stringify(replyTo(call, { fine: 'é'.repeat(10_000) }));
        const body = type === json ? text : `data: ${text}\n\n`;
        response.writeHead(200, { 'content-type': type, 'content-encoding': packing }).end(pack(body));
      });
      expect(await ask('tools/call')).toMatchObject({ result: { fine: 'é'.repeat(10_000) } });
    },
  );

  it.each(packings.flatMap(([name, pack]) => [json, events].map((type) => [name, type, pack] as const)))(
    'that are far larger than their package (%s, %s) are refused',
    async (packing, type, pack) => {
      const { ask } = await start();
      const bomb = pack(`data: ${'x'.repeat(20_000_000)}`);
      inTurn((response) =>
        response.writeHead(200, { 'content-type': type, 'content-encoding': packing }).end(bomb),
      );
      expect(await ask('tools/call')).toHaveProperty('error');
      expect(await ask('tools/list')).toHaveProperty('result');
    },
  );

  it.each(['zstd', 'gzip, br', 'gzip'])('that can’t be unpacked (%s) are told as such', async (packing) => {
    const { ask } = await start();
    inTurn((response) =>
      response.writeHead(200, { 'content-type': json, 'content-encoding': packing }).end('not packed'),
    );
    expect(await ask('tools/call')).toHaveProperty('error');
    expect(await ask('tools/list')).toHaveProperty('result');
  });
});

describe('a session that the server no longer knows', () => {
  /** Knows the newest session only, and says so of others. */
  function keepSessions(refuse: (response: ServerResponse) => unknown): { forget(): void; opened(): number } {
    let opened = 0;
    let known = '';
    convene.script((call, response) => {
      if (call.method === 'initialize') {
        opened += 1;
        known = `session-${opened}`;
        return answerJson(response, replyTo(call, greeting), { 'mcp-session-id': known });
      }
      if (call.headers['mcp-session-id'] === known) return false;
      refuse(response);
      return true;
    });
    return {
      forget() {
        known = 'none';
      },
      opened: () => opened,
    };
  }

  it.each([
    [
      '400 as text',
      (to: ServerResponse) => to.writeHead(400, { 'content-type': 'text/plain' }).end('Invalid session ID'),
    ],
    ['400 as other JSON', (to: ServerResponse) => answerStatus(to, 400, { error: 'Session not found' })],
    [
      '404 as text',
      (to: ServerResponse) => to.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found'),
    ],
    ['401', (to: ServerResponse) => answerStatus(to, 401)],
  ])('and refuses with %s is opened anew once, and the call goes on', async (_, refuse) => {
    const session = keepSessions(refuse);
    const { ask } = await start();
    session.forget();
    expect(await ask('tools/call', { name: 'pay' })).toHaveProperty('result');
    expect(session.opened()).toBe(2);
  });

  it('and the key neither is a refusal of the key', async () => {
    const { ask } = await start();
    convene.script((_call, response) => answerStatus(response, 401));
    expect(await ask('tools/call')).toMatchObject({ error: { data: { code: 'refused' } } });
  });

  it('for any introduction is given up after one more', async () => {
    let opened = 0;
    convene.script((call, response) => {
      if (call.id === undefined) return false;
      if (call.method !== 'initialize') return answerStatus(response, 401);
      opened += 1;
      return answerJson(response, replyTo(call, greeting), { 'mcp-session-id': `session-${opened}` });
    });
    const { ask } = await start();
    expect(await ask('tools/call')).toMatchObject({ error: { data: { code: 'refused' } } });
    expect(opened).toBe(2);
  });
});

describe('what is in the way is told by its name:', () => {
  it.each([
    [407, 'proxy-password', /proxy asks for a password/],
    [511, 'unexpected-answer', /Wi-Fi sign-in page/],
  ])('status %d', async (status, code, sentence) => {
    const { ask } = await start();
    inTurn((response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Hello</h1>'));
    expect(await ask('tools/call')).toMatchObject({ error: { message: sentence, data: { code } } });
  });

  it('a server that takes no connections, not the connection of this computer', async () => {
    const { ask } = await start();
    await convene.stop();
    const { error } = await ask('tools/call');
    expect(error).toMatchObject({ data: { code: 'offline' }, message: /takes no connections now/ });
    expect(error?.message).not.toMatch(/internet connection/);
  });

  it('a server whose name nobody knows', async () => {
    bridge = runBridge(async () => ok(secretFor('https://convene.invalid', newToken())));
    await bridge.introduce();
    const { error } = await bridge.ask('tools/list');
    expect(error).toMatchObject({ data: { code: 'offline' } });
    expect(error?.message).not.toMatch(/broke off/);
  });
});

import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ConnectionSecret } from '../core/keychain/accounts.ts';
import { ok } from '../shared/result.ts';
import { isLongRun, longTestMs } from '../testing/long-runs.ts';
import { type Reply, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
import {
  answerJson,
  answerStatus,
  type Call,
  greeting,
  openEvents,
  replyTo,
  type ScriptedConvene,
  startScriptedConvene,
} from './testing/scripted-convene.ts';

/** How the server answers a call. */
/** What a server does that wants to harm, or is broken. */
const hostile = ['deep', 'deep-error', 'wild-id', 'no-pause', 'no-end'] as const;
const manners = ['json', 'events', 'steps', 'slowly', 'twice', 'resumed', 'error', 'stall'] as const;
const accidents = ['drop-before', 'drop-after', 'drop-within', 'nonsense', ...hostile] as const;
type Manner = (typeof manners)[number] | (typeof accidents)[number];

type Step =
  | { readonly kind: 'call'; readonly manner: Manner; readonly tool: 'look' | 'pay' }
  | { readonly kind: 'cancel'; readonly which: number }
  | { readonly kind: 'notify' | 'announce' | 'ask-back' | 'forget' | 'drop' | 'rotate' | 'revoke' }
  | { readonly kind: 'restart' | 'wait'; readonly milliseconds: number };

const call = (manner: fc.Arbitrary<Manner>): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constant('call' as const), manner, tool: fc.constantFrom('look', 'pay') });
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: call(fc.constantFrom(...manners)) },
    { weight: 3, arbitrary: call(fc.constantFrom(...accidents)) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(30) }) },
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'notify' }) },
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'announce' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'ask-back' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: 'rotate' }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Step[]>({ kind: 'forget' }, { kind: 'drop' }, { kind: 'revoke' }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('restart' as const), milliseconds: fc.nat(30) }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.nat(8) }) },
  ),
  { maxLength: 60, size: 'max' },
);

/** A Convene that keeps sessions and keys, and answers each call in the manner that it asks for. */
async function startMoodyConvene() {
  let convene: ScriptedConvene = await startScriptedConvene();
  const { address } = convene;
  const done = new Map<unknown, number>();
  const heard: number[] = [];
  const halves = new Map<string, Call>();
  let token = newToken();
  let secret: ConnectionSecret = secretFor(address, token);
  let session = 1;
  let streams: ((message: unknown) => void)[] = [];
  let announced = 0;

  const mayPass = (headers: Call['headers'], response: ServerResponse): boolean => {
    if (headers.authorization !== `Bearer ${token}`) answerStatus(response, 401);
    else if (headers['mcp-session-id'] !== `session-${session}`) answerStatus(response, 404);
    else return true;
    return false;
  };

  function onCall(one: Call, response: ServerResponse): true {
    if (one.method === 'initialize' && one.headers.authorization === `Bearer ${token}`) {
      return answerJson(response, replyTo(one, greeting), { 'mcp-session-id': `session-${session}` });
    }
    if (!mayPass(one.headers, response)) return true;
    if (one.method === 'notifications/progress') heard.push(Number(one.params?.number));
    if (one.id === undefined || one.method === undefined) {
      response.writeHead(202).end();
      return true;
    }
    if (one.method === 'tools/list') {
      const tools = [{ name: 'look', annotations: { readOnlyHint: true } }, { name: 'pay' }];
      return answerJson(response, replyTo(one, { tools }));
    }
    const { manner } = (one.params?.arguments ?? {}) as { manner?: Manner };
    if (manner !== 'drop-before') done.set(one.id, (done.get(one.id) ?? 0) + 1);
    void answerIn(manner ?? 'json', one, response);
    return true;
  }

  async function answerIn(manner: Manner, one: Call, response: ServerResponse): Promise<void> {
    const result = replyTo(one, { done: one.id });
    const step = (number: number) => ({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: one.id, progress: number },
    });
    switch (manner) {
      case 'json':
        return void answerJson(response, result);
      case 'slowly':
        await pause(20);
        return void answerJson(response, result);
      case 'error':
        return void answerStatus(response, 500);
      case 'nonsense':
        return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"jsonrpc"');
      case 'stall':
        return;
      case 'deep':
        return void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(`{"jsonrpc":"2.0","id":${JSON.stringify(one.id)},"result":${nested}}`);
      case 'deep-error':
        return void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(`{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"no","data":${nested}}}`);
      case 'no-end':
        return tellWithoutEnd(response);
      case 'drop-before':
      case 'drop-after':
        return void response.socket?.destroy();
    }
    const send = openEvents(response);
    if (manner === 'wild-id' || manner === 'no-pause') {
      response.write(
        manner === 'wild-id' ? 'id: a\u0001b\u{1f34e}\ndata:\n\n' : `retry: 0\nid: none\ndata:\n\n`,
      );
      return void response.end();
    }
    if (manner === 'resumed') {
      halves.set(`half-${one.id}`, one);
      response.write(`id: half-${one.id}\ndata:\n\n`);
    }
    if (manner === 'steps') for (const number of [1, 2, 3]) send(step(number));
    if (manner === 'drop-within') {
      send(step(1));
      return void response.socket?.destroySoon();
    }
    if (manner !== 'resumed') send(result);
    if (manner === 'twice') send(result);
    response.end();
  }

  function listen(): void {
    convene.script(onCall);
    convene.scriptVisits(({ verb, headers }, response) => {
      if (verb !== 'GET') return false;
      if (!mayPass(headers, response)) return true;
      const half = halves.get(String(headers['last-event-id'] ?? ''));
      const send = openEvents(response);
      if (half) {
        send(replyTo(half, { done: half.id }));
        response.end();
      } else streams.push(send);
      return true;
    });
  }
  listen();

  return {
    done,
    heard,
    read: async () => ok(secret),
    announce() {
      announced += 1;
      const message = { jsonrpc: '2.0', method: 'notifications/message', params: { number: announced } };
      // On one stream only, as the protocol wants it.
      streams.at(-1)?.(message);
    },
    askBack: () => streams.at(-1)?.({ jsonrpc: '2.0', id: `asked-${announced}`, method: 'roots/list' }),
    forget() {
      session += 1;
    },
    drop() {
      streams = [];
      convene.dropConnections();
    },
    rotate() {
      token = newToken();
      secret = secretFor(address, token);
    },
    revoke() {
      token = newToken();
      const { token: _gone, ...rest } = secret;
      secret = { ...rest, revokedAt: '2026-05-03T10:00:00.000Z' };
    },
    async restart(milliseconds: number) {
      session += 1;
      streams = [];
      await convene.stop();
      await pause(milliseconds);
      convene = await startScriptedConvene(Number(new URL(address).port));
      listen();
    },
    stop: () => convene.stop(),
  };
}
/** JSON as deep as nobody writes it. */
const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

/** Comments and half an event, for as long as anybody listens. */
function tellWithoutEnd(response: ServerResponse): void {
  const piece = `${':\n'.repeat(500)}data: ${'x'.repeat(64_000)}\n`;
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.on('drain', more);
  more();
}

type MoodyConvene = Awaited<ReturnType<typeof startMoodyConvene>>;

const newToken = (): string => `fm_org_${randomBytes(20).toString('hex')}`;
const timeouts = {
  connectMs: 1_000,
  silenceMs: 250,
  helloMs: 2_000,
  resumeMs: 3,
  reopenMs: 3,
  leastPauseMs: 3,
  listenMs: 3,
  retryMs: 10,
  finishMs: 2_000,
};
/** Milliseconds in which every request has its reply; all the times above together, on a busy computer. */
const deadlineMs = 8_000;

async function play(script: readonly Step[], convene: MoodyConvene, bridge: RunningBridge) {
  const asked = new Map<number, { readonly manner: Manner; readonly tool: string; cancelled: boolean }>();
  let told = 0;
  for (const step of script) {
    switch (step.kind) {
      case 'call': {
        const id = asked.size + 1;
        asked.set(id, { ...step, cancelled: false });
        const params = { name: step.tool, arguments: { manner: step.manner } };
        bridge.say({ jsonrpc: '2.0', id, method: 'tools/call', params });
        break;
      }
      case 'cancel': {
        const requestId = (step.which % Math.max(asked.size, 1)) + 1;
        const called = asked.get(requestId);
        if (called) called.cancelled = true;
        bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });
        break;
      }
      case 'notify':
        told += 1;
        bridge.say({ jsonrpc: '2.0', method: 'notifications/progress', params: { number: told } });
        break;
      case 'ask-back':
        convene.askBack();
        break;
      case 'restart':
        await convene.restart(step.milliseconds);
        break;
      case 'wait':
        await pause(step.milliseconds);
        break;
      default:
        convene[step.kind]();
    }
  }
  return asked;
}

/** An earlier start, after which the first answers are remembered. */
async function startOnce(convene: MoodyConvene, remembers: string): Promise<void> {
  const bridge = runBridge(convene.read, timeouts, { remembers });
  await bridge.introduce();
  await bridge.ask('tools/list');
  await bridge.end();
  expect(existsSync(remembers)).toBe(true);
}

const isReply = ({ method }: Reply): boolean => method === undefined;
const numbersOf = (said: readonly Reply[], method: string, field: string): number[] =>
  said.filter((message) => message.method === method).map(({ params }) => Number(params?.[field]));
const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));

it(
  'whatever happens, each request gets one reply in time, nothing is done twice, and order is kept',
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (script, knowsThem) => {
        const convene = await startMoodyConvene();
        const folder = mkdtempSync(join(tmpdir(), 'remembered-'));
        const remembers = join(folder, 'bridge', 'connection.json');
        if (knowsThem) await startOnce(convene, remembers);
        const bridge = runBridge(convene.read, timeouts, { remembers });
        try {
          await bridge.introduce();
          await bridge.ask('tools/list');
          const asked = await play(script, convene, bridge);
          const open = [...asked].flatMap(([id, { cancelled }]) => (cancelled ? [] : [id]));
          const inTime = await Promise.race([
            Promise.all(open.map((id) => bridge.reply(id))),
            pause(deadlineMs, undefined, { ref: false }),
          ]);
          expect(inTime, 'replies in time').toBeDefined();
          // The bridge is as good as new when the trouble is over.
          convene.rotate();
          expect((await bridge.ask('tools/list')).error).toBeUndefined();
          await bridge.end();

          const counts = new Map<unknown, number>();
          for (const { id } of bridge.said.filter(isReply)) counts.set(id, (counts.get(id) ?? 0) + 1);
          for (const [id, { cancelled, tool, manner }] of asked) {
            expect(counts.get(id) ?? 0, `replies to ${id}`).toBeLessThanOrEqual(1);
            if (!cancelled) expect(counts.get(id)).toBe(1);
            if (tool === 'pay') expect(convene.done.get(id) ?? 0, manner).toBeLessThanOrEqual(1);
          }
          expect([...counts.keys()].filter((id) => typeof id === 'number' && !asked.has(id))).toEqual([]);
          expect(isAscending(convene.heard)).toBe(true);
          expect(isAscending(numbersOf(bridge.said, 'notifications/message', 'number'))).toBe(true);
          for (const id of asked.keys()) {
            const own = bridge.said.filter(({ params }) => params?.progressToken === id);
            expect(own.map(({ params }) => params?.progress)).toEqual([1, 2, 3].slice(0, own.length));
          }
        } finally {
          await bridge.end();
          await convene.stop();
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: isLongRun ? 2_000 : 60, endOnFailure: true },
    );
  },
  longTestMs,
);

import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBridgeLog } from './bridge-log.ts';
import { always, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
import {
  answerJson,
  answerStatus,
  greeting,
  openEvents,
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

async function start(timeouts: Parameters<typeof runBridge>[1] = {}): Promise<RunningBridge> {
  const secret = secretFor(convene.address, `fm_org_${randomBytes(20).toString('hex')}`);
  bridge = runBridge(always(secret), { listenMs: 0, reopenMs: 10, resumeMs: 10, ...timeouts });
  await bridge.introduce();
  return bridge;
}

/** The bridge goes on: the next question has its answer, and nothing has two. */
async function expectWell({ ask, said }: RunningBridge): Promise<void> {
  convene.script(() => false);
  expect(await ask('prompts/list')).toMatchObject({ result: { answered: 'prompts/list' } });
  const replies = said.filter(({ method }) => method === undefined).map(({ id }) => id);
  expect(new Set(replies).size).toBe(replies.length);
}

const deep = (levels = 20_000): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const writeJson = (response: ServerResponse, json: string): true => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(json);
  return true;
};

describe('an id of an event', () => {
  /** Each GET, by the id from which it goes on. */
  const goneOn = (): unknown[] =>
    convene.visits.filter(({ verb }) => verb === 'GET').map(({ headers }) => headers['last-event-id']);

  it.each(['a\u0001b', 'x'.repeat(20_000), '\u007f'])(
    'that no header carries ends the stream of an answer only',
    async (id) => {
      convene.script((call, response) => {
        if (call.method !== 'tools/call') return false;
        openEvents(response);
        response.end(`id: ${id}\ndata:\n\n`);
        return true;
      });
      const { ask } = await start({ listenMs: 60_000 });
      expect(await ask('tools/call', { name: 'look' })).toMatchObject({ error: { code: -32001 } });
      await expectWell(bridge as RunningBridge);
    },
  );

  it('that no header carries lets the server’s stream begin anew', async () => {
    convene.scriptVisits((visit, response) => {
      if (visit.verb !== 'GET') return false;
      openEvents(response);
      response.end('id: a\u0001b\ndata: {}\n\n');
      return true;
    });
    const running = await start({ leastPauseMs: 10 });
    await vi.waitFor(() => expect(goneOn().length).toBeGreaterThan(1));
    expect(goneOn()).toEqual(goneOn().map(() => undefined));
    await expectWell(running);
  });

  it('goes back in the bytes in which it came', async () => {
    const id = 'Äpfel \u{1f34e}';
    convene.scriptVisits((visit, response) => {
      if (visit.verb !== 'GET') return false;
      openEvents(response);
      response.end(`id: ${id}\ndata:\n\n`);
      return true;
    });
    await start({ leastPauseMs: 10 });
    await vi.waitFor(() => expect(goneOn().length).toBeGreaterThan(1));
    expect(Buffer.from(String(goneOn()[1]), 'latin1').toString('utf8')).toBe(id);
  });
});

describe('a version of the protocol', () => {
  it.each(['2025\n06', 'Ä\u{1f34e}', '', 'x'.repeat(100_000)])(
    'that no header carries is not told',
    async (protocolVersion) => {
      convene.script(
        (call, response) =>
          call.method === 'initialize' &&
          answerJson(response, replyTo(call, { ...greeting, protocolVersion })),
      );
      const running = await start();
      expect(await running.ask('tools/list')).toHaveProperty('result');
      expect(convene.calls.at(-1)?.headers).not.toHaveProperty('mcp-protocol-version');
      await expectWell(running);
    },
  );
});

describe('JSON that is nested 20,000 deep', () => {
  it.each([
    [
      'before its end',
      (id: string) => `{"jsonrpc":"2.0","id":"${id}","method":"tools/call","params":${deep()}}`,
    ],
    ['at its end', (id: string) => `{"method":"tools/call","params":${deep()},"jsonrpc":"2.0","id":"${id}"}`],
  ])('is refused to Claude by the id that stands %s', async (_, message) => {
    const running = await start();
    running.say(message('deep'));
    expect(await running.reply('deep')).toMatchObject({ error: { message: /nested too deep/ } });
    await expectWell(running);
  });

  it.each(['initialize', 'notifications/x'])('in Claude’s %s leaves the bridge as it was', async (method) => {
    const running = await start();
    const id = method === 'initialize' ? '"id":"deep",' : '';
    running.say(`{"jsonrpc":"2.0",${id}"method":"${method}","params":{"x":${deep()}}}`);
    await running.reply(method === 'initialize' ? 'deep' : null);
    await expectWell(running);
  });

  it.each([
    ['an answer', (id: string) => `{"jsonrpc":"2.0","id":${id},"result":{"tools":${deep()}}}`],
    [
      'an error without an id',
      () => `{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"no","data":${deep()}}}`,
    ],
    ['an array', (id: string) => `[{"jsonrpc":"2.0","id":${id},"result":${deep()}}]`],
  ])('as %s of the server leaves the request with one reply', async (_, answer) => {
    convene.script(
      (call, response) =>
        call.method === 'tools/list' && writeJson(response, answer(JSON.stringify(call.id))),
    );
    const running = await start();
    expect(await running.ask('tools/list')).toHaveProperty('error');
    await expectWell(running);
  });

  it('as the server’s welcome is as none, and the bridge greets by itself', async () => {
    convene.script(
      (call, response) =>
        call.method === 'initialize' &&
        writeJson(response, `{"jsonrpc":"2.0","id":${JSON.stringify(call.id)},"result":${deep()}}`),
    );
    const secret = secretFor(convene.address, `fm_org_${randomBytes(20).toString('hex')}`);
    bridge = runBridge(always(secret));
    expect(await bridge.introduce()).toMatchObject({ result: { serverInfo: { name: 'convene' } } });
  });
});

describe('an array of a million elements', () => {
  it('of the server leaves the request with one reply', async () => {
    convene.script(
      (call, response) => call.method === 'tools/list' && writeJson(response, `[${'1,'.repeat(1_000_000)}1]`),
    );
    const running = await start();
    expect(await running.ask('tools/list')).toHaveProperty('error');
    await expectWell(running);
  });
});

describe('a server that wants to be asked again at once', () => {
  /** Milliseconds between one and the next. */
  const pausesOf = (times: readonly number[]): number[] =>
    times.slice(1).map((time, index) => time - (times[index] ?? 0));
  /** Half a second, as timers of Node may be early by a fraction. */
  const leastMs = 495;

  it('has its own stream opened no sooner than after half a second', async () => {
    const times: number[] = [];
    convene.scriptVisits((visit, response) => {
      if (visit.verb !== 'GET') return false;
      times.push(performance.now());
      openEvents(response);
      response.end('retry: 0\ndata: {}\n\n');
      return true;
    });
    const running = await start();
    await vi.waitFor(() => expect(times).toHaveLength(4));
    expect(Math.min(...pausesOf(times))).toBeGreaterThan(leastMs);
    await expectWell(running);
  });

  it('has an answer’s stream taken up no sooner than after half a second', async () => {
    const times: number[] = [];
    const half = (response: ServerResponse): true => {
      times.push(performance.now());
      openEvents(response);
      response.end('retry: 0\nid: half\ndata:\n\n');
      return true;
    };
    convene.script((call, response) => call.method === 'tools/call' && half(response));
    convene.scriptVisits((visit, response) => {
      if (visit.headers['last-event-id'] !== 'half') return false;
      return times.length < 4 ? half(response) : answerStatus(response, 405);
    });
    const running = await start();
    expect(await running.ask('tools/call', { name: 'look' })).toHaveProperty('error');
    expect(times).toHaveLength(4);
    expect(Math.min(...pausesOf(times))).toBeGreaterThan(leastMs);
  });

  it('because it forgets each session is introduced to less and less often', async () => {
    const times: number[] = [];
    convene.script((call, response) => {
      if (call.method !== 'initialize') return false;
      times.push(performance.now());
      return answerJson(response, replyTo(call, greeting), { 'mcp-session-id': `session-${times.length}` });
    });
    convene.scriptVisits((visit, response) => visit.verb === 'GET' && answerStatus(response, 404));
    const running = await start();
    await vi.waitFor(() => expect(times).toHaveLength(4));
    expect(Math.min(...pausesOf(times))).toBeGreaterThan(leastMs);
    await expectWell(running);
  });
});

describe('a stream without end', () => {
  it.each([
    ['notifications', `data: {"jsonrpc":"2.0","method":"x","params":{"x":"${'x'.repeat(30_000)}"}}\n\n`],
    ['comments', `:${'x'.repeat(1_000)}\n`],
    ['one event', `data: ${'x'.repeat(1_000)}\n`],
    ['empty lines of one event', 'data\n'],
    ['one line', 'x'.repeat(1_000)],
    ['questions', `data: {"jsonrpc":"2.0","id":"a","method":"x","params":{"x":"${'x'.repeat(30_000)}"}}\n\n`],
  ])('of %s ends with one reply, and the bridge goes on', async (_, piece) => {
    const pieces = piece.repeat(Math.ceil(256_000 / piece.length));
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      openEvents(response);
      const more = (): void => {
        while (!response.destroyed && response.write(pieces));
      };
      response.on('drain', more);
      more();
      return true;
    });
    const running = await start({ listenMs: 60_000 });
    expect(await running.ask('tools/call', { name: 'look' })).toHaveProperty('error');
    running.said.length = 0;
    await expectWell(running);
  });

  it('of questions has no more of them wait for Claude than a thousand', async () => {
    convene.scriptVisits((visit, response) => {
      if (visit.verb !== 'GET') return false;
      const send = openEvents(response);
      for (let id = 0; id < 2_000; id += 1) send({ jsonrpc: '2.0', id, method: 'roots/list' });
      send({ jsonrpc: '2.0', method: 'notifications/last' });
      return true;
    });
    const { said } = await start();
    await vi.waitFor(() => expect(said.at(-1)?.method).toBe('notifications/last'));
    expect(said.filter(({ method }) => method === 'roots/list')).toHaveLength(1_000);
  });
});

it('what is said without end is written to the log a thousand times only', () => {
  const lines: string[] = [];
  const note = createBridgeLog('info', (line) => lines.push(line));
  for (let times = 0; times < 5_000; times += 1) note('error', 'Convene sent what is no message');
  note('info', 'another thing');
  expect(lines).toHaveLength(1_001);
});

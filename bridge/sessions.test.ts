import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { always, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
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

/** The session that the server knows at the moment; another one makes it forget the earlier. */
let known = '';
function keepSessions(refusal: (response: ServerResponse) => true = (to) => answerStatus(to, 404)): void {
  known = 'one';
  convene.script((call, response) => {
    if (call.method === 'initialize')
      return answerJson(response, replyTo(call, greeting), { 'mcp-session-id': known });
    return call.headers['mcp-session-id'] === known ? false : refusal(response);
  });
}

async function start(timeouts: Parameters<typeof runBridge>[1] = {}): Promise<RunningBridge> {
  const secret = secretFor(convene.address, `fm_org_${randomBytes(20).toString('hex')}`);
  bridge = runBridge(always(secret), {
    listenMs: 0,
    reopenMs: 10,
    resumeMs: 10,
    leastPauseMs: 0,
    ...timeouts,
  });
  await bridge.introduce();
  await vi.waitFor(() => expect(convene.methods()).toContain('notifications/initialized'));
  return bridge;
}

/** The server's stream, as often as it is opened. */
function offerStream() {
  const streams: { send: (message: unknown, id?: string) => void; response: ServerResponse }[] = [];
  convene.scriptVisits((visit, response) => {
    if (visit.verb !== 'GET') return false;
    streams.push({ send: openEvents(response), response });
    return true;
  });
  const opened = (count: number) =>
    vi.waitFor(() => {
      const latest = streams[count - 1];
      if (!latest) throw new Error('The stream is not open yet.');
      return latest;
    });
  return { streams, opened };
}

const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };
const verbs = (): string[] => convene.visits.map(({ verb }) => verb);

describe('what a server says by itself', () => {
  it('is heard, though Claude’s list of tools goes first', async () => {
    const stream = offerStream();
    const { ask, said } = await start({ listenMs: 60_000 });
    expect(verbs()).toEqual([]);
    await ask('tools/list');
    (await stream.opened(1)).send(changed);
    await vi.waitFor(() => expect(said.at(-1)).toEqual(changed));
    expect(convene.visits[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      'mcp-protocol-version': '2025-06-18',
    });
  });

  it('is heard on from where the connection broke', async () => {
    const stream = offerStream();
    const { ask, said } = await start();
    await ask('tools/list');
    const first = await stream.opened(1);
    first.send(changed, 'event-1');
    await vi.waitFor(() => expect(said.at(-1)).toEqual(changed));
    first.response.destroy();
    (await stream.opened(2)).send({ ...changed, method: 'notifications/prompts/list_changed' }, 'event-2');
    await vi.waitFor(() => expect(said.at(-1)?.method).toBe('notifications/prompts/list_changed'));
    expect(convene.visits.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'event-1']);
  });

  it('is not asked for again when there is no such stream', async () => {
    const { ask } = await start();
    await vi.waitFor(() => expect(verbs()).toEqual(['GET']));
    for (let times = 0; times < 3; times += 1) await ask('tools/list');
    expect(verbs()).toEqual(['GET']);
  });

  it('may be a request, and Claude’s reply goes back once', async () => {
    const stream = offerStream();
    const { ask, said, say } = await start();
    await ask('tools/list');
    (await stream.opened(1)).send({ jsonrpc: '2.0', id: 7, method: 'roots/list' });
    await vi.waitFor(() => expect(said.at(-1)).toMatchObject({ id: 7, method: 'roots/list' }));
    const reply = { jsonrpc: '2.0', id: 7, result: { roots: [] } };
    for (const line of [reply, reply, { ...reply, id: 8 }]) say(line);
    await ask('tools/list');
    await ask('prompts/list');
    expect(convene.calls.filter(({ method }) => method === undefined)).toMatchObject([reply]);
  });
});

describe('a stream of an answer that breaks', () => {
  const firstHalf = (call: Call, response: ServerResponse, more = ''): void => {
    const send = openEvents(response);
    response.write(`${more}id: start\ndata:\n\n`);
    send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1, of: call.id } }, 'half');
  };

  it.each(['ends', 'breaks'])('is taken up when it %s, and the call is not made twice', async (how) => {
    let asked: Call | undefined;
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      asked = call;
      firstHalf(call, response);
      if (how === 'ends') response.end();
      else setImmediate(() => response.destroy());
      return true;
    });
    convene.scriptVisits((visit, response) => {
      if (visit.headers['last-event-id'] !== 'half' || !asked) return false;
      openEvents(response)(replyTo(asked, { done: true }), 'whole');
      response.end();
      return true;
    });
    const { ask } = await start();
    expect(await ask('tools/call', { name: 'pay' })).toMatchObject({ result: { done: true } });
    expect(convene.methods().filter((method) => method === 'tools/call')).toHaveLength(1);
  });

  it('is asked for again and again while the server is at work, no sooner than it says', async () => {
    let asked: Call | undefined;
    let polls = 0;
    let last = 0;
    const pauses: number[] = [];
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      asked = call;
      firstHalf(call, response, 'retry: 30\n');
      response.end();
      last = performance.now();
      return true;
    });
    convene.scriptVisits((visit, response) => {
      if (!visit.headers['last-event-id']) return false;
      pauses.push(performance.now() - last);
      polls += 1;
      const send = openEvents(response);
      if (polls === 3 && asked) send(replyTo(asked, { done: true }), 'whole');
      response.end();
      last = performance.now();
      return true;
    });
    const { ask } = await start();
    expect(await ask('tools/call', { name: 'pay' })).toMatchObject({ result: { done: true } });
    expect(Math.min(...pauses)).toBeGreaterThan(25);
  });

  it('is left when the reply is there, though the server keeps it open', async () => {
    let asked: Call | undefined;
    let left = false;
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      asked = call;
      firstHalf(call, response);
      response.end();
      return true;
    });
    convene.scriptVisits((visit, response) => {
      if (!visit.headers['last-event-id'] || !asked) return false;
      openEvents(response)(replyTo(asked, { done: true }), 'whole');
      response.once('close', () => {
        left = true;
      });
      return true;
    });
    const { ask } = await start();
    expect(await ask('tools/call', { name: 'pay' })).toMatchObject({ result: { done: true } });
    await vi.waitFor(() => expect(left).toBe(true));
  });

  it('is given up when the server can’t, and Claude is told that it may have been done', async () => {
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      firstHalf(call, response);
      response.end();
      return true;
    });
    const { ask } = await start();
    expect((await ask('tools/call', { name: 'pay' })).error?.message).toMatch(/may or may not/);
  });
});

describe('a session', () => {
  it('is ended when Claude has gone', async () => {
    keepSessions();
    const { ask, end } = await start();
    await ask('tools/list');
    await end();
    expect(convene.visits.at(-1)).toMatchObject({ verb: 'DELETE', headers: { 'mcp-session-id': 'one' } });
  });

  it.each([
    ['404', (to: ServerResponse) => answerStatus(to, 404)],
    [
      '400 and an error about it',
      (to: ServerResponse) =>
        answerStatus(to, 400, {
          jsonrpc: '2.0',
          id: null,
          error: { code: -32000, message: 'Bad Request: No valid session ID provided' },
        }),
    ],
  ])('that the server has forgotten and refuses with %s is opened anew', async (_, refusal) => {
    keepSessions(refusal);
    const { ask } = await start();
    known = 'two';
    const replies = await Promise.all(['tools/list', 'tools/call', 'prompts/list'].map((one) => ask(one)));
    expect(replies.filter(({ error }) => error)).toEqual([]);
    expect(convene.methods().filter((method) => method === 'initialize')).toHaveLength(2);
  });

  it('that is forgotten while nobody asks anything is opened anew by itself', async () => {
    keepSessions();
    const stream = offerStream();
    const { ask, said } = await start();
    await ask('tools/list');
    const first = await stream.opened(1);
    known = 'two';
    convene.scriptVisits((visit, response) => {
      if (visit.headers['mcp-session-id'] !== 'two') return answerStatus(response, 404);
      openEvents(response)(changed);
      return true;
    });
    first.response.destroy();
    await vi.waitFor(() => expect(said.at(-1)).toEqual(changed));
  });

  it('that is opened anew gets what Claude had asked it to remember', async () => {
    keepSessions();
    const { ask } = await start();
    await ask('logging/setLevel', { level: 'debug' });
    for (const uri of ['demo://1', 'demo://2']) await ask('resources/subscribe', { uri });
    await ask('resources/unsubscribe', { uri: 'demo://1' });
    const before = convene.calls.length;
    known = 'two';
    await ask('tools/list');
    expect(convene.calls.slice(before).map(({ method, params }) => [method, params?.uri])).toEqual([
      ['tools/list', undefined],
      ['initialize', undefined],
      ['notifications/initialized', undefined],
      ['logging/setLevel', undefined],
      ['resources/subscribe', 'demo://2'],
      ['tools/list', undefined],
    ]);
  });

  it('takes with it what the server had asked, and Claude’s late reply goes nowhere', async () => {
    keepSessions();
    const stream = offerStream();
    const { ask, said, say } = await start();
    await ask('tools/list');
    (await stream.opened(1)).send({ jsonrpc: '2.0', id: 1, method: 'elicitation/create', params: {} });
    await vi.waitFor(() => expect(said.at(-1)?.method).toBe('elicitation/create'));
    known = 'two';
    await ask('tools/list');
    expect(said).toContainEqual(
      expect.objectContaining({
        method: 'notifications/cancelled',
        params: expect.objectContaining({ requestId: 1 }),
      }),
    );
    say({ jsonrpc: '2.0', id: 1, result: { action: 'accept' } });
    await ask('tools/list');
    expect(convene.calls.filter(({ method }) => method === undefined)).toEqual([]);
  });
});

describe('Claude’s notifications', () => {
  it('arrive in their order, however long one takes', async () => {
    convene.script((call, response) => {
      if (call.method !== 'notifications/progress') return false;
      setImmediate(() => response.writeHead(202).end());
      return true;
    });
    const { say, ask } = await start();
    const sent = Array.from({ length: 20 }, (_, progress) => progress);
    for (const progress of sent) {
      say({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress } });
    }
    await ask('tools/list');
    await vi.waitFor(() =>
      expect(
        convene.calls
          .filter(({ method }) => method === 'notifications/progress')
          .map(({ params }) => params?.progress),
      ).toEqual(sent),
    );
  });

  it('that call off what hasn’t left yet are the end of it', async () => {
    let greet = (): void => {};
    convene.script((call, response) => {
      if (call.method !== 'initialize') return false;
      greet = () => void answerJson(response, replyTo(call, greeting));
      return true;
    });
    const secret = secretFor(convene.address, `fm_org_${randomBytes(20).toString('hex')}`);
    bridge = runBridge(always(secret));
    const hello = bridge.introduce();
    bridge.say({ jsonrpc: '2.0', id: 5, method: 'tools/call' });
    bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } });
    await vi.waitFor(() => expect(convene.methods()).toEqual(['initialize']));
    greet();
    await hello;
    await bridge.ask('tools/list');
    await bridge.end();
    expect(convene.methods().sort()).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
    expect(bridge.said.map(({ id }) => id)).not.toContain(5);
  });
});

import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionSecret } from '../core/keychain/accounts.ts';
import { failure } from '../shared/failure.ts';
import { failed, ok } from '../shared/result.ts';
import type { ReadSecret } from './key.ts';
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

const newToken = (): string => `fm_org_${randomBytes(20).toString('hex')}`;
const bearer = (call: Call | undefined): string | undefined =>
  call?.headers.authorization?.replace('Bearer ', '');

let convene: ScriptedConvene;
let token: string;
let bridge: RunningBridge | undefined;
beforeEach(async () => {
  convene = await startScriptedConvene();
  token = newToken();
});
afterEach(async () => {
  await convene.stop();
  await bridge?.end();
  bridge = undefined;
});

type HttpTimeouts = Parameters<typeof runBridge>[1];
function start(read: ReadSecret = always(secretFor(convene.address, token)), timeouts: HttpTimeouts = {}) {
  bridge = runBridge(read, timeouts, { now: () => new Date('2026-06-09T12:00:00') });
  return bridge;
}
async function startIntroduced(read?: ReadSecret, timeouts?: HttpTimeouts): Promise<RunningBridge> {
  const running = start(read, timeouts);
  await running.introduce();
  await vi.waitFor(() => expect(convene.methods()).toContain('notifications/initialized'));
  return running;
}

/** A reader whose answer a test can change. */
function changingSecret(first: ConnectionSecret | undefined) {
  let secret = first;
  let readings = 0;
  const read: ReadSecret = async () => {
    readings += 1;
    return ok(secret);
  };
  return {
    read,
    readings: () => readings,
    becomes: (next: ConnectionSecret | undefined) => {
      secret = next;
    },
  };
}

describe('a message', () => {
  it('goes to Convene with the key, and the answer comes back', async () => {
    const { ask } = await startIntroduced();
    expect(await ask('tools/call', { name: 'get_dashboard' })).toMatchObject({
      result: { answered: 'tools/call', asked: { name: 'get_dashboard' } },
    });
    const last = convene.calls.at(-1);
    expect(bearer(last)).toBe(token);
    expect(last?.headers).toMatchObject({
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18',
    });
  });

  it('waits while Convene still answers the introduction, and keeps its place', async () => {
    let greet = (): void => {};
    convene.script((call, response) => {
      if (call.method !== 'initialize') return false;
      greet = () => void answerJson(response, replyTo(call, greeting), { 'mcp-session-id': 'one' });
      return true;
    });
    const { say, reply } = start();
    say({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18' } });
    say({ jsonrpc: '2.0', method: 'notifications/initialized' });
    for (const id of [1, 2, 3]) say({ jsonrpc: '2.0', id, method: `step/${id}` });
    await vi.waitFor(() => expect(convene.methods()).toEqual(['initialize']));
    greet();
    await Promise.all([1, 2, 3].map(reply));
    expect(convene.methods().slice(0, 2)).toEqual(['initialize', 'notifications/initialized']);
    expect([...convene.methods()].sort()).toEqual([
      'initialize',
      'notifications/initialized',
      'step/1',
      'step/2',
      'step/3',
    ]);
    expect(convene.calls.slice(1).map(({ headers }) => headers['mcp-session-id'])).toEqual(
      Array.from({ length: 4 }, () => 'one'),
    );
  });

  it('does not wait for another that takes long', async () => {
    let slow: ServerResponse | undefined;
    let slowCall: Call | undefined;
    convene.script((call, response) => {
      if (call.method !== 'slow') return false;
      [slow, slowCall] = [response, call];
      return true;
    });
    const { ask } = await startIntroduced();
    const waiting = ask('slow');
    expect(await ask('quick')).toMatchObject({ result: { answered: 'quick' } });
    if (slow && slowCall) answerJson(slow, replyTo(slowCall, { answered: 'at last' }));
    expect(await waiting).toMatchObject({ result: { answered: 'at last' } });
  });

  it('brings back what comes before the answer, in its order', async () => {
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      const send = openEvents(response);
      for (const progress of [1, 2])
        send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress } });
      send(replyTo(call, { done: true }));
      response.end();
      return true;
    });
    const { ask, said } = await startIntroduced();
    const before = said.length;
    await ask('tools/call', { name: 'x' });
    expect(said.slice(before).map(({ method, result }) => method ?? result)).toEqual([
      'notifications/progress',
      'notifications/progress',
      { done: true },
    ]);
  });

  it('is written on one line however Convene laid it out', async () => {
    convene.script((call, response) => {
      if (call.method !== 'pretty') return false;
      response
        .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(replyTo(call, { text: 'one\ntwo' }), null, 2));
      return true;
    });
    const { ask } = await startIntroduced();
    expect(await ask('pretty')).toMatchObject({ result: { text: 'one\ntwo' } });
  });

  it('gets one reply even when Convene replies twice or to something else', async () => {
    convene.script((call, response) => {
      if (call.method !== 'twice') return false;
      const send = openEvents(response);
      send({ jsonrpc: '2.0', id: 'nobody', result: {} });
      send(replyTo(call, { first: true }));
      send(replyTo(call, { second: true }));
      response.end();
      return true;
    });
    const { ask, said } = await startIntroduced();
    const reply = await ask('twice');
    await ask('after');
    expect(said.filter(({ id }) => id === reply.id).map(({ result }) => result)).toEqual([{ first: true }]);
    expect(said.map(({ id }) => id)).not.toContain('nobody');
  });

  it('that is cancelled is called off at Convene and gets no reply', async () => {
    let hungUp = false;
    convene.script((call, response) => {
      if (call.method !== 'long') return false;
      response.once('close', () => {
        hungUp = true;
      });
      return true;
    });
    const { say, said } = await startIntroduced();
    say({ jsonrpc: '2.0', id: 77, method: 'long' });
    await vi.waitFor(() => expect(convene.methods()).toContain('long'));
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 77 } });
    await vi.waitFor(() => expect(hungUp).toBe(true));
    expect(convene.methods()).toContain('notifications/cancelled');
    await bridge?.end();
    expect(said.map(({ id }) => id)).not.toContain(77);
  });

  it('that no server could read is answered, and the next one works', async () => {
    const { say, ask, said, reply } = await startIntroduced();
    say('{"jsonrpc":');
    expect(await reply(null)).toMatchObject({ error: { code: -32700 } });
    for (const line of ['null', '[]', '7', '{"jsonrpc":"2.0","id":5}', '   ']) say(line);
    say('x'.repeat(17 * 1024 * 1024));
    expect(await ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
    expect(said.flatMap(({ error }) => error?.code ?? [])).toEqual([
      -32700, -32600, -32600, -32600, -32600, -32600,
    ]);
  });

  it('asking whether the bridge is there needs no Convene', async () => {
    await convene.stop();
    expect(await start().ask('ping')).toMatchObject({ result: {} });
  });
});

describe('when Convene refuses', () => {
  const refuseOld = (old: string) =>
    convene.script((call, response) => (bearer(call) === old ? answerStatus(response, 401) : false));

  it('the key, the one that has taken its place is used and Claude notices nothing', async () => {
    const secret = changingSecret(secretFor(convene.address, token));
    const { ask } = await startIntroduced(secret.read);
    const next = newToken();
    secret.becomes(secretFor(convene.address, next));
    refuseOld(token);
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask('tools/list')));
    expect(replies.filter(({ error }) => error)).toEqual([]);
    expect(secret.readings()).toBe(2);
    expect(bearer(convene.calls.at(-1))).toBe(next);
  });

  it('a revoked key, Claude is told since when and what to do', async () => {
    const secret = changingSecret(secretFor(convene.address, token));
    const { ask } = await startIntroduced(secret.read);
    const { token: _gone, ...rest } = secretFor(convene.address, token);
    secret.becomes({ ...rest, revokedAt: '2026-05-03T10:00:00.000Z' });
    refuseOld(token);
    expect((await ask('tools/call')).error).toEqual({
      code: -32001,
      message: 'This key was revoked on 3 May. Open Convene Companion to connect Claude again.',
      data: { code: 'refused' },
    });
  });

  it('a key whose connection is gone, Claude is told that', async () => {
    const secret = changingSecret(secretFor(convene.address, token));
    const { ask } = await startIntroduced(secret.read);
    secret.becomes(undefined);
    refuseOld(token);
    expect((await ask('tools/call')).error).toMatchObject({
      message: 'This connection was removed in Convene Companion. Open it to connect Claude again.',
      data: { code: 'secret-missing' },
    });
  });

  it('a key and works with the next one later, the bridge recovers', async () => {
    const secret = changingSecret(secretFor(convene.address, token));
    const { ask } = await startIntroduced(secret.read);
    refuseOld(token);
    expect((await ask('tools/list')).error?.message).toMatch(/^Convene refused this key/);
    secret.becomes(secretFor(convene.address, newToken()));
    expect(await ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
  });

  it('a key while another question is still being told so, the next one gets the new key', async () => {
    const { token: _gone, ...rest } = secretFor(convene.address, token);
    const revoked = ok({ ...rest, revokedAt: '2026-05-03T10:00:00.000Z' });
    let reading: ReturnType<ReadSecret> = Promise.resolve(revoked);
    const { introduce, ask, say, reply } = start(() => reading);
    await introduce();
    let tell = (): void => {};
    reading = new Promise((resolve) => {
      tell = () => resolve(revoked);
    });
    const [first, next] = [ask('tools/list'), ask('tools/call')];
    say('no JSON');
    // It is answered in the order of arrival, so both questions have come.
    await reply(null);
    reading = always(secretFor(convene.address, token))();
    tell();
    expect(await first).toMatchObject({ error: { data: { code: 'refused' } } });
    expect(await next).toMatchObject({ result: { answered: 'tools/call' } });
  });

  it('a new key as well, it is asked no more than twice', async () => {
    const secret = changingSecret(secretFor(convene.address, token));
    const { ask } = await startIntroduced(secret.read);
    secret.becomes(secretFor(convene.address, newToken()));
    convene.script((_, response) => answerStatus(response, 401));
    const before = convene.calls.length;
    expect(await ask('tools/list')).toMatchObject({ error: { data: { code: 'refused' } } });
    expect(convene.calls.length - before).toBe(2);
  });

  it.each([
    [403, 'not-allowed'],
    [404, 'not-found'],
    [429, 'server-error'],
    [500, 'server-error'],
    [302, 'unexpected-answer'],
  ])('with status %i, the sentence is marked %s', async (status, code) => {
    const { ask } = await startIntroduced();
    convene.script((_, response) => answerStatus(response, status));
    const { error } = await ask('tools/call');
    expect(error).toMatchObject({ code: -32001, data: { code } });
    expect(error?.message).toMatch(/^[A-Z].*\.$/);
  });

  it.each([200, 401, 403])(
    'and it is a page of the Wi-Fi, status %i, the key is not blamed',
    async (status) => {
      const { ask } = await startIntroduced();
      convene.script((_, response) => {
        response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Please sign in</h1>');
        return true;
      });
      expect(await ask('tools/list')).toMatchObject({ error: { data: { code: 'unexpected-answer' } } });
    },
  );

  it('a message by an error of JSON-RPC, Claude gets that error as its reply', async () => {
    const { ask } = await startIntroduced();
    convene.script((_, response) =>
      answerStatus(response, 400, { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Not now' } }),
    );
    expect((await ask('tools/list')).error).toEqual({ code: -32000, message: 'Not now' });
  });
});

describe('when the connection fails', () => {
  /** Tells the tools, then ends the connection without a word at the first call of one. */
  const endAtFirstCall = () =>
    convene.script((call, response) => {
      if (call.method === 'tools/list') {
        const tools = [{ name: 'look', annotations: { readOnlyHint: true } }, { name: 'pay' }];
        return answerJson(response, replyTo(call, { tools }));
      }
      convene.script(() => false);
      response.socket?.destroy();
      return true;
    });

  it('because a kept one had been closed, the call is sent again', async () => {
    const { ask } = await startIntroduced();
    convene.script((call, response) => {
      if (call.method !== 'tools/list') return false;
      convene.script(() => false);
      response.socket?.destroy();
      return true;
    });
    expect(await ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
    expect(convene.methods().filter((method) => method === 'tools/list')).toHaveLength(2);
  });

  it('in the same way on a tool that changes something, it is not done twice and Claude is told so', async () => {
    const { ask } = await startIntroduced();
    endAtFirstCall();
    await ask('tools/list');
    expect((await ask('tools/call', { name: 'pay' })).error?.message).toMatch(/may or may not/);
    expect(convene.methods().filter((method) => method === 'tools/call')).toHaveLength(1);
  });

  it('in the same way on a tool that only reads, it is asked again', async () => {
    const { ask } = await startIntroduced();
    endAtFirstCall();
    await ask('tools/list');
    expect(await ask('tools/call', { name: 'look' })).toMatchObject({ result: { answered: 'tools/call' } });
  });

  it('before anything was sent, Claude is told that Convene can’t be reached, and later it works', async () => {
    const { ask } = await startIntroduced();
    const { port } = new URL(convene.address);
    await convene.stop();
    expect(await ask('tools/call')).toMatchObject({
      error: { message: expect.stringMatching(/^Convene can’t be reached/), data: { code: 'offline' } },
    });
    convene = await startScriptedConvene(Number(port));
    expect(await ask('tools/call')).toMatchObject({ result: { answered: 'tools/call' } });
  });

  it('in the middle of the answer to a tool, Claude is told that it may have been done', async () => {
    const { ask } = await startIntroduced();
    convene.script((_, response) => {
      openEvents(response)({ jsonrpc: '2.0', method: 'notifications/progress', params: {} });
      response.socket?.destroySoon();
      return true;
    });
    const { error } = await ask('tools/call');
    expect(error?.message).toMatch(/may or may not have been done/);
  });

  it.each(['tools/call', 'tools/list'])(
    'by an answer to %s that is cut short, it is no answer',
    async (method) => {
      const { ask } = await startIntroduced();
      convene.script((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"jsonrpc":"2.0","id":"as');
        return true;
      });
      expect(await ask(method)).toMatchObject({ error: { data: { code: 'unexpected-answer' } } });
    },
  );

  it('by silence, the call ends and the bridge goes on', async () => {
    const { ask } = await startIntroduced(undefined, { silenceMs: 60 });
    convene.script((call) => call.method === 'tools/call');
    expect(await ask('tools/call')).toMatchObject({ error: { data: { code: 'timed-out' } } });
    expect(await ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
  });

  it('never, as long as Convene shows that it is still at work', async () => {
    const { ask } = await startIntroduced(undefined, { silenceMs: 500 });
    convene.script((call, response) => {
      if (call.method !== 'tools/call') return false;
      const send = openEvents(response);
      const work = async (): Promise<void> => {
        for (let step = 0; step < 8; step += 1) {
          await delay(100);
          response.write(': still at work\n\n');
        }
        send(replyTo(call, { done: true }));
        response.end();
      };
      void work();
      return true;
    });
    expect(await ask('tools/call')).toMatchObject({ result: { done: true } });
  });
});

describe('a server that keeps sessions', () => {
  it('and has forgotten ours is introduced to Claude again, and the call is repeated', async () => {
    let current = 'session-1';
    convene.script((call, response) => {
      if (call.method === 'initialize') {
        return answerJson(response, replyTo(call, greeting), { 'mcp-session-id': current });
      }
      return call.headers['mcp-session-id'] === current ? false : answerStatus(response, 404);
    });
    const { ask, said } = await startIntroduced();
    current = 'session-2';
    const replies = await Promise.all([ask('tools/list'), ask('tools/call')]);
    expect(replies).toMatchObject([
      { result: { answered: 'tools/list' } },
      { result: { answered: 'tools/call' } },
    ]);
    expect(convene.methods().filter((method) => method === 'initialize')).toHaveLength(2);
    expect(said).toHaveLength(3);
  });
});

describe('a start without Convene', () => {
  it('greets Claude all the same, and says why in a sentence', async () => {
    await convene.stop();
    const { introduce, ask } = start();
    expect((await introduce()).result).toMatchObject({
      protocolVersion: '2025-06-18',
      capabilities: { tools: { listChanged: true } },
      instructions: expect.stringMatching(/^Convene can’t be reached/),
    });
    expect(await ask('tools/list')).toMatchObject({ error: { data: { code: 'offline' } } });
  });

  it('ends by itself when Convene is back, and Claude is told to ask for the tools', async () => {
    const { port } = new URL(convene.address);
    await convene.stop();
    const { introduce, said, ask } = start(undefined, { retryMs: 20, longestRetryMs: 40 });
    await introduce();
    convene = await startScriptedConvene(Number(port));
    await vi.waitFor(() =>
      expect(said.map(({ method }) => method)).toContain('notifications/tools/list_changed'),
    );
    expect(convene.methods()).toEqual(['initialize', 'notifications/initialized']);
    expect(await ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
    expect(said.filter(({ method }) => method)).toHaveLength(1);
  });

  it('ends with the next question when the keychain was locked', async () => {
    let locked = true;
    const { introduce, ask } = start(async () =>
      locked ? failed(failure('keychain-locked')) : ok(secretFor(convene.address, token)),
    );
    expect((await introduce()).result?.instructions).toMatch(/keychain is locked/);
    expect(await ask('tools/list')).toMatchObject({ error: { data: { code: 'keychain-locked' } } });
    locked = false;
    expect(await ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
  });

  it('that never answers is given up in time for Claude', async () => {
    convene.script(() => true);
    const { introduce } = start(undefined, { helloMs: 60 });
    expect((await introduce()).result?.instructions).toMatch(/didn’t answer in time/);
  });

  it('never sends a key to an address that isn’t encrypted', async () => {
    const { introduce, ask } = start(always(secretFor('http://192.0.2.1', token)));
    await introduce();
    expect(await ask('tools/list')).toMatchObject({ error: { data: { code: 'bad-input' } } });
  });
});

describe('the end of the input', () => {
  it('lets what is in flight be answered', async () => {
    let finish = (): void => {};
    convene.script((call, response) => {
      if (call.method !== 'slow') return false;
      finish = () => void answerJson(response, replyTo(call, { done: true }));
      return true;
    });
    const { ask, end } = await startIntroduced();
    const waiting = ask('slow');
    await vi.waitFor(() => expect(convene.methods()).toContain('slow'));
    const ended = end();
    finish();
    expect(await waiting).toMatchObject({ result: { done: true } });
    await ended;
  });

  it('does not wait for ever', async () => {
    convene.script((call) => call.method === 'slow');
    const { say, end } = await startIntroduced(undefined, { finishMs: 40 });
    say({ jsonrpc: '2.0', id: 1, method: 'slow' });
    await vi.waitFor(() => expect(convene.methods()).toContain('slow'));
    await end();
  });
});

it('never writes a token to its notes', async () => {
  const { ask, notes } = await startIntroduced();
  convene.script((_, response) => answerStatus(response, 401, { error: token }));
  await ask('tools/call', { token });
  expect(notes.join('')).not.toContain(token);
  expect(notes.length).toBeGreaterThan(3);
});

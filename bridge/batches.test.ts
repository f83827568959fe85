import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { elementsOf, isBatch } from './batch.ts';
import { always, type Reply, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
import {
  answerJson,
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

async function start(protocolVersion: string): Promise<RunningBridge> {
  const secret = secretFor(convene.address, `fm_org_${randomBytes(20).toString('hex')}`);
  convene.script((call, response) => {
    if (call.method === 'quiet') {
      openEvents(response)(replyTo(call, { answered: 'quiet' }));
      response.end();
      return true;
    }
    if (call.method !== 'initialize') return false;
    return answerJson(response, replyTo(call, { ...greeting, protocolVersion }));
  });
  bridge = runBridge(always(secret));
  await bridge.introduce();
  return bridge;
}

const request = (id: unknown, method: string): unknown => ({ jsonrpc: '2.0', id, method });
const arrays = (said: readonly Reply[]): unknown[] => said.filter((one) => Array.isArray(one));

describe('a batch', () => {
  it('is answered with one array of replies in the version that has them', async () => {
    const { say, said } = await start('2025-03-26');
    say([
      request(1, 'tools/list'),
      { jsonrpc: '2.0', method: 'notifications/progress' },
      request('two', 'quiet'),
      request(3, 'ping'),
      7,
    ]);
    await vi.waitFor(() => expect(arrays(said)).toHaveLength(1));
    const [replies] = arrays(said);
    expect(replies).toHaveLength(4);
    expect(replies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 1, result: { answered: 'tools/list', asked: null } }),
        expect.objectContaining({ id: 'two', result: { answered: 'quiet' } }),
        expect.objectContaining({ id: 3, result: {} }),
        expect.objectContaining({ id: null, error: expect.objectContaining({ code: -32600 }) }),
      ]),
    );
  });

  it('of notifications alone gets no reply', async () => {
    const { say, said, ask } = await start('2025-03-26');
    say([{ jsonrpc: '2.0', method: 'notifications/one' }]);
    await vi.waitFor(() => expect(convene.methods()).toContain('notifications/one'));
    await ask('tools/list');
    expect(arrays(said)).toEqual([]);
  });

  it.each([
    ['[]', -32600],
    ['[1', -32700],
    ['[{"jsonrpc":"2.0","id":1,"method":"ping"},]', -32700],
  ])('%s is refused as a whole', async (line, code) => {
    const { say, reply } = await start('2025-03-26');
    say(line);
    expect(await reply(null)).toMatchObject({ error: { code } });
  });

  it('holds no introduction', async () => {
    const { say, said } = await start('2025-03-26');
    say([request(1, 'initialize')]);
    await vi.waitFor(() => expect(arrays(said)).toMatchObject([[{ id: 1, error: { code: -32600 } }]]));
  });

  it('is refused in a version without them', async () => {
    const { say, reply } = await start('2025-06-18');
    say([request(1, 'tools/list')]);
    expect(await reply(null)).toMatchObject({ error: { code: -32600, message: /Batches/ } });
  });

  it('of the server reaches Claude message by message', async () => {
    const { ask, said } = await start('2025-03-26');
    convene.script((call, response) => {
      if (call.method !== 'both') return false;
      return answerJson(response, [
        { jsonrpc: '2.0', method: 'notifications/message', params: { data: 'one' } },
        replyTo(call, { done: true }),
      ]);
    });
    expect(await ask('both')).toMatchObject({ result: { done: true } });
    expect(said.at(-2)).toMatchObject({ method: 'notifications/message' });
  });

  it('keeps each element’s bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, 2), (values, indent) => {
        const bytes = Buffer.from(JSON.stringify(values, null, indent));
        expect(isBatch(bytes)).toBe(true);
        expect(elementsOf(bytes)?.map((part) => JSON.parse(part.toString('utf8')))).toEqual(
          JSON.parse(bytes.toString('utf8')),
        );
      }),
    );
  });

  it('keeps numbers that are too large to be numbers here', () => {
    const parts = elementsOf(Buffer.from('[{"id": 12345678901234567890}, "a,]\\"["]'));
    expect(parts?.map((part) => part.toString('utf8').trim())).toEqual([
      '{"id": 12345678901234567890}',
      '"a,]\\"["',
    ]);
  });
});

import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHttp } from './http.ts';
import { holdKey } from './key.ts';
import { openMemory } from './memory.ts';
import { serve } from './serve.ts';
import { always, type Reply, runBridge, secretFor } from './testing/bridge-harness.ts';
import { type ScriptedConvene, startScriptedConvene } from './testing/scripted-convene.ts';
import { openUpstream } from './upstream.ts';

let convene: ScriptedConvene;
beforeEach(async () => {
  convene = await startScriptedConvene();
});
afterEach(() => convene.stop());

const read = () => always(secretFor(convene.address, `fm_org_${randomBytes(20).toString('hex')}`));

const whole = [
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look","arguments":{"a":"ä\\u2028"}}}',
  '{"jsonrpc":"2.0","id":"two","method":"tools/list","params":{"_meta":{"progressToken":7}}}',
  '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}',
  '{"jsonrpc":"2.0","id":3,"result":{"roots":[]}}',
  '{"jsonrpc":"2.0","id":4,"error":{"code":-32601,"message":"no"}}',
  '[{"jsonrpc":"2.0","id":5,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"}]',
  '{"jsonrpc":"2.0","id":6,"method":"x","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}',
  'null',
].map((text) => Buffer.from(text));

/** Whatever can stand in the place of a part of a message. */
const scraps = [
  ...['{', '}', '[', ']', '"', ',', ':', '\\', 'null', '-1', '1e999', '\0', '\u2028', '\r', '{"id":{}}'],
  ...[
    '"__proto__":1,',
    '"id":null,',
    '"jsonrpc":"1.0",',
    '"method":7,',
    '['.repeat(3_000),
    '{"a":'.repeat(1_200),
    '9'.repeat(400),
  ],
]
  .map((text) => Buffer.from(text))
  .concat(Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80]));

const damaged = fc
  .tuple(
    fc.constantFrom(...whole),
    fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.option(fc.constantFrom(...scraps))), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([message, cuts]) =>
    cuts.reduce((bytes, [at, length, scrap]) => {
      const from = at % (bytes.length + 1);
      return Buffer.concat([
        bytes.subarray(0, from),
        scrap ?? Buffer.alloc(0),
        bytes.subarray(from + length),
      ]);
    }, message),
  );

describe('a hundred thousand damaged lines', () => {
  it('neither end the bridge nor leave anything but messages on its output', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    let said = '';
    let lines = 0;
    const replies = new Map<string, number>();
    output.on('data', (chunk: Buffer) => {
      const parts = (said + chunk.toString('utf8')).split('\n');
      said = parts.pop() ?? '';
      for (const line of parts) {
        lines += 1;
        const message: Reply = JSON.parse(line);
        if (typeof message.id === 'string' && message.id.startsWith('check-')) {
          replies.set(message.id, (replies.get(message.id) ?? 0) + 1);
        }
      }
    });
    const note = (): void => {};
    const upstream = openUpstream({ key: holdKey(read()), http: openHttp(), note });
    const finished = serve({ input, output, upstream, note, memory: openMemory(undefined, note) });
    const say = (bytes: Buffer | string) =>
      new Promise<void>((resolve) => input.write(bytes, () => resolve()));
    const hello = {
      protocolVersion: '2025-03-26',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    };
    await say(`${JSON.stringify({ jsonrpc: '2.0', id: 'hello', method: 'initialize', params: hello })}\n`);

    const total = 100_000;
    const heap = 1_000;
    for (let count = 0; count < total; count += heap) {
      const some = fc.sample(damaged, { numRuns: heap, seed: count });
      const bytes = Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')]));
      // The pieces that a pipe delivers end anywhere.
      for (let from = 0; from < bytes.length; from += 60_001) await say(bytes.subarray(from, from + 60_001));
      await say(`{"jsonrpc":"2.0","id":"check-${count}","method":"tools/list"}\n`);
      while (!replies.has(`check-${count}`)) await new Promise((resolve) => setImmediate(resolve));
    }
    input.end();
    await finished;
    await upstream.close();
    expect([...replies.values()]).toEqual(Array.from({ length: total / heap }, () => 1));
    expect(lines).toBeGreaterThan(total / 2);
  }, 120_000);
});

describe('damaged answers', () => {
  /** What can stand in a line of an event, wild or not. */
  const field = fc.oneof(
    fc.constantFrom('retry: 0', 'retry: 1e3', 'retry: -1', 'id: \u0001', 'id: \u{1f34e}', 'id', 'event: x'),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `id: ${text.replace(/[\r\n]/g, '')}`),
    fc.constantFrom('data: [', 'data: {}', 'data', ':', ''),
  );

  it('with wild ids and pauses leave each request with one reply, wherever they break off', async () => {
    const bridge = runBridge(read(), { resumeMs: 1, leastPauseMs: 1, reopenMs: 1, listenMs: 0 });
    await bridge.introduce();
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 12 }), fc.boolean(), async (fields, breaks) => {
        const stream = `${fields.join('\n')}\n\n`;
        const answer = (response: ServerResponse): true => {
          response.writeHead(200, { 'content-type': 'text/event-stream' }).write(stream);
          if (breaks) setImmediate(() => response.destroy());
          else response.end();
          return true;
        };
        convene.script((call, response) => call.method === 'tools/list' && answer(response));
        let visits = 0;
        convene.scriptVisits((visit, response) => {
          visits += 1;
          if (visit.verb !== 'GET' || visits > 3) return false;
          return answer(response);
        });
        expect(await bridge.ask('tools/list')).toHaveProperty('error');
        const ids = bridge.said.filter(({ method }) => method === undefined).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        bridge.said.length = 0;
      }),
      { numRuns: 300 },
    );
    await bridge.end();
  }, 60_000);

  it('leave each request with one reply', async () => {
    const bridge = runBridge(read(), { silenceMs: 5_000 });
    await bridge.introduce();
    await fc.assert(
      fc.asyncProperty(damaged, fc.boolean(), fc.nat(40), async (bytes, asEvents, size) => {
        convene.script((call, response) => {
          if (call.method !== 'tools/list') return false;
          response.writeHead(200, { 'content-type': asEvents ? 'text/event-stream' : 'application/json' });
          const answer = asEvents
            ? Buffer.concat([Buffer.from('data: '), bytes, Buffer.from('\n\n')])
            : bytes;
          for (let from = 0; from < answer.length; from += size + 1)
            response.write(answer.subarray(from, from + size + 1));
          response.end();
          return true;
        });
        expect(await bridge.ask('tools/list')).toHaveProperty('jsonrpc', '2.0');
        const ids = bridge.said.filter(({ method }) => method === undefined).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        bridge.said.length = 0;
      }),
      { numRuns: 1_000 },
    );
    await bridge.end();
  }, 60_000);
});

it('a line of 100 MB is refused by its id, and the next message is answered', async () => {
  const bridge = runBridge(read());
  await bridge.introduce();
  bridge.say(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"x":"${'y'.repeat(100_000_000)}"}}`);
  expect(await bridge.reply(1)).toMatchObject({ error: { code: -32600, message: /16 MB/ } });
  expect(await bridge.ask('tools/list')).toMatchObject({ result: { answered: 'tools/list' } });
  await bridge.end();
});

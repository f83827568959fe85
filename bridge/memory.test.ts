import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReadSecret } from './key.ts';
import { largestMemory } from './memory-file.ts';
import { always, type RunningBridge, runBridge, secretFor } from './testing/bridge-harness.ts';
import {
  answerJson,
  answerStatus,
  greeting,
  replyTo,
  type ScriptedConvene,
  startScriptedConvene,
} from './testing/scripted-convene.ts';

const newToken = (): string => `fm_org_${randomBytes(20).toString('hex')}`;
const changed = 'notifications/tools/list_changed';
/** What the companion reads from the file, in place of all that was remembered. */
const refusal = '{"refused":true}';

let convene: ScriptedConvene;
let tools: readonly { readonly name: string; readonly description?: string }[];
let folder: string;
let remembers: string;
let bridge: RunningBridge | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'remembered-'));
  remembers = join(folder, 'bridge', 'connection.json');
  tools = [{ name: 'get_dashboard' }, { name: 'list_bookings' }];
  convene = await startScriptedConvene();
  offerTools();
});
afterEach(async () => {
  await convene.stop();
  await bridge?.end();
  rmSync(folder, { recursive: true });
});

function offerTools(more: Record<string, unknown> = {}): void {
  convene.script((call, response) =>
    call.method === 'tools/list' ? answerJson(response, replyTo(call, { tools, ...more })) : false,
  );
}

const works = (): ReadSecret => always(secretFor(convene.address, newToken()));
const never: ReadSecret = () => new Promise(() => {});
const gone: ReadSecret = always(undefined);

/** Another start of the same connection; nothing asked yet. */
function start(read: ReadSecret = works()): RunningBridge {
  bridge = runBridge(read, { retryMs: 20, longestRetryMs: 40, finishMs: 50 }, { remembers });
  return bridge;
}
/** A whole start, after which the answers are remembered. */
async function startedBefore(): Promise<void> {
  const first = start();
  await first.introduce();
  await first.ask('tools/list');
  await first.end();
  convene.calls.length = 0;
}
const kept = (): Record<string, unknown> => JSON.parse(readFileSync(remembers, 'utf8'));
const announced = ({ said }: RunningBridge): number => said.filter(({ method }) => method === changed).length;

describe('at its next start Claude', () => {
  it('is answered before the key can be read', async () => {
    await startedBefore();
    const { introduce, ask } = start(never);
    expect((await introduce()).result).toEqual({
      ...greeting,
      capabilities: { tools: { listChanged: true } },
    });
    expect((await ask('tools/list')).result).toEqual({ tools });
    expect(convene.calls).toEqual([]);
  });

  it('is introduced to Convene all the same, and hears no more when the tools are what they were', async () => {
    await startedBefore();
    const running = start();
    await running.introduce();
    await running.ask('tools/list');
    expect(await running.ask('slow')).toMatchObject({ result: { answered: 'slow' } });
    await running.end();
    expect(convene.methods().sort()).toEqual([
      'initialize',
      'notifications/initialized',
      'slow',
      'tools/list',
    ]);
    expect(announced(running)).toBe(0);
  });

  it('is told that the tools are others by now, and gets them when it asks', async () => {
    await startedBefore();
    tools = [...tools, { name: 'approve_booking' }];
    const running = start();
    await running.introduce();
    expect((await running.ask('tools/list')).result).not.toEqual({ tools });
    await vi.waitFor(() => expect(announced(running)).toBe(1));
    expect((await running.ask('tools/list')).result).toEqual({ tools });
    expect(announced(running)).toBe(1);
    expect(kept().list).toEqual({ tools });
  });

  it('is told to ask again when the tools couldn’t be asked for', async () => {
    await startedBefore();
    convene.script((call, response) => call.method === 'tools/list' && answerStatus(response, 500));
    const running = start();
    await running.introduce();
    await running.ask('tools/list');
    await vi.waitFor(() => expect(announced(running)).toBe(1));
    expect(await running.ask('tools/list')).toMatchObject({ error: { data: { code: 'server-error' } } });
  });

  it('finds the connection refused where Convene refuses its key, and nothing else is left of it', async () => {
    await startedBefore();
    convene.script((_call, response) => answerStatus(response, 401));
    const running = start();
    await running.introduce();
    await running.ask('tools/list');
    await vi.waitFor(() => expect(readFileSync(remembers, 'utf8')).toBe(refusal));
    await running.end();
    offerTools();
    await startedBefore();
    expect(kept().list).toEqual({ tools });
  });

  it('calls a tool while it is still being introduced, and gets the answer', async () => {
    await startedBefore();
    const { introduce, ask } = start();
    const all = [introduce(), ask('tools/list'), ask('tools/call', { name: 'get_dashboard' })];
    expect((await Promise.all(all)).map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  });

  it('waits for no list of tools that it doesn’t ask for', async () => {
    await startedBefore();
    const { introduce, ask } = start();
    await introduce();
    expect(await ask('prompts/list')).toMatchObject({ result: { answered: 'prompts/list' } });
  });

  it('is welcomed by the server’s session, where the server keeps one', async () => {
    const sessions: unknown[] = [];
    convene.script((call, response) => {
      if (call.method !== 'initialize') sessions.push(call.headers['mcp-session-id']);
      if (call.method === 'initialize')
        return answerJson(response, replyTo(call, greeting), { 'mcp-session-id': 'one' });
      return call.method === 'tools/list' && answerJson(response, replyTo(call, { tools }));
    });
    await startedBefore();
    sessions.length = 0;
    const running = start();
    await running.introduce();
    await running.ask('tools/list');
    await running.ask('tools/call', { name: 'get_dashboard' });
    expect(new Set(sessions)).toEqual(new Set(['one']));
    expect(announced(running)).toBe(0);
  });
});

describe('Convene itself is asked', () => {
  const asksConvene = async (hello?: () => Promise<unknown>): Promise<void> => {
    const running = start();
    await (hello ?? running.introduce)();
    expect((await running.ask('tools/list')).result).toEqual({ tools });
    expect(convene.methods()).toContain('tools/list');
    expect(announced(running)).toBe(0);
  };

  it('at the first start', async () => {
    await asksConvene();
    expect(kept()).toMatchObject({ welcome: greeting, list: { tools } });
  });

  it('by a Claude that introduces itself in other words', async () => {
    await startedBefore();
    tools = [{ name: 'another' }];
    await asksConvene(() => bridge?.ask('initialize', { protocolVersion: '2025-11-25' }) ?? Promise.reject());
  });

  it('for what was asked once already', async () => {
    await startedBefore();
    const { introduce, ask } = start();
    await introduce();
    await ask('tools/list');
    tools = [{ name: 'another' }];
    expect((await ask('tools/list')).result).toEqual({ tools });
  });

  it.each([
    ['is cut off', () => readFileSync(remembers, 'utf8').slice(0, -9)],
    ['holds something else', () => '[]'],
    ['holds a list without tools', () => JSON.stringify({ ...kept(), list: {} })],
    ['is too large', () => JSON.stringify({ ...kept(), more: 'x'.repeat(largestMemory) })],
  ])('when the file %s; it is written anew', async (_, text) => {
    await startedBefore();
    const whole = readFileSync(remembers, 'utf8');
    writeFileSync(remembers, text());
    await asksConvene();
    expect(readFileSync(remembers, 'utf8')).toBe(whole);
  });
});

describe('what is remembered', () => {
  it('is for its owner alone, and nothing else is left in the folder', async () => {
    await startedBefore();
    expect(statSync(remembers).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(remembers)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(remembers))).toEqual(['connection.json']);
  });

  it('is nothing where the companion has no folder', async () => {
    rmSync(folder, { recursive: true });
    await startedBefore();
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
  });

  it('is no list that goes on on another page', async () => {
    offerTools({ nextCursor: 'more' });
    await startedBefore();
    expect(existsSync(remembers)).toBe(false);
  });

  it('is never a token', async () => {
    tools = [{ name: 'get_dashboard', description: `Ask with ${newToken()}` }];
    await startedBefore();
    expect(existsSync(remembers)).toBe(false);
  });

  it('is never more than would be read', async () => {
    tools = [{ name: 'get_dashboard', description: 'x'.repeat(largestMemory) }];
    await startedBefore();
    expect(existsSync(remembers)).toBe(false);
  });

  it('can’t be kept: Claude notices nothing, and the log says why', async () => {
    writeFileSync(dirname(remembers), 'in the way');
    const { introduce, ask, notes } = start();
    await introduce();
    expect((await ask('tools/list')).result).toEqual({ tools });
    await vi.waitFor(() => expect(notes.join('')).toMatch(/error not remembered reason=Error: ENOTDIR/));
  });
});

describe('a connection that is no more', () => {
  it.each([
    ['was removed here', 'secret-missing'],
    ['lost its key', 'refused'],
    ['isn’t allowed any more', 'not-allowed'],
  ] as const)(
    'because it %s answers in a sentence, and is greeted by the bridge from then on',
    async (_, code) => {
      await startedBefore();
      if (code === 'refused') convene.script((_call, response) => answerStatus(response, 401));
      if (code === 'not-allowed') convene.script((_call, response) => answerStatus(response, 403));
      const secret = code === 'secret-missing' ? gone : works();
      const { introduce, ask, end } = start(secret);
      expect((await introduce()).result).toMatchObject({ serverInfo: greeting.serverInfo });
      await ask('tools/list');
      expect(await ask('tools/call', { name: 'get_dashboard' })).toMatchObject({ error: { data: { code } } });
      const left = existsSync(remembers) ? readFileSync(remembers, 'utf8') : undefined;
      expect(left).toBe(code === 'refused' ? refusal : undefined);
      await end();
      expect((await start(secret).introduce()).result?.instructions).toMatch(
        /open (?:Convene Companion|it)/i,
      );
    },
  );

  it('loses it in the middle of the work as well', async () => {
    await startedBefore();
    const { introduce, ask } = start();
    await introduce();
    await ask('tools/call', { name: 'get_dashboard' });
    convene.script((_call, response) => answerStatus(response, 401));
    await ask('tools/call', { name: 'get_dashboard' });
    expect(readFileSync(remembers, 'utf8')).toBe(refusal);
  });

  it('is remembered while Convene merely can’t be reached, and Claude is told when it can', async () => {
    await startedBefore();
    const { port } = new URL(convene.address);
    await convene.stop();
    const running = start();
    await running.introduce();
    expect((await running.ask('tools/list')).result).toEqual({ tools });
    expect(await running.ask('tools/call', { name: 'get_dashboard' })).toMatchObject({
      error: { data: { code: 'offline' } },
    });
    expect(existsSync(remembers)).toBe(true);
    convene = await startScriptedConvene(Number(port));
    await vi.waitFor(() => expect(announced(running)).toBe(1));
  });
});

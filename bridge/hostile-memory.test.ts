import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startKeyring } from '../testing/keyring/keyring.ts';
import { type BridgePlace, openBridgePlace } from './testing/bridge-program.ts';
import { openEvents, type ScriptedConvene, startScriptedConvene } from './testing/scripted-convene.ts';

// The built program, while a server tells without end. What it does then is tried in `hostile.test.ts`.

/** Megabytes. */
const most = 150;

let place: BridgePlace;
let convene: ScriptedConvene;
beforeAll(async () => {
  [place, convene] = [openBridgePlace(await startKeyring()), await startScriptedConvene()];
});
afterAll(async () => {
  await convene.stop();
  await place.stop();
});

const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
});

async function openBridge() {
  const { command, args, env } = await place.connect(
    convene.address,
    `fm_org_${randomBytes(20).toString('hex')}`,
  );
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  started.push(child);
  const replies: unknown[] = [];
  const waiting = new Map<unknown, (reply: unknown) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    // What the server says by itself, the last of it cut off.
    if (!line.startsWith('{"jsonrpc":"2.0","id"')) return;
    const message = JSON.parse(line);
    replies.push(message.id);
    waiting.get(message.id)?.(message);
  });
  const ask = (id: string, method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  const clientInfo = { name: 'a test', version: '1' };
  await ask('hello', 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return { ask, child, replies };
}

/** The most that a process has held in memory so far, in megabytes. */
const highest = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

function tellWithoutEnd(response: ServerResponse, piece: string, type: string): true {
  response.writeHead(200, { 'content-type': type });
  const pieces = piece.repeat(Math.ceil(100_000 / piece.length));
  const more = (): void => {
    while (!response.destroyed && response.write(pieces));
  };
  response.on('drain', more);
  more();
  return true;
}

describe.runIf(process.platform === 'linux')('memory stays small', () => {
  const events = 'text/event-stream';
  it.each([
    [
      'notifications',
      `data: {"jsonrpc":"2.0","method":"x","params":{"x":"${'x'.repeat(30_000)}"}}\n\n`,
      events,
    ],
    ['one event', `data: ${'x'.repeat(1_000)}\n`, events],
    ['empty lines of one event', 'data\n', events],
    ['one line', 'x'.repeat(1_000), events],
    ['nested JSON', '['.repeat(1_000), 'application/json'],
    ['JSON of many elements', '[],'.repeat(1_000), 'application/json'],
  ])('while a server tells %s without end', async (_, piece, type) => {
    convene.script((call, response) => call.method === 'tools/call' && tellWithoutEnd(response, piece, type));
    const { ask, child, replies } = await openBridge();
    expect(await ask('one', 'tools/call', { name: 'look' })).toHaveProperty('error');
    expect(await ask('two', 'prompts/list')).toHaveProperty('result');
    expect(replies).toEqual(['hello', 'one', 'two']);
    expect(highest(child.pid ?? 0)).toBeLessThan(most);
  });

  it('while a server’s own stream has no end', async () => {
    let told = 0;
    const event = `data: {"jsonrpc":"2.0","method":"x","params":{"x":"${'x'.repeat(30_000)}"}}\n\n`;
    let hasTold = (): void => {};
    const muchTold = new Promise<void>((resolve) => {
      hasTold = resolve;
    });
    convene.script(() => false);
    convene.scriptVisits((visit, response) => {
      if (visit.verb !== 'GET') return false;
      openEvents(response);
      const more = (): void => {
        do told += event.length;
        while (!response.destroyed && response.write(event));
        if (told > 100_000_000) hasTold();
      };
      response.on('drain', more);
      more();
      return true;
    });
    const { ask, child } = await openBridge();
    await muchTold;
    expect(await ask('one', 'prompts/list')).toHaveProperty('result');
    expect(highest(child.pid ?? 0)).toBeLessThan(most);
  });
});

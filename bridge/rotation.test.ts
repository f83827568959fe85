import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from '../demo/server.ts';
import { startKeyring } from '../testing/keyring/keyring.ts';
import { isLongRun, longTestMs } from '../testing/long-runs.ts';
import { type BridgePlace, openBridgePlace } from './testing/bridge-program.ts';

let place: BridgePlace;
let convene: DemoServer;
beforeAll(async () => {
  place = openBridgePlace(await startKeyring());
  convene = await startDemoServer({ inMemory: true, mcpAnswers: 'json', mcpTryoutTools: true });
});
afterAll(async () => {
  await convene.stop();
  await place.stop();
});

/** Many more by `npm run test:long`. */
const calls = isLongRun ? 10_000 : 1_000;
const rotations = isLongRun ? 100 : 20;
/** Calls between two rotations. */
const every = calls / rotations;
/** Calls that are under way at once. */
const abreast = 16;

interface Reply {
  readonly id: number;
  readonly error?: unknown;
  readonly result?: { readonly content?: readonly { readonly text: string }[] };
}

it(
  `${calls} calls with ${rotations} rotations: each is done once, and no error reaches Claude`,
  async () => {
    const keyName = (number: number): string => `Claude Desktop on Stall ${number}`;
    const bridge = await place.connect(convene.address, convene.createKey(keyName(0)).token);
    const child = spawn(bridge.command, bridge.args, {
      env: { ...bridge.env, CONVENE_BRIDGE_LOG: 'error' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const waiting = new Map<number, (reply: Reply) => void>();
    const unasked: unknown[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      const reply: Reply = JSON.parse(line);
      const settle = waiting.get(reply.id);
      if (!waiting.delete(reply.id) || !settle) unasked.push(reply);
      else settle(reply);
    });
    const ask = (id: number, method: string, params: object): Promise<Reply> => {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      return new Promise((resolve) => waiting.set(id, resolve));
    };

    await ask(-1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: {} });
    const wrong: unknown[] = [];
    let next = 0;
    let rotated = 0;
    let rotating = Promise.resolve();
    async function rotate(): Promise<void> {
      const { token } = convene.createKey(keyName(rotated + 1));
      await bridge.keep(token);
      convene.revokeKeyByHand(keyName(rotated));
      rotated += 1;
    }
    async function keepCalling(): Promise<void> {
      for (let id = next++; id < calls; id = next++) {
        if (id % every === every / 2) rotating = rotating.then(rotate);
        const reply = await ask(id, 'tools/call', { name: 'try_once', arguments: { what: id } });
        if (reply.result?.content?.[0]?.text !== '1') wrong.push(reply);
      }
    }
    await Promise.all(Array.from({ length: abreast }, keepCalling));
    await rotating;
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);

    expect(wrong).toEqual([]);
    expect(unasked).toEqual([]);
    expect(rotated).toBe(rotations);
    const timesDone = Array.from({ length: calls }, (_, id) => convene.mcp.tryout?.timesDone(String(id)));
    expect(timesDone.filter((times) => times !== 1)).toEqual([]);
  },
  longTestMs,
);

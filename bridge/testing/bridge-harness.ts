import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { ConnectionSecret } from '../../core/keychain/accounts.ts';
import { ok } from '../../shared/result.ts';
import { createBridgeLog } from '../bridge-log.ts';
import { openFlow } from '../flow.ts';
import { openHttp } from '../http.ts';
import { holdKey, type ReadSecret } from '../key.ts';
import { openMemory } from '../memory.ts';
import { type ServeTimeouts, serve } from '../serve.ts';
import { openUpstream, type UpstreamTimeouts } from '../upstream.ts';

export interface Reply {
  readonly jsonrpc: string;
  readonly id: string | number | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string; data?: unknown };
}

export interface RunningBridge {
  /** A message, or a line as it is. */
  say(line: unknown): void;
  /** Asks and waits for the reply. */
  ask(method: string, params?: Record<string, unknown>): Promise<Reply>;
  reply(id: string | number | null): Promise<Reply>;
  introduce(): Promise<Reply>;
  /** Every line on the output so far. */
  readonly said: Reply[];
  /** What went to standard error. */
  readonly notes: string[];
  end(): Promise<void>;
}

/** A connection's secret, as the keychain would hold it. */
export const secretFor = (server: string, token: string): ConnectionSecret => ({
  server,
  organizationName: 'Quince Street Market',
  keyName: 'Claude Desktop on Stall',
  token,
});

export const always =
  (secret: ConnectionSecret | undefined): ReadSecret =>
  async () =>
    ok(secret);

/** The bridge within this process: real HTTP, real streams, the keychain as the test says. `remembers`: in which file. */
export function runBridge(
  read: ReadSecret,
  timeouts: Partial<ServeTimeouts & UpstreamTimeouts> = {},
  { now = () => new Date(), remembers }: { now?: () => Date; remembers?: string } = {},
): RunningBridge {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: Reply[] = [];
  const notes: string[] = [];
  const waiting = new Map<string | number | null, (reply: Reply) => void>();
  let lastId = 0;
  createInterface({ input: output }).on('line', (line) => {
    const message: Reply = JSON.parse(line);
    said.push(message);
    if (message.method === undefined) waiting.get(message.id)?.(message);
  });
  const note = createBridgeLog('debug', (line) => void notes.push(line));
  const memory = openMemory(remembers, note);
  const upstream = openUpstream({
    key: holdKey(read, now),
    http: openHttp(openFlow(output)),
    note,
    timeouts,
  });
  const finished = serve({ input, output, upstream, note, memory, timeouts }).then(() => upstream.close());

  const bridge: RunningBridge = {
    said,
    notes,
    say: (line) => void input.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`),
    reply: (id) =>
      new Promise((resolve) => {
        const already = said.find((message) => message.method === undefined && message.id === id);
        if (already) resolve(already);
        else waiting.set(id, resolve);
      }),
    ask(method, params) {
      lastId += 1;
      const id = `ask-${lastId}`;
      bridge.say({ jsonrpc: '2.0', id, method, params });
      return bridge.reply(id);
    },
    async introduce() {
      const hello = await bridge.ask('initialize', {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'a test', version: '1' },
      });
      bridge.say({ jsonrpc: '2.0', method: 'notifications/initialized' });
      return hello;
    },
    end() {
      input.end();
      return finished;
    },
  };
  return bridge;
}

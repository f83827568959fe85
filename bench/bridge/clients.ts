import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Asks and waits for the answer. The same work on both sides: one line or one event is parsed, nothing is checked. */
export interface BenchClient {
  ask(method: string, params?: object): Promise<unknown>;
  close(): Promise<void>;
}

export interface StdioBenchClient extends BenchClient {
  tell(method: string): void;
  /** Kilobytes that the process and all that it started hold in memory. */
  memory(): number;
}

const answerMs = 60_000;

export function startStdio({ command, args, env, cwd }: Command): StdioBenchClient {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'], cwd });
  const waiting = new Map<number, (message: unknown) => void>();
  let lastId = 0;
  let parts: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, from)) {
      parts.push(chunk.subarray(from, at));
      const message = JSON.parse(Buffer.concat(parts).toString('utf8'));
      parts = [];
      from = at + 1;
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
  const write = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    tell: (method) => write({ jsonrpc: '2.0', method }),
    ask(method, params = {}) {
      lastId += 1;
      const id = lastId;
      write({ jsonrpc: '2.0', id, method, params });
      return new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`No answer to ${method}: ${args.join(' ')}`)),
          answerMs,
        );
        waiting.set(id, (message) => {
          clearTimeout(late);
          resolve(message);
        });
      });
    },
    memory: () => treeOf(child.pid).reduce((sum, pid) => sum + residentSize(pid), 0),
    close: () => end(child),
  };
}

/** From the start of the process until the tools are there, as Claude would ask. */
export async function introduce(client: StdioBenchClient): Promise<void> {
  await client.ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  });
  client.tell('notifications/initialized');
  await client.ask('tools/list');
}

/** Straight to the server, with Node's own client and connections that are kept. */
export function connectDirectly(address: string): BenchClient {
  const agent = new http.Agent({ keepAlive: true });
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'mcp-protocol-version': '2025-06-18',
  };
  let lastId = 0;
  return {
    ask(method, params = {}) {
      lastId += 1;
      const body = JSON.stringify({ jsonrpc: '2.0', id: lastId, method, params });
      return new Promise((resolve, reject) => {
        const request = http.request(`${address}/mcp`, { method: 'POST', agent, headers }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (chunk: Buffer) => parts.push(chunk));
          response.once('end', () => {
            const text = Buffer.concat(parts).toString('utf8');
            resolve(JSON.parse(text.slice(text.indexOf('data: ') + 6)));
          });
        });
        request.once('error', reject);
        request.end(body);
      });
    },
    close: async () => agent.destroy(),
  };
}

async function end(child: ChildProcess): Promise<void> {
  const tree = treeOf(child.pid);
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.stdin?.end();
    const late = setTimeout(() => child.kill('SIGKILL'), 1_000);
    await gone;
    clearTimeout(late);
  }
  for (const pid of tree) endByForce(pid);
}

function endByForce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function treeOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(treeOf)];
  } catch {
    return [];
  }
}

function residentSize(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

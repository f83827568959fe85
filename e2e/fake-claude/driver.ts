import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { logFolder } from './log-folder.ts';
import type { ClaudeStatus, FakeClaudeOptions, Order, ServerStatus } from './orders.ts';

const root = resolve(import.meta.dirname, '../..');
const program = resolve(root, 'out/fake-claude/fake-claude.cjs');

/** How Claude Desktop's own process is called on Linux, so that the companion's look at processes finds this one. */
const claudesName = '/usr/lib/claude-desktop/claude-desktop';

/** Milliseconds for starting, and for each order. */
const deadlineMs = 70_000;

/** Milliseconds for quitting: a server has four seconds to end before it is ended. */
const quitMs = 10_000;

export interface FakeClaude {
  /** What a person would read as Claude's answer. */
  ask(question: string): Promise<string>;
  /** Leaves it running in the tray. */
  closeWindow(): Promise<void>;
  changeSetting(name: string, value: unknown): Promise<void>;
  status(): Promise<ClaudeStatus>;
  servers(): Promise<readonly ServerStatus[]>;
  /** The folder in which `mcp-server-<name>.log` tells of each server. */
  readonly logs: string;
  /** Resolves when the process is gone. Quitting twice is fine. */
  quit(): Promise<void>;
}

/**
 * Starts what `buildFakeClaude` has built; resolves when its servers have answered or failed. Nothing of it outlives
 * this process: it quits when its input ends, and when it is killed its servers are too.
 */
export async function startFakeClaude(parts: {
  configPath: string;
  env: Readonly<Record<string, string>>;
  options?: FakeClaudeOptions;
}): Promise<FakeClaude> {
  const child = spawn(process.execPath, [program, parts.configPath, JSON.stringify(parts.options ?? {})], {
    argv0: claudesName,
    env: { ...process.env, ...parts.env },
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own, so that its servers can be ended with it.
    detached: true,
  });
  const gone = once(child, 'exit').then(() => endGroup(child));
  const waiting = new Map<number, (value: unknown) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, value } = JSON.parse(line) as { id: number; value: unknown };
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  child.stdin.on('error', () => {
    // It has quit; `gone` says so.
  });

  const answer = (id: number): Promise<unknown> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    const said = new Promise<unknown>((done) => waiting.set(id, done));
    const ended = gone.then(() => Promise.reject(new Error('fake Claude has ended')));
    return Promise.race([said, ended]).finally(() => clearTimeout(timer));
  };
  let lastId = 0;
  const order = (what: Order): Promise<unknown> => {
    lastId += 1;
    child.stdin.write(`${JSON.stringify({ id: lastId, order: what })}\n`);
    return answer(lastId);
  };
  const status = async (): Promise<ClaudeStatus> => (await order({ do: 'status' })) as ClaudeStatus;

  await answer(0);
  return {
    ask: async (question) => String(await order({ do: 'ask', question })),
    closeWindow: async () => void (await order({ do: 'closeWindow' })),
    changeSetting: async (name, value) => void (await order({ do: 'changeSetting', name, value })),
    status,
    servers: async () => (await status()).servers,
    logs: logFolder(dirname(parts.configPath)),
    async quit() {
      child.stdin.end();
      const force = setTimeout(() => child.kill('SIGKILL'), quitMs);
      await gone;
      clearTimeout(force);
    },
  };
}

/** Ends what is left of a process's group after it. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

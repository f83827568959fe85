import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { ClaudeStatus, FakeClaudeOptions, Order } from './orders.ts';

const root = resolve(import.meta.dirname, '../..');
const program = resolve(root, 'out/fake-claude/fake-claude.cjs');

/** How Claude Desktop's own process is called on Linux, so that the companion's look at processes finds this one. */
const claudesName = '/usr/lib/claude-desktop/claude-desktop';

/** Milliseconds for starting, and for each order. */
const deadlineMs = 70_000;

export interface FakeClaude {
  /** What a person would read as Claude's answer. */
  ask(question: string): Promise<string>;
  /** Leaves it running in the tray. */
  closeWindow(): Promise<void>;
  changeSetting(name: string, value: unknown): Promise<void>;
  status(): Promise<ClaudeStatus>;
  /** Resolves when the process is gone. Quitting twice is fine. */
  quit(): Promise<void>;
}

/** Starts what `buildFakeClaude` has built; resolves when it has started its servers. */
export async function startFakeClaude(parts: {
  configPath: string;
  env: Readonly<Record<string, string>>;
  options?: FakeClaudeOptions;
}): Promise<FakeClaude> {
  const child = spawn(process.execPath, [program, parts.configPath, JSON.stringify(parts.options ?? {})], {
    argv0: claudesName,
    env: { ...process.env, ...parts.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
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

  await answer(0);
  return {
    ask: async (question) => String(await order({ do: 'ask', question })),
    closeWindow: async () => void (await order({ do: 'closeWindow' })),
    changeSetting: async (name, value) => void (await order({ do: 'changeSetting', name, value })),
    status: async () => (await order({ do: 'status' })) as ClaudeStatus,
    async quit() {
      child.stdin.end();
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(force);
    },
  };
}

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { installInHome } from './installed.ts';
import { type Instance, meet } from './instance.ts';
import { logFolder } from './log-folder.ts';
import type { ClaudeStatus, FakeClaudeOptions, Order, ServerStatus } from './orders.ts';

/** Claude on one computer. Orders go to the one that runs, whoever started it: the person, or the companion. */
export interface FakeClaude {
  /** Path of the program that a menu starts. */
  readonly program: string;
  /** The folder in which `mcp-server-<name>.log` tells of each server. */
  readonly logs: string;
  /** The person starts it from the menu; resolves when its servers have answered or failed. */
  start(): Promise<void>;
  /** How often it has been started up to the answers of its servers, by whomever. */
  starts(): number;
  /** What a person would read as Claude's answer. */
  ask(question: string): Promise<string>;
  /** Leaves it running in the tray. */
  closeWindow(): Promise<void>;
  changeSetting(name: string, value: unknown): Promise<void>;
  /** The person removes a server in Claude's own settings. */
  removeServer(name: string): Promise<void>;
  status(): Promise<ClaudeStatus>;
  servers(): Promise<readonly ServerStatus[]>;
  /** The person quits it from its own menu; resolves when the process is gone. Quitting twice is fine. */
  quit(): Promise<void>;
}

interface FakeClaudeDeps {
  readonly configPath: string;
  /** What the person starts it with; HOME is where it is installed. */
  readonly env: Readonly<Record<string, string>>;
  readonly options?: FakeClaudeOptions;
}

/**
 * Installs what `buildFakeClaude` has built, without starting it. Nothing of it outlives this process: it quits when
 * nobody listens to it any more, and when it is killed its servers are too.
 */
export async function installFakeClaude(parts: FakeClaudeDeps): Promise<FakeClaude> {
  const home = parts.env.HOME;
  if (!home) throw new Error('fake Claude is installed into a home');
  mkdirSync(home, { recursive: true });
  const socketPath = join(home, `.claude-${randomUUID().slice(0, 8)}.sock`);
  const program = installInHome(home, { configPath: parts.configPath, socketPath });

  let options = parts.options ?? {};
  let starts = 0;
  const instances = new Set<Instance>();
  const server = createServer((socket) => {
    const instance = meet(socket, {
      options,
      stripped() {
        if (options.strips === 'once') options = { ...options, strips: 'never' };
      },
    });
    instances.add(instance);
    instance.ready.then(
      () => {
        starts += 1;
      },
      () => {
        // It has ended before; whoever waits for it is told.
      },
    );
    void instance.gone.then(() => instances.delete(instance));
  });
  server.listen(socketPath).unref();
  await once(server, 'listening');

  /** Once its servers have answered or failed: nobody asks it earlier. */
  const order = async (what: Order): Promise<unknown> => {
    const last = [...instances].at(-1);
    if (!last) throw new Error('fake Claude has ended');
    await last.ready;
    return last.order(what);
  };
  const status = async (): Promise<ClaudeStatus> => (await order({ do: 'status' })) as ClaudeStatus;

  return {
    program,
    logs: logFolder(dirname(parts.configPath)),
    async start() {
      const called = once(server, 'connection');
      const child = spawn(program, {
        env: { ...process.env, ...parts.env },
        stdio: ['ignore', 'ignore', 'inherit'],
        // A group of its own, so that its servers can be ended with it.
        detached: true,
      });
      const ended = once(child, 'exit').then(() => Promise.reject(new Error('fake Claude has ended')));
      await Promise.race([called, ended]);
      await [...instances].at(-1)?.ready;
    },
    starts: () => starts,
    ask: async (question) => String(await order({ do: 'ask', question })),
    closeWindow: async () => void (await order({ do: 'closeWindow' })),
    changeSetting: async (name, value) => void (await order({ do: 'changeSetting', name, value })),
    removeServer: async (name) => void (await order({ do: 'removeServer', name })),
    status,
    servers: async () => (await status()).servers,
    quit: async () => void (await Promise.all([...instances].map((instance) => instance.quit()))),
  };
}

/** Installs it and has the person start it; resolves when its servers have answered or failed. */
export async function startFakeClaude(parts: FakeClaudeDeps): Promise<FakeClaude> {
  const claude = await installFakeClaude(parts);
  await claude.start();
  return claude;
}

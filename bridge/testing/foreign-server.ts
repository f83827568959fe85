import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface ForeignServer {
  /** `http://127.0.0.1:<port>`; MCP is at `/mcp`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Milliseconds until a server must listen. */
const startMs = 20_000;

/** A public MCP server over HTTP, as a process of its own. `env` gets the port that it shall listen on. */
export async function startForeignServer(
  args: readonly string[],
  env: (port: string) => Record<string, string>,
): Promise<ForeignServer> {
  const port = await freePort();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env(String(port)) },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const stop = () => ended(child);
  const until = performance.now() + startMs;
  while (!(await isOpen(port))) {
    if (performance.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error(`${args.join(' ')} does not listen.`);
    }
    await pause(50);
  }
  return { address: `http://127.0.0.1:${port}`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  if (bound === null || typeof bound === 'string') throw new Error('No port was bound.');
  return bound.port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

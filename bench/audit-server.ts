/** A demo server as a process of its own, with the made-up log in its database, and a person who is signed in. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startDemoServer } from '../demo/server.ts';
import { makeUpEvents } from './audit-events.ts';

export interface BenchServer {
  readonly address: string;
  readonly accessToken: string;
  /** The newest made-up event's time, in milliseconds since 1970. */
  readonly until: number;
  stop(): Promise<void>;
}

export async function startBenchServer(amounts: { events: number; keys: number }): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'convene-bench-audit-'));
  const first = await startDemoServer({ dataFolder: folder });
  const { accessToken } = first.signIn();
  await first.stop();
  const until = Date.now();
  makeUpEvents(folder, { ...amounts, until });
  const server = spawn(
    process.execPath,
    [resolve('out/programs/demo-server.cjs'), '--port', '0', '--json', '--with-parent', '--data', folder],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(server, 'exit');
  const ready = await Promise.race([
    once(createInterface(server.stdout), 'line'),
    ended.then(() => Promise.reject(new Error('The demo server ended.'))),
  ]);
  const { address } = JSON.parse(String(ready[0])) as { address: string };
  return {
    address,
    accessToken,
    until,
    async stop() {
      server.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

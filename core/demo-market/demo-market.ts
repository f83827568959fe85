import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { metadataPath } from '../../shared/convene/names.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { withLock } from '../files/lock.ts';
import { spawnApart } from '../files/spawn-apart.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { StateFile } from '../files/state-file.ts';
import type { DemoMarket } from '../ports.ts';

/** The port that the demo market had last; keeping it keeps what was connected to it working. */
export const demoMarketFileSchema = z.strictObject({ port: z.int().min(0).max(65_535) });
export type DemoMarketFile = z.infer<typeof demoMarketFileSchema>;

/** Milliseconds until the market must have said where it listens. */
const startDeadlineMs = 15_000;

/** Milliseconds for a market that runs already to answer. */
const lookDeadlineMs = 1_000;

/** Milliseconds between asking the market to end and ending it. */
const graceMs = 3_000;

const loopback = '127.0.0.1';

const metadataSchema = z.looseObject({ issuer: z.string() });
const readySchema = z.looseObject({ address: z.url() });

type Address = Result<{ address: string }>;

/** Runs the demo server as a child that ends with this process; its database stays in `dataFolder`. */
export function createDemoMarket(parts: {
  program: SpawnCommand;
  dataFolder: string;
  file: StateFile<DemoMarketFile>;
  signIn: DemoMarket['signIn'];
}): DemoMarket {
  let child: ChildProcess | undefined;
  /** Where the child listens; absent while it starts, and when another companion's market is used. */
  let own: { address: string } | undefined;
  let starting: Promise<Address> | undefined;
  let stops = 0;

  /** One companion at a time, or two markets would share one database. */
  function start(): Promise<Address> {
    const stopsBefore = stops;
    const stopped = (): boolean => stops > stopsBefore;
    return withLock(`${parts.dataFolder}.lock`, () => findOrLaunch(stopped), { waitMs: 2 * startDeadlineMs });
  }

  async function findOrLaunch(stopped: () => boolean): Promise<Address> {
    const remembered = await parts.file.read();
    const port = remembered.ok ? remembered.value.port : 0;
    const address = `http://${loopback}:${port}`;
    // Another companion on this computer, the window or the command line, may have it running.
    if (port !== 0 && (await isMarket(address))) return ok({ address });
    if (stopped()) return failed(failure('internal', { name: 'demo market', detail: 'stopped' }));
    const first = await launchOn(port);
    // The port may belong to somebody else by now; a fresh one means signing in anew.
    const started = first.ok || port === 0 || stopped() ? first : await launchOn(0);
    if (!started.ok) return started;
    // Unless it was stopped just now.
    own = child ? started.value : undefined;
    const saved = await parts.file.rewrite(() => ({ port: Number(new URL(started.value.address).port) }));
    return saved.ok ? started : saved;
  }

  function launchOn(port: number): Promise<Address> {
    const { command, args, env } = parts.program;
    const options = ['--json', '--with-parent', '--data', parts.dataFolder, '--port', String(port)];
    const started = spawnApart(command, [...args, ...options], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    child = started;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        started.kill('SIGKILL');
        fail('did not start in time');
      }, startDeadlineMs);
      const fail = (detail: string): void => {
        clearTimeout(timer);
        resolve(failed(failure('internal', { name: 'demo market', detail })));
      };
      started.once('error', (error) => fail(error.message));
      started.once('exit', (status) => {
        if (child === started) own = undefined;
        fail(`ended with status ${status}`);
      });
      createInterface({ input: started.stdout }).once('line', (line) => {
        clearTimeout(timer);
        const ready = readySchema.safeParse(parseLine(line));
        if (ready.success) resolve(ok({ address: ready.data.address }));
        else fail('said something else than its address');
      });
    });
  }

  return {
    signIn: parts.signIn,
    async start() {
      if (own) return ok(own);
      starting ??= start().finally(() => {
        starting = undefined;
      });
      return starting;
    },
    async stop() {
      stops += 1;
      const ending = child;
      child = undefined;
      own = undefined;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null || ending.pid === undefined)
        return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGTERM');
      const force = setTimeout(() => ending.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(force);
    },
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether a demo market answers there, as its metadata says of itself. */
async function isMarket(address: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL(metadataPath, address), {
      signal: AbortSignal.timeout(lookDeadlineMs),
    });
    return metadataSchema.safeParse(await answer.json()).data?.issuer === address;
  } catch {
    // Nobody, or somebody else: then it is started.
    return false;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { metadataPath } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { JsonFile } from '../files/json-file.ts';
import type { PracticeMarket } from '../ports.ts';
import type { Program } from '../programs/program.ts';

/** The port that the practice market had last; keeping it keeps what was connected to it working. */
export const practiceFileSchema = z.strictObject({ port: z.int().min(0).max(65_535) });
export type PracticeFile = z.infer<typeof practiceFileSchema>;

/** Milliseconds until the market must have said where it listens. */
const startDeadlineMs = 15_000;

/** Milliseconds for a market that runs already to answer. */
const lookDeadlineMs = 1_000;

const metadataSchema = z.looseObject({ issuer: z.string() });
const readySchema = z.looseObject({ address: z.url() });

/** Runs the demo server as a child that ends with this process; its database stays in `dataFolder`. */
export function openPracticeMarket(parts: {
  program: Program;
  dataFolder: string;
  file: JsonFile<PracticeFile>;
  signIn: PracticeMarket['signIn'];
}): PracticeMarket {
  let child: ChildProcess | undefined;
  let running: Promise<Result<{ address: string }>> | undefined;

  async function launch(): Promise<Result<{ address: string }>> {
    const remembered = await parts.file.read();
    const port = remembered.ok ? remembered.value.port : 0;
    const address = `http://127.0.0.1:${port}`;
    // Another companion on this computer, the window or the command line, may have it running.
    if (port !== 0 && (await isMarket(address))) return ok({ address });
    const first = await launchOn(port);
    // The port may belong to somebody else by now; a fresh one means signing in anew.
    const started = first.ok || port === 0 ? first : await launchOn(0);
    if (started.ok) {
      const saved = await parts.file.update(() => ({ port: Number(new URL(started.value.address).port) }));
      if (!saved.ok) return saved;
    }
    return started;
  }

  function launchOn(port: number): Promise<Result<{ address: string }>> {
    const { command, args, env } = parts.program;
    const own = ['--json', '--with-parent', '--data', parts.dataFolder, '--port', String(port)];
    const started = spawn(command, [...args, ...own], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child = started;
    return new Promise((resolve) => {
      const fail = (detail: string): void =>
        resolve(failed(failure('internal', { name: 'practice market', detail })));
      const timer = setTimeout(() => {
        started.kill('SIGKILL');
        fail('did not start in time');
      }, startDeadlineMs);
      started.once('error', (error) => fail(error.message));
      started.once('exit', (status) => {
        clearTimeout(timer);
        if (child === started) running = undefined;
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
      running ??= launch();
      const answer = await running;
      if (!answer.ok) running = undefined;
      return answer;
    },
    async stop() {
      const ending = child;
      child = undefined;
      running = undefined;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGTERM');
      const force = setTimeout(() => ending.kill('SIGKILL'), 3_000);
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

/** Whether a practice market answers there, as its metadata says of itself. */
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

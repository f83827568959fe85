import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { createInterface } from 'node:readline';
import type { Failure, FailureCode } from '../../shared/failure.ts';
import { readLines } from '../files/lines.ts';
import { spawnApart } from '../files/spawn-apart.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { clientEnvironment } from './client-environment.ts';

/** Milliseconds between asking a process to end and ending it. */
const graceMs = 1_000;
/** Milliseconds for the last words of a process that has ended, should another hold its output open. */
const lastWordsMs = 500;

/** What is told of a bridge that was started. */
export interface BridgeEars {
  /** A line of its output, without its end. */
  onLine(line: string): void;
  /** A line for its log. */
  onWords(line: string): void;
  /** It is over, or never began; told more than once. */
  onEnd(why: FailureCode, facts?: Omit<Failure, 'code'>): void;
}

export interface StartedBridge {
  /** One message on its input. */
  write(line: string): void;
  /** Ends it, by force when it doesn't go. Stopping twice is fine. */
  stop(): Promise<void>;
}

/** Undefined when there is nothing to start, after `onEnd` has said why. */
export type StartBridge = (program: SpawnCommand, ears: BridgeEars) => StartedBridge | undefined;

/** The bridge as a process, as a client starts it: with no more of this program's environment than a client hands on. */
export const startBridgeProcess: StartBridge = ({ command, args, env }, ears) => {
  // Node would start and complain; that the file is gone is more helpful to know.
  const missing = [command, args[0]].find((path) => path && isAbsolute(path) && !existsSync(path));
  if (missing) {
    ears.onEnd('bridge-missing', { path: missing });
    return undefined;
  }
  const child = spawnApart(command, args, {
    // What it remembers of another day proves nothing.
    env: { ...clientEnvironment(process.env), ...env, CONVENE_BRIDGE_FRESH: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  child.once('error', (error: NodeJS.ErrnoException) =>
    ears.onEnd(error.code === 'ENOENT' ? 'bridge-missing' : 'bridge-did-not-start', {
      path: command,
      detail: error.code ?? 'not started',
    }),
  );
  child.once('close', () => ears.onEnd('bridge-did-not-start'));
  child.once('exit', () => setTimeout(() => ears.onEnd('bridge-did-not-start'), lastWordsMs).unref());
  child.stdin.on('error', () => {
    // It ended before it read; its end is noticed by itself.
  });
  readLines(child.stdout, (line) => ears.onLine(line?.toString('utf8') ?? ''));
  createInterface({ input: child.stderr }).on('line', ears.onWords);
  return {
    write: (line) => void child.stdin.write(line),
    stop: () => stopped(child),
  };
};

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(force);
}

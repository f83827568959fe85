import {
  type ChildProcessByStdio,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
  spawn,
} from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { type Answer, type Request, readAnswer, toLine } from './messages.ts';

/** Why a question got no answer: none in time, the process ended under it, or it was ended on purpose. */
export type NoAnswer = { readonly kind: 'silent' | 'ended' | 'closed'; readonly words: string };

/** One child process that loads keytar. */
export interface HostProcess {
  /** Always settles within `deadlineMs`. After `silent` the process is ended, as its other calls may hang too. */
  ask(request: Request, deadlineMs: number): Promise<Answer | NoAnswer>;
  ended(): boolean;
  /** Ends it by signal; questions that wait get this answer. */
  end(why: NoAnswer): Promise<void>;
}

/** How the child process is started: `spawn`, or what a program of Electron's needs instead (`spawnApart`). */
export type SpawnHost = (
  command: string,
  args: readonly string[],
  options: SpawnOptionsWithStdioTuple<StdioPipe, StdioPipe, StdioNull>,
) => ChildProcessByStdio<Writable, Readable, null>;

/** A process that is idle never keeps its parent alive, and ends with it. */
export function startHost({ command, args, env }: SpawnCommand, start: SpawnHost = spawn): HostProcess {
  const child = start(command, args, {
    // The words of the libraries are told apart, so they have to be the untranslated ones.
    env: { ...process.env, LC_ALL: 'C', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const waiting = new Map<number, (answer: Answer | NoAnswer) => void>();
  let over = false;
  const gone = new Promise<void>((resolve) => {
    const end = (words: string): void => {
      over = true;
      settleAll({ kind: 'ended', words });
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (status, signal) => end(`the keychain process ended: ${signal ?? status}`));
  });
  // Writing to a child that has just ended; its end is noticed by itself.
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = readAnswer(line);
    // What isn't an answer was written by something else in that process; its question ends with the deadline.
    if (answer) waiting.get(answer.id)?.(answer);
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref();

  function settleAll(why: NoAnswer): void {
    for (const settle of [...waiting.values()]) settle(why);
  }

  function kill(why: NoAnswer): void {
    over = true;
    settleAll(why);
    child.kill('SIGKILL');
  }

  return {
    ask: (request, deadlineMs) =>
      new Promise((resolve) => {
        const settle = (answer: Answer | NoAnswer): void => {
          clearTimeout(timer);
          waiting.delete(request.id);
          resolve(answer);
        };
        const timer = setTimeout(() => {
          settle({ kind: 'silent', words: 'no answer in time' });
          kill({ kind: 'ended', words: 'the keychain process was ended: it no longer answered' });
        }, deadlineMs);
        waiting.set(request.id, settle);
        child.stdin.write(toLine(request));
      }),
    ended: () => over,
    end(why) {
      kill(why);
      // Waiting for the end is work that must keep this process alive.
      child.ref();
      return gone;
    },
  };
}

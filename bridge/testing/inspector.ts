import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const answerSchema = z.object({ status: z.number(), out: z.string(), err: z.string() });

/** Milliseconds for an answer. */
const answerMs = 30_000;

export interface Inspector {
  /**
   * What the inspector's command line prints about a server (an address, or a command with its arguments): the answer
   * as JSON, or its words about an error. One question at a time.
   */
  ask(
    target: readonly string[],
    question: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<unknown>;
  stop(): void;
}

/** It reads its own name by the folder it runs in. */
export function startInspector(): Inspector {
  const file = createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector-cli/build/index.js');
  const host = fork(join(import.meta.dirname, 'inspector-host.mjs'), [file], {
    cwd: dirname(file),
    env: { PATH: process.env.PATH ?? '' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return {
    async ask(target, question, env = {}) {
      const answered = once(host, 'message', { signal: AbortSignal.timeout(answerMs) });
      host.send({
        args: [...target, '--method', ...question],
        env: { PATH: process.env.PATH ?? '', ...env },
      });
      const [answer]: unknown[] = await answered;
      const { status, out, err } = answerSchema.parse(answer);
      return status === 0 ? JSON.parse(out) : err.trim();
    },
    stop: () => void host.kill('SIGKILL'),
  };
}

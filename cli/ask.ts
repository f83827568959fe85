import type { Readable, Writable } from 'node:stream';
import { confirm, isCancel, password } from '@clack/prompts';
import type { Terminal } from './terminal.ts';

type Asking = Pick<Terminal, 'secret' | 'confirm' | 'unlessStopped'>;

interface MaybeTerminal {
  readonly isTTY?: boolean;
}

/** Characters after which something else than a key was piped in. */
const longestLine = 10_000;

/** Questions go to standard error, so that standard output holds the answer of the command and nothing else. */
export function askOn(input: Readable & MaybeTerminal, output: Writable & MaybeTerminal): Asking {
  const someoneThere = (): boolean => Boolean(input.isTTY && output.isTTY);
  return {
    async secret(question) {
      if (!input.isTTY) return firstLine(input);
      const answer = await password({ message: question, input, output });
      return isCancel(answer) ? undefined : answer;
    },
    async confirm(question) {
      if (!someoneThere()) return 'nobody';
      const answer = await confirm({ message: question, initialValue: false, input, output });
      return answer === true ? 'yes' : 'no';
    },
    async unlessStopped(work) {
      let stop = (): void => {};
      const stopped = new Promise<'stopped'>((resolve) => {
        stop = () => resolve('stopped');
      });
      // Once each: pressing Ctrl-C a second time ends the program at once.
      for (const signal of signals) process.once(signal, stop);
      try {
        return await Promise.race([work, stopped]);
      } finally {
        for (const signal of signals) process.off(signal, stop);
      }
    },
  };
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The first line that isn't empty. The pipe may stay open; a program needn't close it to be understood. */
async function firstLine(input: Readable): Promise<string> {
  let text = '';
  input.setEncoding('utf8');
  for await (const part of input) {
    text = (text + String(part)).trimStart();
    if (text.includes('\n') || text.length > longestLine) break;
  }
  return text.split('\n')[0]?.trim() ?? '';
}

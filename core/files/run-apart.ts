import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { spawnApart } from './spawn-apart.ts';
import type { Start } from './windows-script.ts';

/** Milliseconds for the last words of a command that has ended, should something that it has started hold its output open. */
const lastWordsMs = 500;
const wordsKept = 2_000;

/**
 * Runs a command to its end, without any of this program's open files.
 * @throws Error with the last words of a command that failed, was ended after `timeoutMs`, or isn't there.
 */
export async function runApart(
  { file: command, args, windowsVerbatimArguments = false }: Start,
  options: { readonly timeoutMs: number; readonly cwd: string },
): Promise<void> {
  const child = spawnApart(command, args, {
    cwd: options.cwd,
    windowsVerbatimArguments,
    windowsHide: true,
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = `${words}${text}`.slice(-wordsKept);
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const [status, signal]: unknown[] = await once(child, 'exit');
  if (status !== 0) await Promise.race([closed, wait(lastWordsMs)]);
  child.stderr.destroy();
  if (status !== 0) throw new Error(`${command} ended with ${String(signal ?? status)}: ${words.trim()}`);
}

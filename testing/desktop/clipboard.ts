import { execFile } from 'node:child_process';

/** Milliseconds for the program that has copied something to hand it over. */
const answerMs = 5_000;

/** The text on the clipboard of this screen, as another program gets it; empty when there is none. */
export function readClipboard(env: Readonly<Record<string, string>>): Promise<string> {
  const options = { env: { ...process.env, ...env }, timeout: answerMs } as const;
  return new Promise((resolve, reject) => {
    execFile('xclip', ['-selection', 'clipboard', '-out'], options, (error, text) => {
      // It fails, in these words, where nothing is on the clipboard.
      if (!error || /target \S+ not available|no owner/i.test(error.message)) resolve(error ? '' : text);
      else reject(new Error('the clipboard could not be read', { cause: error }));
    });
  });
}

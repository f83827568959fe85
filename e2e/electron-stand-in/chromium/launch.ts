import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { DevToolsPipe, type Session } from './devtools-pipe.ts';
import { type ChromiumOptions, chromiumSwitches } from './switches.ts';

/** Milliseconds for Chromium to close by itself before it is killed. */
const closingMs = 2_000;

export interface Chromium {
  /** Whether a person can see its windows. */
  readonly headed: boolean;
  readonly browser: Session;
  session(id: string): Session;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const places = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** With a window only a full browser will do; without one there, nothing is shown. */
function findChromium(wantHeaded: boolean): { readonly executable: string; readonly headed: boolean } {
  const chosen = process.env.STANDIN_CHROMIUM;
  const found = chosen ? [chosen] : places.filter((path) => existsSync(path));
  const full = found.find((path) => !path.endsWith('-headless-shell'));
  if (wantHeaded && full) return { executable: full, headed: true };
  const [executable] = found;
  if (!executable) {
    throw new Error('stand-in: no browser; install chromium-headless-shell or set STANDIN_CHROMIUM');
  }
  if (wantHeaded) process.stderr.write('stand-in: no full Chromium here, so its windows stay unseen\n');
  return { executable, headed: false };
}

/** Starts Chromium without a window. It ends when its pipe closes, so it cannot outlive this process. */
export function launchChromium(options: ChromiumOptions): Chromium {
  const { executable, headed } = findChromium(options.headed);
  const child = spawn(executable, chromiumSwitches({ ...options, headed }), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, , stderr, input, output] = child.stdio;
  createInterface({ input: stderr as Readable }).on('line', (line) => {
    // Playwright waits for this line of Electron's; the rest is noise.
    const wanted = line.startsWith('DevTools listening on') || process.env.STANDIN_DEBUG;
    if (wanted) process.stderr.write(`${line}\n`);
  });
  const pipe = new DevToolsPipe(input as Writable, output as Readable);
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`stand-in: the browser did not start: ${error.message}\n`);
      resolve();
    });
    child.once('exit', () => resolve());
  }).then(() => pipe.fail('the browser has ended'));
  const browser = pipe.session();

  return {
    headed,
    browser,
    session: (id) => pipe.session(id),
    ended,
    close: async () => {
      const deadline = setTimeout(() => {
        (input as Writable).destroy();
        child.kill('SIGKILL');
      }, closingMs);
      browser.send('Browser.close').catch(() => {
        // Already closing; `ended` tells.
      });
      await ended;
      clearTimeout(deadline);
    },
  };
}

import type { Chromium } from './chromium/launch.ts';

/** Name of the built program, by which its processes are recognized. */
export const standInProgram = 'electron-stand-in.mjs';

/** What one run of the stand-in knows about the app and its browser. */
export interface Running {
  /** The folder or file named on the command line, absolute. */
  appPath: string;
  /** The app's package.json, as far as Electron reads it. */
  manifest: Readonly<{ name?: string; productName?: string; version?: string; main?: string }>;
  userData: string;
  /** Switches of the command line and of `app.commandLine`, by name without dashes. */
  readonly switches: Map<string, string>;
  /** The version of the installed `electron` package: what the app would run on. */
  electronVersion: string;
  chromium: Chromium | undefined;
}

/** One process is one app, as in Electron, so this is a module and not handed around. */
export const running: Running = {
  appPath: '',
  manifest: {},
  userData: '',
  switches: new Map(),
  electronVersion: '0.0.0',
  chromium: undefined,
};

export function chromium(): Chromium {
  if (!running.chromium) throw new Error('stand-in: this needs a browser, and the app is not ready yet');
  return running.chromium;
}

/** Says a failure that nobody waits for, when asked to; most are pages that went away meanwhile. */
export function unattended(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (process.env.STANDIN_DEBUG) process.stderr.write(`stand-in: ${String(error)}\n`);
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { openedIn } from '../../testing/desktop/opener.ts';
import { electronHost, hostName } from '../electron/host.ts';
import { isSandboxed, sandboxSwitches } from '../electron/sandbox.ts';
import { recorder } from './build.ts';
import { endOrName } from './end-or-name.ts';
import { watchWhatIsLeft } from './what-is-left.ts';
import { whyItHangs } from './why-it-hangs.ts';

const root = resolve(import.meta.dirname, '../..');

/** The built app as it runs, unchanged, on Electron. */
export interface RunningApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly host: string;
  /** Addresses and files that this computer was asked to open, in the person's browser or another program. */
  opened(): Promise<string[]>;
  /** Which path the person chooses when asked for one. */
  willChoose(path: string): Promise<void>;
  /** Which button of the system's dialogs the person presses; none: they close them. */
  willPress(button: string): Promise<void>;
  /** What the system's dialogs asked, in order. */
  asked(): Promise<string[]>;
  windowVisible(): Promise<boolean>;
  /** Whether the app has been ended by the journey itself. */
  ended(): boolean;
  /** Ends the app as Quit does. Throws when it doesn't end, and names the processes that are left. */
  quit(): Promise<void>;
}

export async function launchApp(options: {
  env: Readonly<Record<string, string>>;
  folder: string;
  colorScheme?: 'light' | 'dark';
  /** Of the app itself. */
  args?: readonly string[];
}): Promise<RunningApp> {
  const host = electronHost();
  Object.assign(process.env, host.env);
  const app = await _electron.launch({
    args: ['-r', recorder, `--user-data-dir=${options.folder}`, root, ...(options.args ?? [])],
    chromiumSandbox: isSandboxed(),
    cwd: root,
    env: { ...(process.env as Record<string, string>), ...host.env, ...options.env },
    colorScheme: options.colorScheme ?? 'light',
  });
  const lookWhatIsLeft = watchWhatIsLeft(app.process().pid ?? 0);
  let ended = false;
  app.once('close', () => {
    ended = true;
  });
  const page = await app.firstWindow();
  // The window exists before its first load, in Electron too.
  await page.waitForURL((url) => url.href !== 'about:blank');
  return {
    app,
    page,
    host: hostName(),
    opened: async () => openedIn(options.env.HOME ?? ''),
    willChoose: (path) =>
      app.evaluate((_electron, chosen) => {
        globalThis.chosenPath = chosen;
      }, path),
    willPress: (button) =>
      app.evaluate((_electron, pressed) => {
        globalThis.pressedButton = pressed;
      }, button),
    asked: () => app.evaluate(() => globalThis.askedInDialogs),
    windowVisible: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible())),
    ended: () => ended,
    quit: async () => {
      const why = (): string => whyItHangs(app.process().pid ?? 0, join(options.folder, 'companion.log'));
      if (!ended) await endOrName(() => app.close(), lookWhatIsLeft, { why });
    },
  };
}

/** Starts the app once more on the same folder, as a second click would; answers its exit status. */
export async function startAgain(options: {
  env: Readonly<Record<string, string>>;
  folder: string;
  /** Another copy of the app; this one when left out. */
  app?: string;
}): Promise<number | null> {
  const host = electronHost();
  const child = spawn(
    host.executable,
    [...sandboxSwitches(), `--user-data-dir=${options.folder}`, options.app ?? root],
    {
      env: { ...process.env, ...host.env, ...options.env },
      stdio: 'ignore',
    },
  );
  const [status] = await once(child, 'exit');
  return status;
}

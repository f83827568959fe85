import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoudEmitter } from '../loud.ts';
import { loud, notImplemented } from '../not-implemented.ts';
import { running } from '../running.ts';
import { preventable } from './event.ts';
import { openWindows } from './open-windows.ts';
import { takeSingleInstanceLock } from './single-instance.ts';

const events = [
  'ready',
  'activate',
  'second-instance',
  'before-quit',
  'will-quit',
  'quit',
  'window-all-closed',
  'browser-window-created',
  'browser-window-focus',
  'web-contents-created',
];

/** Where programs keep their settings, by the rules of each system. */
export function settingsFolder(): string {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library/Application Support');
  return process.env.XDG_CONFIG_HOME || join(home, '.config');
}

class App extends LoudEmitter {
  readonly isPackaged = false;
  /** Electron has it on macOS only. */
  readonly dock = undefined;
  readonly commandLine = loud('app.commandLine', {
    appendSwitch: (name: string, value = '') => void running.switches.set(name, value),
    hasSwitch: (name: string) => running.switches.has(name),
    getSwitchValue: (name: string) => running.switches.get(name) ?? '',
  });
  name = 'Electron';
  #state: 'starting' | 'ready' | 'quitting' = 'starting';
  #ready = false;
  #holdsLock = false;
  #becomeReady = (): void => {};
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#becomeReady = resolve;
  });

  constructor() {
    super('app', events);
  }

  /** There is nothing here that could have a badge, which Electron says like this. */
  setBadgeCount(_count = 0): boolean {
    return false;
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }

  isReady(): boolean {
    return this.#ready;
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getVersion(): string {
    return running.manifest.version ?? running.electronVersion;
  }

  getAppPath(): string {
    return running.appPath;
  }

  getLocale(): string {
    return 'en-US';
  }

  getPath(name: string): string {
    const paths: Readonly<Record<string, () => string>> = {
      home: homedir,
      temp: tmpdir,
      appData: settingsFolder,
      userData: () => running.userData,
      sessionData: () => running.userData,
      logs: () => join(running.userData, 'logs'),
      exe: () => process.argv[0] ?? process.execPath,
    };
    const path = paths[name];
    if (!path) throw notImplemented(`app.getPath('${name}')`);
    return path();
  }

  setPath(name: string, path: string): void {
    if (name !== 'userData') throw notImplemented(`app.setPath('${name}')`);
    running.userData = path;
  }

  requestSingleInstanceLock(additionalData?: object): boolean {
    if (this.#holdsLock) return true;
    mkdirSync(running.userData, { recursive: true });
    this.#holdsLock = takeSingleInstanceLock({
      folder: running.userData,
      self: { argv: process.argv, cwd: process.cwd(), additionalData },
      onOther: ({ argv, cwd, additionalData: data }) => {
        // Never before `ready`, as in Electron.
        this.#whenReady.then(() => this.emit('second-instance', preventable(), argv, cwd, data));
      },
    });
    return this.#holdsLock;
  }

  hasSingleInstanceLock(): boolean {
    return this.#holdsLock;
  }

  /** Of Windows' taskbar. */
  setAppUserModelId(): void {}

  focus(): void {}

  quit(): void {
    if (this.#state === 'quitting') return;
    const before = this.#state;
    this.#state = 'quitting';
    setImmediate(async () => {
      if (await this.#mayQuit()) this.exit(0);
      else this.#state = before;
    });
  }

  /** Ends at once: no window is asked and nothing can refuse. */
  exit(code = 0): void {
    this.#state = 'quitting';
    this.emit('quit', preventable(), code);
    Promise.resolve(running.chromium?.close()).finally(() => process.exit(code));
  }

  /** Of the stand-in, not of Electron: the browser is there and the app may go on. */
  standInReady(): void {
    this.#state = 'ready';
    this.#ready = true;
    this.emit('ready', preventable(), {});
    this.#becomeReady();
  }

  get standInQuitting(): boolean {
    return this.#state === 'quitting';
  }

  async #mayQuit(): Promise<boolean> {
    const before = preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return false;
    for (const window of [...openWindows]) {
      if (!(await window.requestClose())) return false;
    }
    const will = preventable();
    this.emit('will-quit', will);
    return !will.defaultPrevented;
  }
}

export const app = new App();

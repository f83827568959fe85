import { app } from '../api/app.ts';
import { preventable } from '../api/event.ts';
import { type OpenWindow, openWindows } from '../api/open-windows.ts';
import { LoudEmitter } from '../loud.ts';
import { notImplemented, onlyKnown } from '../not-implemented.ts';
import { chromium, unattended } from '../running.ts';
import { type PageOwner, WebContents } from './web-contents.ts';

interface WebPreferences {
  readonly preload?: string;
  readonly sandbox?: boolean;
  readonly contextIsolation?: boolean;
  readonly nodeIntegration?: boolean;
  readonly spellcheck?: boolean;
  readonly devTools?: boolean;
  readonly backgroundThrottling?: boolean;
}

interface Options {
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: WebPreferences;
}

/** Of the frame around the page, which nobody sees here. */
const ofTheFrame = [
  'x',
  'y',
  'minWidth',
  'minHeight',
  'center',
  'resizable',
  'icon',
  'backgroundColor',
  'titleBarStyle',
  'titleBarOverlay',
  'trafficLightPosition',
  'autoHideMenuBar',
  'useContentSize',
];
const knownOptions = ['width', 'height', 'show', 'title', 'webPreferences', ...ofTheFrame];
const knownPreferences = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'spellcheck',
  'devTools',
  'backgroundThrottling',
];

const events = [
  'ready-to-show',
  'show',
  'hide',
  'focus',
  'blur',
  'close',
  'closed',
  'minimize',
  'restore',
  'resize',
];

let lastId = 0;
let focused: BrowserWindow | undefined;
const open = new Set<BrowserWindow>();

/** A window without a screen: a page, and the states that an app asks a window for. */
export class BrowserWindow extends LoudEmitter implements OpenWindow {
  readonly id = ++lastId;
  readonly webContents: WebContents;
  #title: string;
  #size: { width: number; height: number };
  #visible: boolean;
  #minimized = false;
  #painted = false;
  #destroyed = false;
  /** A first page counts as visible in Electron even in a window that was never shown. */
  #wasHidden = false;

  constructor(options: Options = {}) {
    super('BrowserWindow', events);
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { webPreferences = {} } = options;
    onlyKnown('BrowserWindow', options, knownOptions);
    onlyKnown('webPreferences', webPreferences, knownPreferences);
    const { sandbox = true, contextIsolation = true, nodeIntegration = false } = webPreferences;
    if (!sandbox || !contextIsolation || nodeIntegration) {
      throw notImplemented('a window without sandbox and context isolation');
    }
    this.#title = options.title ?? app.name;
    this.#size = { width: options.width ?? 800, height: options.height ?? 600 };
    this.#visible = options.show ?? true;
    this.webContents = new WebContents(this.#asOwner(), webPreferences.preload);
    open.add(this);
    openWindows.add(this);
    if (this.#visible) focused = this;
    app.emit('browser-window-created', preventable(), this);
    app.emit('web-contents-created', preventable(), this.webContents);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...open];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return [...open].find((window) => window.id === id) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...open].find((window) => window.webContents === contents) ?? null;
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address);
  }

  show(): void {
    this.#setVisible(true);
    this.focus();
  }

  showInactive(): void {
    this.#setVisible(true);
  }

  hide(): void {
    this.#setVisible(false);
    this.blur();
  }

  isVisible(): boolean {
    return this.#visible;
  }

  focus(): void {
    if (focused === this) return;
    focused?.blur();
    focused = this;
    this.emit('focus');
    app.emit('browser-window-focus', preventable(), this);
  }

  blur(): void {
    if (focused !== this) return;
    focused = undefined;
    this.emit('blur');
  }

  isFocused(): boolean {
    return focused === this;
  }

  minimize(): void {
    this.#minimized = true;
    this.emit('minimize');
  }

  restore(): void {
    this.#minimized = false;
    this.emit('restore');
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  getTitle(): string {
    return this.#title;
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getSize(): [number, number] {
    return [this.#size.width, this.#size.height];
  }

  removeMenu(): void {}

  setMenu(): void {}

  setMenuBarVisibility(): void {}

  setIcon(): void {}

  close(): void {
    if (!this.#destroyed) setImmediate(() => unattended(this.requestClose()));
  }

  /** Of the stand-in: closes unless the app refuses. */
  async requestClose(): Promise<boolean> {
    if (this.#destroyed) return true;
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    await this.#end();
    return true;
  }

  destroy(): void {
    unattended(this.#end());
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  async #end(): Promise<void> {
    if (this.#destroyed) return;
    this.#destroyed = true;
    open.delete(this);
    openWindows.delete(this);
    if (focused === this) focused = undefined;
    await this.webContents.standInDestroy();
    this.emit('closed');
    if (open.size > 0 || app.standInQuitting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }

  #setVisible(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    this.#wasHidden ||= !visible;
    this.emit(visible ? 'show' : 'hide');
    unattended(this.webContents.standInShow(visible));
    if (this.#wasHidden) this.#tellPage();
  }

  /** A page without a screen is always visible to Chromium, so it is told what it would see. */
  #tellPage(): void {
    const state = this.#visible ? 'visible' : 'hidden';
    const script = `
      Object.defineProperties(Document.prototype, {
        visibilityState: { configurable: true, get: () => '${state}' },
        hidden: { configurable: true, get: () => ${!this.#visible} },
      });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));`;
    unattended(this.webContents.executeJavaScript(script));
  }

  #asOwner(): PageOwner {
    return {
      size: this.#size,
      painted: () => {
        if (this.#painted) return;
        this.#painted = true;
        this.emit('ready-to-show');
      },
      documentReady: () => {
        if (this.#wasHidden) this.#tellPage();
      },
      gone: () => unattended(this.#end().then(quitIfClosedByPerson)),
      close: () => this.close(),
    };
  }
}

/** There is no tray by which a person could bring a closed window back. */
function quitIfClosedByPerson(): void {
  if (chromium().headed && openWindows.size === 0) app.quit();
}

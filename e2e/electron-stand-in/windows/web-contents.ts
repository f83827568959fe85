import { preventable } from '../api/event.ts';
import { nativeImage } from '../api/native-image.ts';
import { nativeTheme } from '../api/native-theme.ts';
import { fromChromium, toChromium } from '../api/protocol.ts';
import { defaultSession } from '../api/session.ts';
import type { Session } from '../chromium/devtools-pipe.ts';
import { LoudEmitter } from '../loud.ts';
import { notImplemented } from '../not-implemented.ts';
import { chromium, unattended } from '../running.ts';
import { MainFrame } from './main-frame.ts';
import { PageIpc } from './page-ipc.ts';
import { PageRequests } from './page-requests.ts';
import { installWorlds } from './page-worlds.ts';
import { openPage, popupRequested, showWindow } from './targets.ts';

const events = [
  'did-start-loading',
  'did-stop-loading',
  'did-finish-load',
  'did-fail-load',
  'did-navigate',
  'did-navigate-in-page',
  'dom-ready',
  'destroyed',
  'preload-error',
  'render-process-gone',
  'will-navigate',
  // There are no web views here, so it never comes.
  'will-attach-webview',
];

/** Milliseconds after a load until a page that painted nothing counts as painted. */
const paintedAfterLoadMs = 500;

/** Chromium's numbers of the load errors that apps tell apart. */
const loadErrors: Readonly<Record<string, number>> = {
  ERR_ABORTED: -3,
  ERR_FILE_NOT_FOUND: -6,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_CONNECTION_REFUSED: -102,
};

interface OpenDetails {
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: string;
}
type OpenHandler = (details: OpenDetails) => { readonly action: string };

/** What a page needs of its window. */
export interface PageOwner {
  readonly size: { width: number; height: number };
  /** First paint of the first page. */
  painted(): void;
  /** A document has been built; it knows nothing of the window's visibility yet. */
  documentReady(): void;
  /** The browser has ended the page. */
  gone(): void;
  close(): void;
}

let lastId = 0;
const byTarget = new Map<string, WebContents>();

/** One page: a target of Chromium with the preload in an isolated world. */
export class WebContents extends LoudEmitter {
  readonly id = ++lastId;
  readonly session = defaultSession;
  readonly mainFrame = new MainFrame(this.id);
  readonly #owner: PageOwner;
  readonly #page: Promise<Session>;
  #targetId = '';
  #ipc: PageIpc | undefined;
  #openHandler: OpenHandler | null = null;
  #hostNavigation: string | undefined;
  #loading = false;
  #destroyed = false;

  constructor(owner: PageOwner, preload: string | undefined) {
    super('webContents', events);
    this.#owner = owner;
    this.#page = this.#open(preload);
    this.#page.catch((error: unknown) => {
      if (!this.#destroyed) process.stderr.write(`stand-in: no page could be opened: ${String(error)}\n`);
    });
  }

  /** Playwright finds the window of a page by this. */
  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return byTarget.get(targetId);
  }

  static getAllWebContents(): WebContents[] {
    return [...byTarget.values()];
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isLoading(): boolean {
    return this.#loading;
  }

  setWindowOpenHandler(handler: OpenHandler | null): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    const ipc = this.#ipc;
    if (!ipc) return;
    ipc.deliver(ipc.message(channel, args));
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.#page;
    const { result, exceptionDetails } = await page.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async capturePage() {
    const page = await this.#page;
    const { data } = await page.send('Page.captureScreenshot', {});
    return nativeImage.createFromBuffer(Buffer.from(data, 'base64'));
  }

  reload(): void {
    unattended(this.#page.then((page) => page.send('Page.reload', {})));
  }

  close(): void {
    this.#owner.close();
  }

  focus(): void {}

  async loadURL(address: string): Promise<void> {
    const page = await this.#page;
    await defaultSession.standInDecidePermissions(this, address);
    const url = new URL(toChromium(address)).href;
    const settled = new Promise<void>((resolve) => {
      this.once('did-finish-load', () => resolve());
      this.once('destroyed', () => resolve());
    });
    this.#hostNavigation = url;
    const { errorText } = await page.send('Page.navigate', { url });
    this.#hostNavigation = undefined;
    if (!errorText) return settled;
    const code = errorText.replace('net::', '');
    const errno = loadErrors[code] ?? -2;
    this.emit('did-fail-load', preventable(), errno, code, address, true);
    throw Object.assign(new Error(`${code} (${errno}) loading '${address}'`), { code, errno, url: address });
  }

  /** Of the stand-in. */
  async standInShow(visible: boolean): Promise<void> {
    await this.#page;
    await showWindow(this.#targetId, visible);
  }

  /** Of the stand-in: the window is gone, by its own doing or by the browser's. */
  async standInDestroy(): Promise<void> {
    if (this.#destroyed) return;
    this.#destroyed = true;
    const page = await this.#page.catch(() => undefined);
    if (page) nativeTheme.standInForget(page);
    byTarget.delete(this.#targetId);
    // The page may have closed itself.
    await chromium()
      .browser.send('Target.closeTarget', { targetId: this.#targetId })
      .catch(() => undefined);
    this.emit('destroyed');
  }

  async #open(preload: string | undefined): Promise<Session> {
    const { targetId, session: page } = await openPage(this.#owner.size, () => this.#owner.gone());
    this.#targetId = targetId;
    byTarget.set(targetId, this);
    const ipc = new PageIpc(page, targetId, () => ({
      type: 'frame',
      sender: this,
      senderFrame: this.mainFrame,
      frameId: this.id,
      processId: this.mainFrame.processId,
      ports: [],
    }));
    this.#ipc = ipc;
    this.#listen(page, ipc, preload);
    const requests = new PageRequests(page, targetId, (address) => this.#mayNavigate(address));
    await Promise.all([
      page.send('Page.enable'),
      page.send('Runtime.enable'),
      page.send('Inspector.enable'),
      page.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      installWorlds(page, preload),
      requests.enable(),
      nativeTheme.standInFollow(page),
    ]);
    await page.send('Runtime.runIfWaitingForDebugger');
    return page;
  }

  #listen(page: Session, ipc: PageIpc, preload: string | undefined): void {
    let loader = '';
    const blank = (): boolean => this.mainFrame.url === 'about:blank';
    page.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId) return;
      loader = frame.loaderId;
      this.mainFrame.url = fromChromium(frame.url);
      this.emit('did-navigate', preventable(), this.mainFrame.url);
    });
    page.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId !== this.#targetId) return;
      this.mainFrame.url = fromChromium(url);
      this.emit('did-navigate-in-page', preventable(), this.mainFrame.url, true);
    });
    page.on('Page.frameStartedLoading', ({ frameId }) => {
      if (frameId !== this.#targetId || this.#loading) return;
      this.#loading = true;
      this.emit('did-start-loading');
    });
    page.on('Page.domContentEventFired', () => {
      this.#owner.documentReady();
      this.emit('dom-ready', preventable());
    });
    page.on('Page.loadEventFired', () => {
      this.#loading = false;
      this.emit('did-stop-loading');
      if (blank()) return;
      this.emit('did-finish-load');
      setTimeout(() => this.#owner.painted(), paintedAfterLoadMs).unref();
    });
    page.on('Page.lifecycleEvent', ({ name, loaderId }) => {
      if (name === 'firstContentfulPaint' && loaderId === loader && !blank()) this.#owner.painted();
    });
    page.on('Page.windowOpen', (request) => {
      popupRequested(request);
      this.#answerPopup(request);
    });
    page.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text, executionContextId } }) => {
      const message = exception?.description ?? text;
      process.stderr.write(`stand-in: in the page: ${message}\n`);
      if (ipc.isWorld(executionContextId))
        this.emit('preload-error', preventable(), preload, new Error(message));
    });
    page.on('Inspector.targetCrashed', () => {
      this.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 1 });
    });
  }

  /** The browser's side closes the new page whatever the app says, so an app that says yes must hear of it. */
  #answerPopup(request: { url: string; windowName: string; windowFeatures: string[] }): void {
    const answer = this.#openHandler?.({
      url: fromChromium(request.url),
      frameName: request.windowName,
      features: request.windowFeatures.join(','),
      disposition: 'foreground-tab',
    });
    if (answer?.action !== 'deny') throw notImplemented('a window that a page opens');
  }

  #mayNavigate(address: string): boolean {
    // Loads and reloads by the app itself are not asked about, as in Electron.
    const [current] = this.mainFrame.url.split('#');
    if (toChromium(address) === this.#hostNavigation?.split('#')[0] || address === current) return true;
    const event = { ...preventable(), url: address, isMainFrame: true, isSameDocument: false };
    this.emit('will-navigate', event, address, false, true);
    return !event.defaultPrevented;
  }
}

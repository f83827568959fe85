import { join } from 'node:path';
import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions, protocol, session } from 'electron';
import { appFiles, appScheme, ownPage } from './app-protocol.ts';
import { openWindow, showMinimized } from './window.ts';

type Report = (event: string, facts: Readonly<Record<string, unknown>>) => void;

/** The program's one window, which comes before everything else. */
export interface MainWindow {
  /** The page's address. */
  readonly page: string;
  /** Undefined until it is shown for the first time. */
  current(): BrowserWindow | undefined;
  /** Opens it, or brings it to the front. */
  show(): void;
  /** Opens it, or brings it back, in the bar of programs only. */
  showMinimized(): void;
  /** What closing it does while the program isn't being ended; until then it is hidden. */
  onClosing(closing: (window: BrowserWindow) => void): void;
  /** Called with the window that is there, and with each one that is opened later. */
  onOpened(listener: (window: BrowserWindow) => void): void;
  /** Called before a window that is there already is brought to the front. */
  onShownAgain(listener: () => void): void;
  /** Whether the program is being ended. */
  quitting(): boolean;
  /** Main answers the page's calls from now on, so the page may load. */
  serve(report: Report): void;
}

/** Elsewhere than on macOS, which has a menu by itself: quitting has to be possible without the tray. */
const windowMenu: MenuItemConstructorOptions[] = [
  { label: 'Companion', submenu: [{ label: 'Quit', role: 'quit' }] },
];

/** Milliseconds for the page to be closed when the program ends; it has nothing to do then. */
const closesWithinMs = 1_000;

/**
 * To be called when the app is ready. Starting the page's process takes Chromium as long as main takes to load its
 * services, so both happen at once: the window can be shown at once, and its page is answered after `serve`, when there
 * is somebody to answer its calls.
 */
export function mainWindow(mainFolder: string): MainWindow {
  const page = (!app.isPackaged && process.env.ELECTRON_RENDERER_URL) || ownPage;
  let window: BrowserWindow | undefined;
  let quitting = false;
  let serve: (report: Report) => void = () => {};
  const served = new Promise<Report>((resolve) => {
    serve = resolve;
  });
  let closing = (closed: BrowserWindow): void => closed.hide();
  const openedListeners = new Set<(window: BrowserWindow) => void>();
  const shownListeners = new Set<() => void>();
  app.on('before-quit', () => {
    quitting = true;
    // Chromium asks the page first. One that hangs, or whose process is gone meanwhile, would keep the program for ever.
    setTimeout(() => {
      if (window && !window.isDestroyed()) window.destroy();
    }, closesWithinMs);
  });

  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  if (process.platform !== 'darwin') Menu.setApplicationMenu(Menu.buildFromTemplate(windowMenu));
  const answer = appFiles(join(mainFolder, '../renderer'));
  protocol.handle(appScheme, (request) => served.then(() => answer(request)));

  const load = async (into: BrowserWindow): Promise<void> => {
    // What a developer's server answers doesn't wait by itself.
    if (page !== ownPage) await served;
    await into.loadURL(page);
  };

  function open(minimized: boolean): BrowserWindow {
    const opened = openWindow({
      page,
      preload: join(mainFolder, '../preload/index.cjs'),
      icon: join(mainFolder, '../../resources/app-icon.png'),
      mayClose: () => quitting,
      closing: (closed) => closing(closed),
      minimized,
    });
    for (const listener of openedListeners) listener(opened);
    load(opened).catch(async (error: unknown) => {
      const report = await served;
      report('page did not load', { error: String(error) });
    });
    return opened;
  }

  function show(): void {
    if (!window || window.isDestroyed()) {
      window = open(false);
      return;
    }
    for (const listener of shownListeners) listener();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    // The tray keeps the program alive; quitting is its own choice.
  });
  return {
    page,
    current: () => window,
    show,
    showMinimized() {
      if (window && !window.isDestroyed()) showMinimized(window);
      else window = open(true);
    },
    onClosing(next) {
      closing = next;
    },
    onOpened(listener) {
      openedListeners.add(listener);
      if (window && !window.isDestroyed()) listener(window);
    },
    onShownAgain: (listener) => void shownListeners.add(listener),
    quitting: () => quitting,
    serve: (report) => serve(report),
  };
}

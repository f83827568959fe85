import { BrowserWindow, nativeTheme } from 'electron';
import { isOwnPage } from '../ipc/trusted-sender.ts';

/** The one window. Quitting destroys it; what closing does else is `closing`'s. */
export function openWindow(parts: {
  page: string;
  preload: string;
  icon: string;
  mayClose: () => boolean;
  closing: (window: BrowserWindow) => void;
  /** Opened in the bar of programs only. */
  minimized: boolean;
}): BrowserWindow {
  const window = new BrowserWindow({
    width: 1180,
    height: 800,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Convene Companion',
    icon: parts.icon,
    // The page's own background in either theme, so that nothing flashes before it is drawn.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#17201C' : '#F5F6F1',
    ...(process.platform === 'darwin'
      ? { titleBarStyle: 'hiddenInset' as const, trafficLightPosition: { x: 20, y: 20 } }
      : {}),
    webPreferences: {
      preload: parts.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => (parts.minimized ? showMinimized(window) : window.show()));
  window.on('close', (event) => {
    if (parts.mayClose()) return;
    event.preventDefault();
    parts.closing(window);
  });
  const contents = window.webContents;
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event, address) => {
    if (!isOwnPage(address, parts.page)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  return window;
}

/** A window that was never shown can't be minimized. */
export function showMinimized(window: BrowserWindow): void {
  window.showInactive();
  window.minimize();
}

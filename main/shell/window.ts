import { BrowserWindow, nativeTheme } from 'electron';
import { isOwnPage } from '../ipc/trusted-sender.ts';

/** The one window. Closing hides it, because the tray keeps watch; quitting destroys it. */
export function openWindow(parts: {
  page: string;
  preload: string;
  icon: string;
  mayClose: () => boolean;
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
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (parts.mayClose()) return;
    event.preventDefault();
    window.hide();
  });
  const contents = window.webContents;
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event, address) => {
    if (!isOwnPage(address, parts.page)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  return window;
}

import { absent } from '../not-implemented.ts';
import { BrowserWindow } from '../windows/browser-window.ts';
import { WebContents } from '../windows/web-contents.ts';
import { app } from './app.ts';
import { ClipboardItem, clipboard, dialog, Notification, powerMonitor, shell } from './desktop.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu, MenuItem } from './menu.ts';
import { nativeImage } from './native-image.ts';
import { nativeTheme } from './native-theme.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';
import { Tray } from './tray.ts';

const present = {
  app,
  BrowserWindow,
  ClipboardItem,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  session,
  shell,
  Tray,
  webContents: WebContents,
};

/** Electron's other parts: they can be imported, and say their name when used. */
const others = [
  'autoUpdater',
  'BaseWindow',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'globalShortcut',
  'inAppPurchase',
  'MessageChannelMain',
  'net',
  'netLog',
  'powerSaveBlocker',
  'pushNotifications',
  'safeStorage',
  'screen',
  'ShareMenu',
  'sharedTexture',
  'systemPreferences',
  'TouchBar',
  'utilityProcess',
  'View',
  'webFrameMain',
  'WebContentsView',
];

/** What `electron` is in the main process. */
export const electron: Readonly<Record<string, object>> = {
  ...present,
  ...Object.fromEntries(others.map((name) => [name, absent(name)])),
};

/**
 * Loaded before the app (`-r`), on Electron and on the stand-in alike: notes what leaves the window for the desktop,
 * which no test could see otherwise, and keeps a real browser from opening.
 */
import { dialog, Notification, shell, Tray } from 'electron';

export interface Recorded {
  opened: string[];
  shown: string[];
  /** The path that the person chooses when next asked for one; none: they choose nothing. */
  chosenPath: string | undefined;
  notifications: Notification[];
  tray: { toolTip: string; menu: Electron.Menu | undefined };
}

declare global {
  var recorded: Recorded;
}

globalThis.recorded = {
  opened: [],
  shown: [],
  chosenPath: undefined,
  notifications: [],
  tray: { toolTip: '', menu: undefined },
};

const { show } = Notification.prototype;
Notification.prototype.show = function () {
  globalThis.recorded.notifications.push(this);
  show.call(this);
};

shell.openExternal = async (address) => {
  globalThis.recorded.opened.push(address);
};
shell.openPath = async (path) => {
  globalThis.recorded.opened.push(path);
  return '';
};
dialog.showSaveDialog = async () => {
  const { chosenPath } = globalThis.recorded;
  return { canceled: chosenPath === undefined, filePath: chosenPath ?? '' };
};
dialog.showOpenDialog = async () => {
  const { chosenPath } = globalThis.recorded;
  return { canceled: chosenPath === undefined, filePaths: chosenPath === undefined ? [] : [chosenPath] };
};
shell.showItemInFolder = (path) => {
  globalThis.recorded.shown.push(path);
};

const { setToolTip, setContextMenu } = Tray.prototype;
Tray.prototype.setToolTip = function (text) {
  globalThis.recorded.tray.toolTip = text;
  return setToolTip.call(this, text);
};
Tray.prototype.setContextMenu = function (menu) {
  globalThis.recorded.tray.menu = menu ?? undefined;
  return setContextMenu.call(this, menu);
};

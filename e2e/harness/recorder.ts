/**
 * Loaded before the app (`-r`), on Electron and on the stand-in alike: notes what leaves the window for the desktop,
 * which no test could see otherwise, and keeps a real browser from opening.
 */
import { shell, Tray } from 'electron';

export interface Recorded {
  opened: string[];
  shown: string[];
  tray: { toolTip: string; menu: Electron.Menu | undefined };
}

declare global {
  var recorded: Recorded;
}

globalThis.recorded = { opened: [], shown: [], tray: { toolTip: '', menu: undefined } };

shell.openExternal = async (address) => {
  globalThis.recorded.opened.push(address);
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

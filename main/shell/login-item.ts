import { app } from 'electron';
import { autostartFile } from '../../core/login-item/autostart-file.ts';
import { electronLoginItem } from '../../core/login-item/electron-login-item.ts';
import type { SystemLoginItem } from '../../core/login-item/login-item.ts';
import { hiddenSwitch } from './hidden-switch.ts';

/** The system's own list of programs that start at login; on Linux a file, as Electron has nothing there. */
export function systemLoginItem(mainFolder: string): SystemLoginItem {
  const args = [...(app.isPackaged ? [] : [mainFolder]), hiddenSwitch];
  return process.platform === 'linux'
    ? autostartFile({ env: process.env, home: app.getPath('home'), command: [process.execPath, ...args] })
    : electronLoginItem(app, { platform: process.platform, args });
}

/** Started by the system, the window stays closed. macOS hands on no switch, but says it when asked, once the app is ready. */
export const startsHidden = (): boolean =>
  process.argv.includes(hiddenSwitch) ||
  (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);

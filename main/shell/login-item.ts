import { app } from 'electron';
import { autostartFile } from '../../core/login-item/autostart-file.ts';
import type { SystemLoginItem } from '../../core/login-item/login-item.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { hiddenSwitch } from './hidden-switch.ts';

/** The system's own list of programs that start at login; on Linux a file, as Electron has nothing there. */
export function systemLoginItem(mainFolder: string): SystemLoginItem {
  if (process.platform === 'linux')
    return autostartFile({
      env: process.env,
      home: app.getPath('home'),
      command: [process.execPath, ...(app.isPackaged ? [] : [mainFolder]), hiddenSwitch],
    });
  return {
    isOn: async () => ok(app.getLoginItemSettings({ args: [hiddenSwitch] }).openAtLogin),
    async set(on) {
      try {
        app.setLoginItemSettings({ openAtLogin: on, args: [hiddenSwitch] });
        return ok(undefined);
      } catch (error) {
        return failed(failure('internal', { name: 'login item', detail: String(error) }));
      }
    },
  };
}

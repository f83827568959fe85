/** The lists of programs that start at login of macOS and Windows, as Electron's documentation describes them; never compared with them. */
import type { ElectronLoginItems } from '../../core/login-item/electron-login-item.ts';

/** The registry's `Run` key, and what the Task Manager notes in `StartupApproved`. */
export function windowsLoginItems() {
  let run: readonly string[] | undefined;
  let approved = true;
  const items: ElectronLoginItems = {
    getLoginItemSettings({ args } = { args: [] }) {
      return {
        openAtLogin: run !== undefined && JSON.stringify(run) === JSON.stringify(args),
        executableWillLaunchAtLogin: run !== undefined && approved,
      };
    },
    setLoginItemSettings({ openAtLogin, args = [], enabled = true }) {
      run = openAtLogin ? args : undefined;
      if (openAtLogin) approved = enabled;
    },
  };
  return {
    items,
    disableInTaskManager: () => {
      approved = false;
    },
    removeFromRegistry: () => {
      run = undefined;
    },
  };
}

/** The login items of macOS 13 and later, where an app has one entry without arguments. */
export function macLoginItems() {
  let status = 'not-registered';
  const items: ElectronLoginItems = {
    getLoginItemSettings: () => ({ openAtLogin: status === 'enabled', status }),
    setLoginItemSettings({ openAtLogin, args }) {
      if (args) throw new Error('macOS hands no arguments on');
      status = openAtLogin ? 'enabled' : 'not-registered';
    },
  };
  return {
    items,
    switchOffInSettings: () => {
      status = 'requires-approval';
    },
  };
}

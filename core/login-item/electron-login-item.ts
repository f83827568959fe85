import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import type { LoginItemFound, SystemLoginItem } from './login-item.ts';

/** The part of Electron's `app` that is used, so that it can be tried without macOS and Windows. */
export interface ElectronLoginItems {
  getLoginItemSettings(options?: { args: string[] }): {
    readonly openAtLogin: boolean;
    /** macOS 13 and later. */
    readonly status?: string;
    /** Windows: false where the Task Manager or the settings have disabled it. */
    readonly executableWillLaunchAtLogin?: boolean;
  };
  setLoginItemSettings(settings: { openAtLogin: boolean; args?: string[]; enabled?: boolean }): void;
}

/**
 * The list of macOS and Windows of programs that start at login. macOS hands no arguments to them, and tells the program at its start
 * that it was opened at login.
 */
export function electronLoginItem(
  app: ElectronLoginItems,
  { platform, args }: { platform: NodeJS.Platform; args: readonly string[] },
): SystemLoginItem {
  const isMac = platform === 'darwin';
  const options = isMac ? {} : { args: [...args] };
  return {
    look: async () =>
      ok(
        isMac ? onMac(app.getLoginItemSettings()) : onWindows(app.getLoginItemSettings({ args: [...args] })),
      ),
    async set(on) {
      try {
        // What the Task Manager has disabled is enabled again by the same press.
        app.setLoginItemSettings({ openAtLogin: on, ...options, ...(isMac ? {} : { enabled: on }) });
        return ok(undefined);
      } catch (error) {
        return failed(failure('internal', { name: 'login item', detail: String(error) }));
      }
    },
  };
}

type Settings = ReturnType<ElectronLoginItems['getLoginItemSettings']>;

function onMac({ openAtLogin, status }: Settings): LoginItemFound {
  if (status === 'requires-approval') return 'disabled';
  return (status === undefined ? openAtLogin : status === 'enabled') ? 'on' : 'off';
}

function onWindows({ openAtLogin, executableWillLaunchAtLogin }: Settings): LoginItemFound {
  if (!openAtLogin) return 'off';
  return executableWillLaunchAtLogin === false ? 'disabled' : 'on';
}

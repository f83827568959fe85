import { posix, win32 } from 'node:path';
import type { Computer } from '../files/data-folder.ts';

/** Paths of a computer are joined by its own rules, also where tests look at another system's. */
export const pathsOf = ({ platform }: Pick<Computer, 'platform'>): typeof posix =>
  platform === 'win32' ? win32 : posix;

export const underHome = (computer: Computer, ...names: string[]): string =>
  pathsOf(computer).join(computer.home, ...names);

/** Where programs keep their settings, by the rules of each system. */
export function settingsFolder(computer: Computer, ...names: string[]): string {
  const { env, platform, home } = computer;
  if (platform === 'win32')
    return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), ...names);
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', ...names);
  return posix.join(env.XDG_CONFIG_HOME || posix.join(home, '.config'), ...names);
}

/** Where a program of Flatpak keeps its settings; it has a home of its own. */
export const flatpakFolder = (computer: Computer, id: string, ...names: string[]): string =>
  underHome(computer, '.var', 'app', id, 'config', ...names);

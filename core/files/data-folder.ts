import { posix, win32 } from 'node:path';

export interface Computer {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

const ownFolder = 'Convene Companion';

/**
 * Where the companion keeps its own files. The same folder as Electron's `userData` for this product's name, so that
 * the window and the command line share it; CONVENE_COMPANION_HOME chooses another.
 */
export function dataFolder({ env, platform, home }: Computer): string {
  if (env.CONVENE_COMPANION_HOME) return env.CONVENE_COMPANION_HOME;
  if (platform === 'darwin') return posix.join(home, 'Library/Application Support', ownFolder);
  if (platform === 'win32')
    return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), ownFolder);
  return posix.join(env.XDG_CONFIG_HOME || posix.join(home, '.config'), ownFolder);
}

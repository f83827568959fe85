import { posix, win32 } from 'node:path';

export interface Computer {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

const ownFolder = 'Convene Companion';

/**
 * Where the companion keeps its own files. On macOS and Linux the same folder as Electron's `userData` for this product's
 * name; CONVENE_COMPANION_HOME chooses another.
 */
export function dataFolder({ env, platform, home }: Computer): string {
  if (env.CONVENE_COMPANION_HOME) return env.CONVENE_COMPANION_HOME;
  if (platform === 'darwin') return posix.join(home, 'Library/Application Support', ownFolder);
  // What is noted belongs to this computer, as its keychain does, so it lies where Windows carries nothing from one to another.
  if (platform === 'win32')
    return win32.join(env.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local'), ownFolder, 'Data');
  return posix.join(env.XDG_CONFIG_HOME || posix.join(home, '.config'), ownFolder);
}

/** Where an earlier version kept them, which a roaming profile carries to other computers; undefined where it is the same. */
export function formerDataFolder({ env, platform, home }: Computer): string | undefined {
  if (platform !== 'win32' || env.CONVENE_COMPANION_HOME) return undefined;
  return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), ownFolder);
}

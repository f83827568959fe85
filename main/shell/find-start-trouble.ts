import { accessSync, constants, mkdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StartTrouble } from '../../shared/wording/start-trouble.ts';

const { R_OK, W_OK, X_OK } = constants;

/** Whether these folders can be made and written in: without them Chromium and the companion end without a word. */
export function folderTrouble(paths: readonly string[]): StartTrouble | undefined {
  for (const path of paths) {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      accessSync(path, R_OK | W_OK | X_OK);
    } catch (error) {
      const { code } = error as { code?: unknown };
      return { kind: 'folder', path, code: typeof code === 'string' ? code : 'unknown' };
    }
  }
  return undefined;
}

/**
 * Why a start was refused, where it isn't that the first one runs and has shown its window. On Linux and macOS Chromium notes
 * in a link which process uses a profile; where it can't, it refuses every start.
 */
export function lockTrouble(profile: string): StartTrouble | undefined {
  if (process.platform === 'win32') return undefined;
  const path = join(profile, 'SingletonLock');
  try {
    readlinkSync(path);
    return undefined;
  } catch {
    return { kind: 'not-noted', path };
  }
}

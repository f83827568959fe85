import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StartTrouble } from '../../shared/wording/start-trouble.ts';

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

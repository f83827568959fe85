import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { folderTrouble } from '../../core/files/folder-trouble.ts';

/**
 * Chromium gets a folder of its own until the app ends, as the person's can't be used; false where there is no place for one. To be
 * called before the app is ready.
 */
export function takeEmptyProfile(): boolean {
  // The second one lies in memory, for a disk that is full.
  for (const place of [tmpdir(), process.env.XDG_RUNTIME_DIR, '/dev/shm']) {
    if (!place || folderTrouble(place)) continue;
    const profile = mkdtempSync(join(place, 'convene-companion-'));
    app.setPath('userData', profile);
    process.on('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
    return true;
  }
  return false;
}

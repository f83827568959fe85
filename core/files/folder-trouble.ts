import { accessSync, constants, mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from './file-failure.ts';
import { temporaryFor } from './temporary-file.ts';

/** Why a folder of ours can't be used; `code` is the system's. */
export interface FolderTrouble {
  readonly path: string;
  readonly code: string;
  /** Only writing is refused: what is there can be read, or nothing is. */
  readonly readable: boolean;
}

/** Nothing can be written, but that says nothing of what is there already. */
const cannotWrite = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

export const isOnlyUnwritable = (error: unknown): boolean => cannotWrite.has(systemCode(error));

/** As much as a small file of ours: a full disk still takes empty ones. */
const probeBytes = 4_096;

/** Makes the folder where it isn't there, and tries to write in it. */
export function folderTrouble(path: string): FolderTrouble | undefined {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const probe = temporaryFor(join(path, 'probe'));
    try {
      writeFileSync(probe, Buffer.alloc(probeBytes), { mode: 0o600, flag: 'wx' });
    } finally {
      try {
        unlinkSync(probe);
      } catch {
        // It was never there, or is removed as every leftover.
      }
    }
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return {
      path,
      code: systemCode(error) || 'unknown',
      readable: isOnlyUnwritable(error) && isReadable(path),
    };
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch (error) {
    return systemCode(error) === 'ENOENT';
  }
}

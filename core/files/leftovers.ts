import { lstat, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';
import { isRunning } from './process-status.ts';
import { whereItLies } from './resolve-link.ts';
import { makerOf } from './temporary-file.ts';

/** Milliseconds after which a temporary file is nobody's: its maker's process id may be another program's by now. */
const longestWriteMs = 10 * 60 * 1000;

/** Codes of a folder, or of a file in it, that isn't there any more. */
const gone = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Removes the temporary files of `replaceFile` that a killed companion left in these folders, and answers how many.
 * One whose maker still runs stays, and so does everything that doesn't bear our mark or isn't a plain file.
 * A folder that isn't there holds none. All folders are looked through before the first `storage-failed` is answered.
 */
export async function removeLeftovers(
  folders: readonly string[],
  { now = Date.now }: { now?: () => number } = {},
): Promise<Result<number>> {
  let removed = 0;
  let firstFailure: Failure | undefined;
  for (const folder of new Set(folders)) {
    for (const path of await temporaryFilesIn(folder, (why) => (firstFailure ??= why))) {
      try {
        if (!(await isLeftOver(path, now()))) continue;
        await unlink(path);
        removed += 1;
      } catch (error) {
        if (!gone.has(systemCode(error))) firstFailure ??= storageFailure(path, error);
      }
    }
  }
  return firstFailure ? failed(firstFailure) : ok(removed);
}

/** The folder in which a file really lies, where its temporary files are too; the nearest guess when it isn't there. */
export async function folderOfFile(path: string): Promise<string> {
  try {
    return dirname(await whereItLies(path));
  } catch {
    // Not there, or not to be reached: looking into its folder then says what is wrong, if anything.
    return dirname(resolve(path));
  }
}

async function temporaryFilesIn(folder: string, tell: (why: Failure) => void): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => makerOf(name) !== undefined).map((name) => join(folder, name));
  } catch (error) {
    if (!gone.has(systemCode(error))) tell(storageFailure(folder, error));
    return [];
  }
}

async function isLeftOver(path: string, now: number): Promise<boolean> {
  const found = await lstat(path);
  if (!found.isFile()) return false;
  const maker = makerOf(basename(path));
  return maker !== undefined && (!isRunning(maker) || now - found.mtimeMs > longestWriteMs);
}

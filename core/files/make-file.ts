import { unlink, writeFile } from 'node:fs/promises';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure } from './file-failure.ts';
import { putInPlace } from './put-in-place.ts';
import { temporaryFor } from './temporary-file.ts';

/**
 * Makes a file that appears whole or not at all, for its owner alone; answers false when the name is taken, and leaves
 * what has it. A temporary file that a kill leaves is found by `removeLeftovers`.
 */
export async function makeFile(path: string, bytes: Buffer): Promise<Result<boolean>> {
  const temporary = temporaryFor(path);
  try {
    await writeFile(temporary, bytes, { mode: 0o600, flush: true, flag: 'wx' });
    const taken = await putInPlace({
      temporary,
      target: path,
      mustStillBe: 'absent',
      platform: process.platform,
    });
    return ok(taken === undefined);
  } catch (error) {
    return failed(storageFailure(path, error));
  } finally {
    // It has its second name by now, or is in the way. One that can't be removed is left over.
    await unlink(temporary).catch(() => {});
  }
}

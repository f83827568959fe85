import { type FileHandle, open, unlink } from 'node:fs/promises';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure } from '../files/file-failure.ts';
import { putInPlace } from '../files/put-in-place.ts';
import { whereItLies } from '../files/resolve-link.ts';
import { temporaryFor } from '../files/temporary-file.ts';

/** A file that is written bit by bit and appears whole, or not at all. */
export interface FileInPieces {
  write(text: string): Promise<Result<void>>;
  /** Flushed, and put where it belongs. */
  finish(): Promise<Result<void>>;
  /** Nothing stays behind. After `finish` it changes nothing. */
  drop(): Promise<void>;
}

/**
 * Begins to write beside `path`, for its owner alone. `replace`: what stands there gives way; otherwise `finish` fails
 * with `config-changed-meanwhile` when something does. Else `storage-failed`. A kill leaves a file that bears our mark.
 */
export async function openInPieces(
  path: string,
  { replace }: { replace: boolean },
): Promise<Result<FileInPieces>> {
  let target: string;
  let temporary: string;
  let file: FileHandle;
  try {
    target = await whereItLies(path);
    temporary = temporaryFor(target);
    file = await open(temporary, 'wx', 0o600);
  } catch (error) {
    return failed(storageFailure(path, error));
  }
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  };
  return ok({
    async write(text) {
      try {
        await file.writeFile(text);
        return ok(undefined);
      } catch (error) {
        return failed(storageFailure(path, error));
      }
    },
    async finish() {
      try {
        await file.sync();
        await close();
        const mustStillBe = replace ? undefined : 'absent';
        const inTheWay = await putInPlace({ temporary, target, mustStillBe, platform: process.platform });
        return inTheWay ? failed({ ...inTheWay, path }) : ok(undefined);
      } catch (error) {
        return failed(storageFailure(path, error));
      }
    },
    async drop() {
      // One that can't be closed or removed is left over, and must not hide why we stopped.
      await close().catch(() => {});
      await unlink(temporary).catch(() => {});
    },
  });
}

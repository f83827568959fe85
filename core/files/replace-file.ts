import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';

export interface ReplaceOptions {
  /** Mode bits for a file that wasn't there; an existing one keeps its own. */
  readonly mode?: number;
  /** The bytes that the file must still hold right before it is replaced; `absent`: it must not be there. */
  readonly mustStillBe?: Buffer | 'absent';
}

/** Temporary files carry this mark, so that one left by a crash can be told from anybody else's file. */
const mark = '.convene-new';

/**
 * Replaces a file in one step: the new bytes are written beside it, flushed, and renamed over it, so that at every
 * moment the old or the new content stands there. A symlink is followed and stays one; mode and owner stay.
 * Fails with `config-changed-meanwhile` when `mustStillBe` doesn't hold, and `storage-failed` for the rest.
 */
export async function replaceFile(
  path: string,
  bytes: Buffer,
  options: ReplaceOptions = {},
): Promise<Result<void>> {
  let temporary: string | undefined;
  try {
    const target = await resolved(path);
    const before = await stat(target).catch(missingIsFine);
    temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}${mark}`);
    await writeFlushed(temporary, bytes, before, options.mode ?? 0o600);
    const changed = await changedMeanwhile(target, options.mustStillBe);
    if (changed) return failed(changed);
    await rename(temporary, target);
    temporary = undefined;
    await flushFolder(dirname(target));
    const back = await readFile(target);
    return back.equals(bytes) ? ok(undefined) : failed(failure('config-changed-meanwhile', { path }));
  } catch (error) {
    return failed(storageFailure(path, error));
  } finally {
    if (temporary) await unlink(temporary).catch(missingIsFine);
  }
}

const missingIsFine = (error: unknown): undefined => {
  if (systemCode(error) === 'ENOENT') return undefined;
  throw error;
};

const resolved = async (path: string): Promise<string> => (await realpath(path).catch(missingIsFine)) ?? path;

type Stats = Awaited<ReturnType<typeof stat>>;

async function writeFlushed(
  path: string,
  bytes: Buffer,
  like: Stats | undefined,
  mode: number,
): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file = await open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600);
  try {
    await file.writeFile(bytes);
    await takeOver(file, like, mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function takeOver(file: FileHandle, like: Stats | undefined, mode: number): Promise<void> {
  const own = await file.stat();
  if (like && (like.uid !== own.uid || like.gid !== own.gid))
    await file.chown(Number(like.uid), Number(like.gid));
  await file.chmod(like ? Number(like.mode) & 0o7777 : mode);
}

async function changedMeanwhile(
  target: string,
  expected: ReplaceOptions['mustStillBe'],
): Promise<Failure | undefined> {
  if (expected === undefined) return undefined;
  const now = await readFile(target).catch(missingIsFine);
  const same = expected === 'absent' ? now === undefined : now?.equals(expected);
  return same ? undefined : failure('config-changed-meanwhile', { path: target });
}

/** Makes the rename itself last through a power cut. Windows can't open a folder for that; its rename is journaled. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

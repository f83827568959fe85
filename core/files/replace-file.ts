import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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
  try {
    return await replaceAt(await resolved(path), path, bytes, options);
  } catch (error) {
    return failed(storageFailure(path, error));
  }
}

async function replaceAt(
  target: string,
  path: string,
  bytes: Buffer,
  options: ReplaceOptions,
): Promise<Result<void>> {
  const before = await stat(target).catch(missingIsFine);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}${mark}`);
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file = await open(temporary, O_CREAT | O_EXCL | O_WRONLY, 0o600);
  try {
    await writeFlushed(file, bytes, before, options.mode ?? 0o600);
    const changed = await changedMeanwhile(target, options.mustStillBe);
    if (changed) return failed(changed);
    await rename(temporary, target);
  } finally {
    // After the rename it is gone; after a failure it goes now.
    await unlink(temporary).catch(missingIsFine);
  }
  await flushFolder(dirname(target));
  const back = await readFile(target);
  return back.equals(bytes) ? ok(undefined) : failed(failure('config-changed-meanwhile', { path }));
}

const missingIsFine = (error: unknown): undefined => {
  if (systemCode(error) === 'ENOENT') return undefined;
  throw error;
};

/** Where the file lies, or would lie: a link to a file that isn't there yet is followed too. */
async function resolved(path: string): Promise<string> {
  const real = await realpath(path).catch(missingIsFine);
  if (real !== undefined) return real;
  const link = await readlink(path).catch(notALinkIsFine);
  return link === undefined ? path : resolved(resolve(await realpath(dirname(path)), link));
}

const notALinkIsFine = (error: unknown): undefined => {
  // EINVAL and, on Windows, UNKNOWN: there is something, but no link.
  if (['ENOENT', 'EINVAL', 'UNKNOWN'].includes(systemCode(error))) return undefined;
  throw error;
};

type Stats = Awaited<ReturnType<typeof stat>>;

async function writeFlushed(
  file: FileHandle,
  bytes: Buffer,
  like: Stats | undefined,
  mode: number,
): Promise<void> {
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

/** Folders that can't be opened or flushed: a write-only one, and those of some network and FUSE file systems. */
const cannotFlush = new Set(['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF', 'EISDIR']);

/**
 * Makes the rename itself last through a power cut. Windows can't open a folder for that; its rename is journaled.
 * The file has been replaced by now, so a system that can't do this doesn't make it a failure.
 */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!cannotFlush.has(systemCode(error))) throw error;
  }
}

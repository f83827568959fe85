import { constants } from 'node:fs';
import { access, type FileHandle, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';
import { putInPlace } from './put-in-place.ts';
import { missingIsFine, whereItLies } from './resolve-link.ts';
import { temporaryFor } from './temporary-file.ts';

export interface ReplaceOptions {
  /** Mode bits for a file that wasn't there; an existing one keeps its own. */
  readonly mode?: number;
  /** The bytes that the file must still hold right before it is replaced; `absent`: it must not be there. */
  readonly mustStillBe?: Buffer | 'absent';
  readonly platform?: NodeJS.Platform;
  /** Keeps what a rename would change. Handed in, as the bridge has no use for it. */
  readonly nature?: FileNature;
}

export interface FileNature {
  takeAttributes(from: string, to: string): Promise<void>;
  /** For a file with several names, or one that can't be renamed over. */
  writeInPlace(target: string, bytes: Buffer, was: Buffer): Promise<Failure | undefined>;
}

/**
 * Replaces a file in one step: the new bytes are written beside it, flushed, and renamed over it, so that at every
 * moment the old or the new content stands there. A symlink is followed and stays one; mode and owner stay. A file
 * that is read-only is left alone, although its folder would allow replacing it. A temporary file that a kill leaves
 * is found by `removeLeftovers`. With `nature`, attributes stay too, and what has several names or is mounted is written in
 * place.
 * Fails with `config-changed-meanwhile` when `mustStillBe` doesn't hold, and `storage-failed` for the rest.
 */
export async function replaceFile(
  path: string,
  bytes: Buffer,
  options: ReplaceOptions = {},
): Promise<Result<void>> {
  try {
    return await replaceAt(await whereItLies(path), path, bytes, options);
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
  if (before) await access(target, constants.W_OK);
  const { nature, mustStillBe } = options;
  const canBeInPlace = nature && mustStillBe instanceof Uint8Array && before?.isFile();
  const inPlace = canBeInPlace ? () => nature.writeInPlace(target, bytes, mustStillBe) : undefined;
  const changed =
    inPlace && before && before.nlink > 1
      ? await inPlace()
      : await renameOver(target, bytes, before, { ...options, inPlace });
  if (changed) return failed({ ...changed, path });
  await flushFolder(dirname(target));
  const back = await readFile(target);
  return back.equals(bytes) ? ok(undefined) : failed(failure('config-changed-meanwhile', { path }));
}

/** Something is mounted over it. */
const isMounted = (error: unknown, platform: NodeJS.Platform): boolean =>
  platform !== 'win32' && systemCode(error) === 'EBUSY';

async function renameOver(
  target: string,
  bytes: Buffer,
  before: Stats | undefined,
  {
    mode = 0o600,
    mustStillBe,
    platform = process.platform,
    nature,
    inPlace,
  }: ReplaceOptions & { readonly inPlace: (() => Promise<Failure | undefined>) | undefined },
): Promise<Failure | undefined> {
  const temporary = temporaryFor(target);
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file = await open(temporary, O_CREAT | O_EXCL | O_WRONLY, 0o600);
  try {
    await writeFlushed(file, bytes, before, mode);
    if (before) await nature?.takeAttributes(target, temporary);
    return await putInPlace({ temporary, target, mustStillBe, platform });
  } catch (error) {
    if (!inPlace || !isMounted(error, platform)) throw error;
    return await inPlace();
  } finally {
    // Renamed away by now, or in the way. One that can't be removed is left over, and must not hide why we failed.
    await unlink(temporary).catch(() => {});
  }
}

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

import { type BigIntStats, lstatSync } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { type Failure, failure } from '../../shared/failure.ts';
import { systemCode } from './file-failure.ts';

/** A file as it was when its bytes were compared; any write, replacement or renaming since gives another. */
export type FileIdentity = Readonly<Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>>;

/** The file's identity if it holds these bytes, otherwise `config-changed-meanwhile`. Throws the system's errors. */
export async function identityIfStill(path: string, bytes: Buffer): Promise<FileIdentity | Failure> {
  const changed = failure('config-changed-meanwhile', { path });
  try {
    // Before the bytes: whatever is written after this look gives another identity, however the reading goes.
    const identity = await lstat(path, { bigint: true });
    if (!identity.isFile() || Number(identity.size) !== bytes.length) return changed;
    return (await readFile(path)).equals(bytes) ? identity : changed;
  } catch (error) {
    if (replaced.has(systemCode(error))) return changed;
    throw error;
  }
}

/** It is gone, or a folder, or a link in a circle, or lies in what was a folder. */
const replaced = new Set(['ENOENT', 'EISDIR', 'ELOOP', 'ENOTDIR']);

/** Whether the file is untouched since; in one step without a pause, because each moment is one in which others write. */
export function isStill(path: string, was: FileIdentity): boolean {
  const now = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return (
    now?.isFile() === true &&
    now.dev === was.dev &&
    now.ino === was.ino &&
    now.size === was.size &&
    now.mtimeNs === was.mtimeNs &&
    now.ctimeNs === was.ctimeNs
  );
}

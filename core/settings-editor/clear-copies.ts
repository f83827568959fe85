import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyLeftInFile } from '../../shared/settings.ts';
import { systemCode } from '../files/file-failure.ts';
import { withLock } from '../files/lock.ts';
import { replaceFile } from '../files/replace-file.ts';
import { makerOf } from '../files/temporary-file.ts';
import { editLock, isCopyName } from './backups.ts';
import { holdsKey, withoutKeys } from './keys-in-bytes.ts';
import { largestBytes } from './parse-settings.ts';

/** Folders below the one of copies, files in all of them, and bytes of a file that are looked at. */
const most = { depth: 3, files: 5_000, bytes: largestBytes };

/** Milliseconds for which another companion's edit is waited for. */
const lockWaitMs = 12_000;

interface Found {
  readonly path: string;
  /** A copy of ours, or what a kill left of one. */
  readonly isOurs: boolean;
}

/**
 * Puts a mark in the place of every key of Convene in every copy, whichever file it was taken from and by whichever name that
 * was reached. All else in the copies stays. Answers the files in which a key may still stand, each with why: what can't be
 * read or written, what isn't ours, links, which aren't followed, and what is beyond the bounds.
 */
export async function clearCopies(folder: string): Promise<KeyLeftInFile[]> {
  let real: string;
  try {
    real = await realpath(folder);
  } catch (error) {
    return isGone(error) ? [] : [unread(folder, error)];
  }
  let left: KeyLeftInFile[] | undefined;
  const locked = await withLock(
    editLock(real),
    async () => {
      left = await clearUnder(real);
      return { ok: true, value: undefined } as const;
    },
    { waitMs: lockWaitMs },
  );
  if (left) return left;
  // A lock that can't be had is no reason to leave anything: each file is replaced only if it is still what was read.
  left = await clearUnder(real);
  return !locked.ok && locked.error.code === 'busy' ? [...left, { path: real, why: 'busy' }] : left;
}

async function clearUnder(folder: string): Promise<KeyLeftInFile[]> {
  const walked: Walked = { found: [], left: [] };
  await walk(folder, 0, walked);
  const { found, left } = walked;
  for (const file of found) left.push(...(await clear(file)));
  return left;
}

interface Walked {
  readonly found: Found[];
  readonly left: KeyLeftInFile[];
}

async function walk(folder: string, depth: number, walked: Walked): Promise<void> {
  try {
    for (const entry of await readdir(folder, { withFileTypes: true }))
      await meet(entry, join(folder, entry.name), depth, walked);
  } catch (error) {
    if (!isGone(error)) walked.left.push(unread(folder, error));
  }
}

async function meet(entry: Dirent, path: string, depth: number, walked: Walked): Promise<void> {
  const { found, left } = walked;
  if (entry.isSymbolicLink()) left.push({ path, why: 'link' });
  else if (entry.isDirectory() && depth < most.depth) await walk(path, depth + 1, walked);
  else if (entry.isDirectory() || (entry.isFile() && found.length === most.files))
    left.push({ path, why: 'too-many' });
  else if (entry.isFile()) found.push({ path, isOurs: depth === 0 && isOurs(entry.name) });
}

const isOurs = (name: string): boolean =>
  isCopyName(name) || makerOf(name) !== undefined || name.startsWith('edits.json');

async function clear({ path, isOurs }: Found): Promise<KeyLeftInFile[]> {
  let bytes: Buffer;
  try {
    if ((await lstat(path)).size > most.bytes) return [{ path, why: 'too-large' }];
    bytes = await readFile(path);
  } catch (error) {
    return isGone(error) ? [] : [unread(path, error)];
  }
  if (!isOurs) return holdsKey(bytes) ? [{ path, why: 'not-ours' }] : [];
  const cleared = withoutKeys(bytes);
  if (cleared === undefined) return [];
  const replaced = await replaceFile(path, cleared, { mustStillBe: bytes });
  if (replaced.ok) return [];
  const { detail } = replaced.error;
  return [{ path, why: 'not-written', ...(detail === undefined ? {} : { detail }) }];
}

const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(systemCode(error));

const unread = (path: string, error: unknown): KeyLeftInFile => ({
  path,
  why: 'unreadable',
  detail: systemCode(error) || 'not read',
});

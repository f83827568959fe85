/** Opens a file for reading if it is this person's own. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { SkippedReason } from '../../shared/scan.ts';
import { systemCode } from '../files/file-failure.ts';

/** A link that came into a file's place isn't followed, and a pipe without a writer doesn't hold us. */
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Where the system has no numbers for people, every file is one's own. */
export const isOwn = ({ uid }: { readonly uid: number }): boolean =>
  process.geteuid === undefined || uid === process.geteuid();

/** Answers the open file, or why it isn't looked at. */
export async function openOwn(path: string | Buffer): Promise<FileHandle | SkippedReason> {
  try {
    const file = await open(path, readOnly);
    if (isOwn(await file.stat())) return file;
    await file.close();
    return 'not-ours';
  } catch (error) {
    return whyUnread(error);
  }
}

/** Why a file couldn't be opened or read. */
export function whyUnread(error: unknown): SkippedReason {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') return 'special';
  return 'unreadable';
}

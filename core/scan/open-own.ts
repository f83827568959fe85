/** Opens a file for reading if it is this person's own. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { SkippedReason } from '../../shared/scan.ts';
import { systemCode } from '../files/file-failure.ts';

/** A link that came into a file's place isn't followed, and a pipe without a writer doesn't hold us. */
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Leaves the time of the last reading as it is, which Linux allows to a file's owner and to root only (open(2)): nobody has to
 * be asked whose it is.
 */
const ownersOnly: number | undefined = process.platform === 'linux' ? constants.O_NOATIME : undefined;
const root = 0;

/**
 * Answers the open file's number, or why it isn't searched.
 *
 * @param uid whose files are looked at; undefined where the system has no such numbers.
 */
export const openOwn = (path: string, uid: number | undefined): number | SkippedReason =>
  ownersOnly !== undefined && uid !== undefined && uid !== root
    ? openAsOwner(path, readOnly | ownersOnly)
    : openAndAsk(path, uid);

function openAsOwner(path: string, flags: number): number | SkippedReason {
  try {
    return openSync(path, flags);
  } catch (error) {
    return systemCode(error) === 'EPERM' ? 'not-ours' : whyUnread(path, error);
  }
}

function openAndAsk(path: string, uid: number | undefined): number | SkippedReason {
  let file: number | undefined;
  try {
    file = openSync(path, readOnly);
    if (uid === undefined || fstatSync(file).uid === uid) return file;
    closeSync(file);
    return 'not-ours';
  } catch (error) {
    if (file !== undefined) closeSync(file);
    return whyUnread(path, error);
  }
}

/** Why a file couldn't be opened or read. */
export function whyUnread(path: string, error: unknown): SkippedReason {
  const code = systemCode(error);
  // A name from an older system whose bytes are no UTF-8 can't be given back to the system as text: the file is still there.
  if (code === 'ENOENT' && path.includes('\ufffd')) return 'unreadable';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') return 'special';
  return 'unreadable';
}

/** Looks for keys in one file. Synchronous: it runs in a worker, where nothing else waits. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { SkippedReason } from '../../shared/exposure.ts';
import { systemCode } from '../files/file-failure.ts';
import { headBytes, isArchiveName, kindOf } from './file-kind.ts';
import { inLines, type PlaceInLines } from './line-places.ts';
import { type Encoding, searchWindow, type TokenPlace } from './token-search.ts';

export interface FoundToken extends PlaceInLines {
  readonly path: string;
  readonly encoding: Encoding;
}

export type FileLook =
  | { readonly skipped: SkippedReason }
  | { readonly bytes: number; readonly found: readonly FoundToken[]; readonly more: number };

/** Places in one file that are told one by one; a file may be nothing but keys. */
const toldPerFile = 100;

export interface LookOptions {
  /** Reused for every file; a megabyte reads as fast as more. */
  readonly window: Buffer;
  /** Whose files are looked at; undefined where the system has no such numbers. */
  readonly uid: number | undefined;
  isCancelled(): boolean;
  /** Bytes since the last call, so that a file of ten gigabytes shows that it goes on. */
  onBytes(bytes: number): void;
}

export function searchFile(path: string, options: LookOptions): FileLook {
  if (isArchiveName(path)) return { skipped: 'archive' };
  let file: number;
  try {
    file = openSync(path, readOnly);
  } catch (error) {
    return { skipped: whySkipped(path, error) };
  }
  try {
    return searchOpen(path, file, options);
  } catch (error) {
    return { skipped: whySkipped(path, error) };
  } finally {
    closeSync(file);
  }
}

/** A link that came into a file's place isn't followed, and a pipe without a writer doesn't hold us. */
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const whySkipped = (path: string, error: unknown): SkippedReason => {
  const code = systemCode(error);
  // A name from an older system whose bytes are no UTF-8 can't be given back to the system as text: the file is still there.
  if (code === 'ENOENT' && path.includes('\ufffd')) return 'unreadable';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') return 'special';
  return 'unreadable';
};

function searchOpen(path: string, file: number, options: LookOptions): FileLook {
  const { window, uid, isCancelled, onBytes } = options;
  const about = fstatSync(file);
  if (!about.isFile()) return { skipped: 'special' };
  if (uid !== undefined && about.uid !== uid) return { skipped: 'not-ours' };

  const places: TokenPlace[] = [];
  let encoding: Encoding = 'utf-8';
  let more = 0;
  let read = 0;
  let kept = 0;
  for (;;) {
    const got = readSync(file, window, kept, window.length - kept, null);
    if (read === 0) {
      const kind = kindOf(window.subarray(0, Math.min(got, headBytes)));
      if (kind === 'archive' || kind === 'binary') return { skipped: kind };
      encoding = kind;
    }
    const filled = kept + got;
    const base = read - kept;
    read += got;
    // A file that is just as long as it said needs no second read to know its end.
    const isLast = got === 0 || (read === about.size && got < window.length - kept);
    const { found, keepFrom } = searchWindow(window.subarray(0, filled), base, encoding, isLast);
    for (const place of found) {
      if (places.length < toldPerFile) places.push(place);
      else more += 1;
    }
    onBytes(got);
    if (isLast || isCancelled()) break;
    window.copyWithin(0, keepFrom, filled);
    kept = filled - keepFrom;
  }
  if (places.length === 0) return { bytes: read, found: [], more };
  const found = inLines(file, encoding, places, window).map((place) => ({ ...place, path, encoding }));
  return { bytes: read, found, more };
}

/** Looks for keys in one file. Synchronous: it runs in a worker, where nothing else waits. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { SkippedReason } from '../../shared/exposure.ts';
import { systemCode } from '../files/file-failure.ts';
import { headBytes, isArchiveName, kindOf } from './file-kind.ts';
import { inLines, type PlaceInLines } from './line-places.ts';
import { type Encoding, mayHoldKey, searchWindow, type TokenPlace } from './token-search.ts';

export interface FoundToken extends PlaceInLines {
  readonly path: string;
  readonly encoding: Encoding;
}

export interface FileLook {
  /** Why nothing was looked for in it; undefined when it was searched. */
  readonly skipped: SkippedReason | undefined;
  readonly found: readonly FoundToken[];
  /** Places beyond a hundred. */
  readonly more: number;
}

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

const nothing: readonly FoundToken[] = [];
const empty: FileLook = { skipped: undefined, found: nothing, more: 0 };
const skippedAs = (reason: SkippedReason): FileLook => ({ skipped: reason, found: nothing, more: 0 });

export function searchFile(path: string, options: LookOptions): FileLook {
  if (isArchiveName(path)) return skippedAs('archive');
  let file: number;
  try {
    file = openSync(path, readOnly);
  } catch (error) {
    return skippedAs(whySkipped(path, error));
  }
  try {
    return searchOpen(path, file, options);
  } catch (error) {
    return skippedAs(whySkipped(path, error));
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

/** Short, because fifty thousand files come through here and next to none has a key. */
function searchOpen(path: string, file: number, options: LookOptions): FileLook {
  const { window, uid } = options;
  const about = fstatSync(file);
  if (!about.isFile()) return skippedAs('special');
  if (uid !== undefined && about.uid !== uid) return skippedAs('not-ours');
  const got = readSync(file, window, 0, window.length, null);
  const bytes = window.subarray(0, got);
  const kind = kindOf(got > headBytes ? bytes.subarray(0, headBytes) : bytes);
  if (kind === 'archive' || kind === 'binary') return skippedAs(kind);
  // A file that is just as long as it said needs no second read to know its end.
  const isWhole = got === about.size && got < window.length;
  if (!isWhole || mayHoldKey(bytes, kind)) return searchWindows(path, file, kind, got, isWhole, options);
  options.onBytes(got);
  return empty;
}

/** @param got bytes of the first window, which is read. @param isWhole whether they are all that the file has. */
function searchWindows(
  path: string,
  file: number,
  encoding: Encoding,
  got: number,
  isWhole: boolean,
  { window, isCancelled, onBytes }: LookOptions,
): FileLook {
  const places: TokenPlace[] = [];
  let more = 0;
  let base = 0;
  let filled = got;
  let isLast = isWhole;
  onBytes(got);
  for (;;) {
    const { found, keepFrom } = searchWindow(window.subarray(0, filled), base, encoding, isLast);
    for (const place of found) {
      if (places.length < toldPerFile) places.push(place);
      else more += 1;
    }
    if (isLast || isCancelled()) break;
    window.copyWithin(0, keepFrom, filled);
    const kept = filled - keepFrom;
    const read = readSync(file, window, kept, window.length - kept, null);
    onBytes(read);
    base += keepFrom;
    filled = kept + read;
    isLast = read === 0;
  }
  if (places.length === 0) return { skipped: undefined, found: nothing, more };
  const found = inLines(file, encoding, places, window).map((place) => ({ ...place, path, encoding }));
  return { skipped: undefined, found, more };
}

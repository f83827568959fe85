/** Looks for keys in one file. Synchronous: it runs in a worker, where nothing else waits. */
import { closeSync, readSync } from 'node:fs';
import type { SkippedReason } from '../../shared/scan.ts';
import { isWithinPage } from './file-end.ts';
import { isArchiveName, kindOf } from './file-kind.ts';
import { inLines, type PlaceInLines } from './line-places.ts';
import { openOwn, whyUnread } from './open-own.ts';
import { type Encoding, markRoom, mayHoldKey, searchWindow, type TokenPlace } from './token-search.ts';

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
  /** Reused for every file, with `markRoom` at its end; a megabyte reads as fast as more. */
  readonly window: Buffer;
  /** Whose files are looked at; undefined where the system has no such numbers. */
  readonly uid: number | undefined;
  /** Whether the end of a file is known by `isWithinPage`, without a read that brings nothing. */
  readonly endsWithinPage: boolean;
  isCancelled(): boolean;
  /** Bytes since the last call, so that a file of ten gigabytes shows that it goes on. */
  onBytes(bytes: number): void;
}

const nothing: readonly FoundToken[] = [];
const empty: FileLook = { skipped: undefined, found: nothing, more: 0 };
const skippedAs = (reason: SkippedReason): FileLook => ({ skipped: reason, found: nothing, more: 0 });

export function searchFile(path: string, options: LookOptions): FileLook {
  if (isArchiveName(path)) return skippedAs('archive');
  const file = openOwn(path, options.uid);
  if (typeof file === 'string') return skippedAs(file);
  try {
    return searchOpen(path, file, options);
  } catch (error) {
    return skippedAs(whyUnread(path, error));
  } finally {
    closeSync(file);
  }
}

/** Short, because fifty thousand files come through here and next to none has a key. */
function searchOpen(path: string, file: number, options: LookOptions): FileLook {
  const { window } = options;
  const room = window.length - markRoom;
  const filled = fill(file, window, 0, options.endsWithinPage);
  const kind = kindOf(window, filled);
  if (kind === 'archive' || kind === 'binary') return skippedAs(kind);
  if (filled === room || mayHoldKey(window, filled, kind))
    return searchWindows(path, file, kind, filled, options);
  options.onBytes(filled);
  return empty;
}

/** Reads until the room is full or the file ends: then less is filled than there is room. */
function fill(file: number, window: Buffer, from: number, endsWithinPage: boolean): number {
  const room = window.length - markRoom;
  let filled = from;
  while (filled < room) {
    const got = readSync(file, window, filled, room - filled, null);
    filled += got;
    if (got === 0 || (endsWithinPage && isWithinPage(filled))) break;
  }
  return filled;
}

/** @param first bytes of the window that are filled already. */
function searchWindows(
  path: string,
  file: number,
  encoding: Encoding,
  first: number,
  { window, isCancelled, onBytes }: LookOptions,
): FileLook {
  const room = window.length - markRoom;
  const places: TokenPlace[] = [];
  let more = 0;
  let base = 0;
  let filled = first;
  onBytes(filled);
  for (;;) {
    const isLast = filled < room;
    const { found, keepFrom } = searchWindow(window.subarray(0, filled), base, encoding, isLast);
    for (const place of found) {
      if (places.length < toldPerFile) places.push(place);
      else more += 1;
    }
    if (isLast || isCancelled()) break;
    window.copyWithin(0, keepFrom, filled);
    const kept = filled - keepFrom;
    base += keepFrom;
    filled = fill(file, window, kept, false);
    onBytes(filled - kept);
  }
  if (places.length === 0) return { skipped: undefined, found: nothing, more };
  const found = inLines(file, encoding, places, window).map((place) => ({ ...place, path, encoding }));
  return { skipped: undefined, found, more };
}

/** In which line a place is. Counted in a second pass, because next to no file has a finding. */
import { readSync } from 'node:fs';
import { bytesPerCharacter, type Encoding, type TokenPlace } from './token-search.ts';

export interface PlaceInLines extends TokenPlace {
  /** Both from 1; the column counts characters. */
  readonly line: number;
  readonly column: number;
}

const lineEnds: Record<Encoding, Buffer> = {
  'utf-8': Buffer.from([0x0a]),
  'utf-16le': Buffer.from([0x0a, 0x00]),
  'utf-16be': Buffer.from([0x00, 0x0a]),
};

/** @param places in the order of their offsets. @param window is overwritten. */
export function inLines(
  file: number,
  encoding: Encoding,
  places: readonly TokenPlace[],
  window: Buffer,
): PlaceInLines[] {
  const width = bytesPerCharacter(encoding);
  const block = window.subarray(0, window.length - (window.length % width));
  let [line, column, lineStart, position] = [1, 1, 0, 0];
  return places.map((place) => {
    for (const end of endsBetween(file, encoding, position, place.offset, block)) {
      line += 1;
      lineStart = end;
      column = 1;
    }
    column += charactersBetween(file, encoding, Math.max(lineStart, position), place.offset, block);
    position = place.offset;
    return { ...place, line, column };
  });
}

/** Where the line after each line end begins, in bytes. */
function* endsBetween(
  file: number,
  encoding: Encoding,
  from: number,
  until: number,
  block: Buffer,
): Generator<number> {
  const needle = lineEnds[encoding];
  for (const { bytes, at } of blocks(file, from, until, block)) {
    for (let hit = bytes.indexOf(needle); hit >= 0; hit = bytes.indexOf(needle, hit + 1)) {
      if (hit % needle.length === 0) yield at + hit + needle.length;
    }
  }
}

function charactersBetween(
  file: number,
  encoding: Encoding,
  from: number,
  until: number,
  block: Buffer,
): number {
  const width = bytesPerCharacter(encoding);
  let count = 0;
  for (const { bytes, at } of blocks(file, from, until, block)) {
    const first = at === 0 && hasMark(bytes, encoding) ? markBytes[encoding] : 0;
    for (let index = first; index + width <= bytes.length; index += width) {
      if (startsCharacter(bytes, index, encoding)) count += 1;
    }
  }
  return count;
}

function* blocks(
  file: number,
  from: number,
  until: number,
  block: Buffer,
): Generator<{ readonly bytes: Buffer; readonly at: number }> {
  let at = from;
  while (at < until) {
    const got = readSync(file, block, 0, Math.min(block.length, until - at), at);
    if (got === 0) return;
    yield { bytes: block.subarray(0, got), at };
    at += got;
  }
}

const markBytes: Record<Encoding, number> = { 'utf-8': 3, 'utf-16le': 2, 'utf-16be': 2 };

/** A byte order mark is no character. */
const hasMark = (bytes: Buffer, encoding: Encoding): boolean =>
  encoding === 'utf-8'
    ? bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    : (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** The first byte of a character; of a pair of UTF-16 halves, the first half. */
function startsCharacter(bytes: Buffer, index: number, encoding: Encoding): boolean {
  const byte = bytes[index] ?? 0;
  if (encoding === 'utf-8') return (byte & 0xc0) !== 0x80;
  const high = (encoding === 'utf-16le' ? bytes[index + 1] : byte) ?? 0;
  return (high & 0xfc) !== 0xdc;
}

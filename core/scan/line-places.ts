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
  let [line, column, position] = [1, 1, 0];
  return places.map((place) => {
    const passed = lineEndsBetween(file, encoding, position, place.offset, block);
    if (passed.count > 0) column = 1;
    line += passed.count;
    column += charactersBetween(file, encoding, passed.lastLine, place.offset, block);
    position = place.offset;
    return { ...place, line, column };
  });
}

/** How many lines end there, and where the last line begins, in bytes: `from`, if none ends. */
function lineEndsBetween(
  file: number,
  encoding: Encoding,
  from: number,
  until: number,
  block: Buffer,
): { readonly count: number; readonly lastLine: number } {
  const needle = lineEnds[encoding];
  let [count, lastLine] = [0, from];
  eachBlock(file, from, until, block, (bytes, at) => {
    for (let hit = bytes.indexOf(needle); hit >= 0; hit = bytes.indexOf(needle, hit + 1)) {
      if (hit % needle.length !== 0) continue;
      count += 1;
      lastLine = at + hit + needle.length;
    }
  });
  return { count, lastLine };
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
  eachBlock(file, from, until, block, (bytes, at) => {
    const first = at === 0 && hasMark(bytes, encoding) ? markBytes[encoding] : 0;
    for (let index = first; index + width <= bytes.length; index += width) {
      if (startsCharacter(bytes, index, encoding)) count += 1;
    }
  });
  return count;
}

function eachBlock(
  file: number,
  from: number,
  until: number,
  block: Buffer,
  onBlock: (bytes: Buffer, at: number) => void,
): void {
  for (let at = from; at < until; ) {
    const got = readSync(file, block, 0, Math.min(block.length, until - at), at);
    if (got === 0) return;
    onBlock(block.subarray(0, got), at);
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

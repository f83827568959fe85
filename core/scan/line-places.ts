/** In which line a place is. Counted in a second pass, because next to no file has a finding. */
import type { FileHandle } from 'node:fs/promises';
import { bytesPerCharacter, type Encoding, type FoundToken, type TokenPlace } from './found-token.ts';

type PlaceInLines = Omit<FoundToken, 'path'>;

/** Even, so that no character of two bytes is cut in two. */
const blockBytes = 1 << 20;

const lineEnds: Record<Encoding, Buffer> = {
  'utf-8': Buffer.from([0x0a]),
  'utf-16le': Buffer.from([0x0a, 0x00]),
  'utf-16be': Buffer.from([0x00, 0x0a]),
};

/** @param places in the order of their offsets. */
export async function inLines(file: FileHandle, places: readonly TokenPlace[]): Promise<PlaceInLines[]> {
  const furthest = places.at(-1)?.offset ?? 0;
  const block = Buffer.allocUnsafe(Math.min(blockBytes, furthest + (furthest % 2)));
  let [line, column, position] = [1, 1, 0];
  const found: PlaceInLines[] = [];
  for (const place of places) {
    const { encoding, offset } = place;
    const passed = await lineEndsBetween(file, encoding, position, offset, block);
    if (passed.count > 0) column = 1;
    line += passed.count;
    column += await charactersBetween(file, encoding, passed.lastLine, offset, block);
    position = offset;
    found.push({ ...place, line, column });
  }
  return found;
}

/** How many lines end there, and where the last line begins, in bytes: `from`, if none ends. */
async function lineEndsBetween(
  file: FileHandle,
  encoding: Encoding,
  from: number,
  until: number,
  block: Buffer,
): Promise<{ readonly count: number; readonly lastLine: number }> {
  const needle = lineEnds[encoding];
  let [count, lastLine] = [0, from];
  for await (const { bytes, at } of blocks(file, from, until, block)) {
    for (let hit = bytes.indexOf(needle); hit >= 0; hit = bytes.indexOf(needle, hit + 1)) {
      if (hit % needle.length !== 0) continue;
      count += 1;
      lastLine = at + hit + needle.length;
    }
  }
  return { count, lastLine };
}

async function charactersBetween(
  file: FileHandle,
  encoding: Encoding,
  from: number,
  until: number,
  block: Buffer,
): Promise<number> {
  const width = bytesPerCharacter(encoding);
  let count = 0;
  for await (const { bytes, at } of blocks(file, from, until, block)) {
    const first = at === 0 && hasMark(bytes, encoding) ? markBytes[encoding] : 0;
    for (let index = first; index + width <= bytes.length; index += width) {
      if (startsCharacter(bytes, index, encoding)) count += 1;
    }
  }
  return count;
}

async function* blocks(
  file: FileHandle,
  from: number,
  until: number,
  block: Buffer,
): AsyncGenerator<{ readonly bytes: Buffer; readonly at: number }> {
  for (let at = from; at < until; ) {
    const { bytesRead } = await file.read(block, 0, Math.min(block.length, until - at), at);
    if (bytesRead === 0) return;
    yield { bytes: block.subarray(0, bytesRead), at };
    at += bytesRead;
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

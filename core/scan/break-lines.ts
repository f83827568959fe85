/** Gives a file without line ends some, so that whoever reads it line by line never holds much of it. */
import { Transform } from 'node:stream';

const lineEnd = 0x0a;
const longestLine = 1 << 20;
/** Bytes of a run of nothing but letters and digits after which it is broken all the same: no key is a thousandth as long. */
const longestRun = 16 << 20;

const isOfKey = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x5f;

/** Puts a line end in the place of one byte that can't be within a key; no byte changes its place. */
export function breakLines(): Transform {
  /** Bytes since the last line end. */
  let since = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const last = chunk.lastIndexOf(lineEnd);
      if (last >= 0) since = chunk.length - last - 1;
      else {
        since += chunk.length;
        const at = since > longestLine ? placeToBreak(chunk, since > longestRun) : undefined;
        if (at !== undefined) {
          chunk[at] = lineEnd;
          since = chunk.length - at - 1;
        }
      }
      done(null, chunk);
    },
  });
}

/** Two zeros never stand in a key of two bytes a letter. */
function placeToBreak(chunk: Buffer, must: boolean): number | undefined {
  for (let at = chunk.length - 1; at > 0; at -= 1) {
    const byte = chunk[at] ?? 0;
    if (byte === 0 ? chunk[at - 1] === 0 : !isOfKey(byte)) return at;
  }
  return must ? chunk.length - 1 : undefined;
}

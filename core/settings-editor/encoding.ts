import type { FileEncoding } from '../../shared/failure.ts';

/** What a file says, or in what it is written if that isn't UTF-8. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly encoding: FileEncoding;
      /** What it says in that encoding, where nothing else is possible. */
      readonly certain?: string;
      /** As far as it can be read at all, to tell a place by. */
      readonly readable: string;
    };

/** Bytes without a byte order mark of UTF-8. Zero bytes alone don't make a text another one: JSON refuses them by itself. */
export function decoded(bytes: Buffer): Decoded {
  const wide = wideText(bytes);
  if (wide !== undefined)
    return {
      ok: false,
      encoding: 'utf-16',
      readable: wide.text,
      ...(wide.isSound ? { certain: wide.text } : {}),
    };
  const text = inUtf8(bytes);
  if (text !== undefined) return { ok: true, text };
  return { ok: false, encoding: 'latin-1', readable: new TextDecoder('utf-8').decode(bytes) };
}

/** The text in front of zero bytes that a write cut off by a power cut leaves; undefined without such, or with none but them. */
export function withoutZeroTail(text: string): string | undefined {
  const end = text.indexOf('\0');
  if (end < 0 || text.slice(0, end).trim() === '') return undefined;
  return /^\0+$/.test(text.slice(end)) ? text.slice(0, end) : undefined;
}

function inUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16, told by its mark or by a zero byte in each pair at its start; `isSound` where every pair of bytes makes sense. */
function wideText(bytes: Buffer): { text: string; isSound: boolean } | undefined {
  const order = orderOf(bytes);
  if (order === undefined) return undefined;
  const decode = (fatal: boolean): string => new TextDecoder(order, { fatal }).decode(bytes);
  try {
    const text = decode(true);
    return { text, isSound: !text.includes('\0') };
  } catch {
    return { text: decode(false), isSound: false };
  }
}

/** Settings begin with blanks, a brace or a comment: letters that have a zero byte beside them in UTF-16. */
const firstPairs = 4;

function orderOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second, third, fourth] = bytes;
  // UTF-32 begins as UTF-16 does.
  if (first === 0xff && second === 0xfe)
    return third === 0 && fourth === 0 && bytes.length > 2 ? undefined : 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length < 2 || bytes.length % 2 === 1) return undefined;
  const start = bytes.subarray(0, 2 * firstPairs);
  const zeroAt = (rest: 0 | 1): boolean => start.every((byte, at) => (at % 2 === rest) === (byte === 0));
  if (zeroAt(1)) return 'utf-16le';
  return zeroAt(0) ? 'utf-16be' : undefined;
}

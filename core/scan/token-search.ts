/**
 * Finds keys in bytes, window by window. A key is `fm_org_` and at least twenty letters and digits: fewer is a placeholder
 * of somebody's notes or of Convene's own help.
 */
import { tokenHint } from '../../shared/tokens.ts';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof encodings)[number];

const prefix = 'fm_org_';
/** Looked for instead of the whole: an underscore is rarer than an f, so the search takes longer strides. */
const inner = '_org_';
const before = prefix.length - inner.length;
const shortestBody = 20;
/** No key is longer; beyond that the rest of a run of letters isn't waited for. */
const longestBody = 512;

export interface TokenPlace {
  /** Bytes from the start of the file to the first byte of the key. */
  readonly offset: number;
  /** `…a1b2`. */
  readonly hint: string;
  /** Bytes of the key. */
  readonly length: number;
}

/** Bytes per character, and which of the two holds the letter. */
const shape = {
  'utf-8': { width: 1, at: 0 },
  'utf-16le': { width: 2, at: 0 },
  'utf-16be': { width: 2, at: 1 },
} as const;

export const bytesPerCharacter = (encoding: Encoding): number => shape[encoding].width;

const encoded = (text: string, encoding: Encoding): Buffer => {
  if (encoding === 'utf-8') return Buffer.from(text, 'latin1');
  const little = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? little : little.swap16();
};

const needles: Record<Encoding, Buffer> = {
  'utf-8': encoded(inner, 'utf-8'),
  'utf-16le': encoded(inner, 'utf-16le'),
  'utf-16be': encoded(inner, 'utf-16be'),
};
const firstLetters = prefix.slice(0, before);

const isLetterOrDigit = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** Bytes at a window's end that belong to `mayHoldKey`. */
export const markRoom = inner.length * 2;

/**
 * Whether there may be a key among the window's first bytes: nearly every file ends here. What is looked for is written behind
 * them, so that the search ends there without a view of its own for each file.
 */
export function mayHoldKey(window: Buffer, filled: number, encoding: Encoding): boolean {
  const needle = needles[encoding];
  window.set(needle, filled);
  return window.indexOf(needle) < filled;
}

/**
 * Looks through `window`, which begins at `base` bytes of the file. Answers the keys in it, and from where on bytes have to be
 * kept, because a key may go on in what is read next; nothing has to be where `isLast`.
 */
export function searchWindow(
  window: Buffer,
  base: number,
  encoding: Encoding,
  isLast: boolean,
): { found: TokenPlace[]; keepFrom: number } {
  const needle = needles[encoding];
  const { width, at } = shape[encoding];
  const found: TokenPlace[] = [];
  let from = 0;
  let lastEnd = 0;
  for (;;) {
    const hit = window.indexOf(needle, from);
    if (hit < 0) break;
    const start = hit - before * width;
    if (start < 0 || !startsKey(window, start, base, width, at)) {
      from = hit + 1;
      continue;
    }
    from = hit + needle.length;
    let end = from;
    const most = from + longestBody * width;
    while (end < most && isLetter(window, end, width, at)) end += width;
    const mayGoOn = end < most && end + width > window.length;
    if (mayGoOn && !isLast) return { found, keepFrom: start };
    if ((end - from) / width < shortestBody) continue;
    const hint = tokenHint(letters(window.subarray(end - 4 * width, end), width, at));
    found.push({ offset: base + start, hint, length: end - start });
    from = end;
    lastEnd = end;
  }
  const keep = prefix.length * width - 1;
  return { found, keepFrom: isLast ? window.length : Math.max(lastEnd, window.length - keep, 0) };
}

/** Whether the letters before the underscore are there, where a character may begin. */
const startsKey = (window: Buffer, start: number, base: number, width: 1 | 2, at: 0 | 1): boolean =>
  (width === 1 || (base + start) % 2 === 0) &&
  letters(window.subarray(start, start + before * width), width, at) === firstLetters;

function isLetter(window: Buffer, index: number, width: 1 | 2, at: 0 | 1): boolean {
  if (index + width > window.length) return false;
  if (width === 2 && window[index + 1 - at] !== 0) return false;
  return isLetterOrDigit(window[index + at] ?? 0);
}

const letters = (bytes: Buffer, width: 1 | 2, at: 0 | 1): string =>
  Array.from({ length: bytes.length / width }, (_, index) =>
    String.fromCharCode(bytes[index * width + at] ?? 0),
  ).join('');

/** The key at a place, as text. */
export const decodeToken = (bytes: Buffer, encoding: Encoding): string =>
  letters(bytes, shape[encoding].width, shape[encoding].at);

/** Reads what ripgrep prints: `path`, a zero, `offset:` and the key, a line end; at the end its counts. Of a key only its end is kept. */
import type { Readable } from 'node:stream';
import { tokenHint } from '../../shared/tokens.ts';
import type { TokenPlace } from './found-token.ts';

/** Places in one file that are told one by one; a file may be nothing but keys. */
const toldPerFile = 100;

export interface FileHit {
  /** As the system gave it: a name needn't be text. */
  readonly path: string | Buffer;
  readonly places: readonly TokenPlace[];
  /** Places beyond a hundred. */
  readonly more: number;
}

const zero = 0;
/** Bytes; no offset and key of two bytes a letter is longer. */
const longestPlace = 1_100;

/** Answers what was searched; undefined when the output broke off before its end. */
export async function readHits(
  output: Readable,
  onHits: (hits: FileHit) => void,
): Promise<{ files: number; bytes: number } | undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let current: { path: Buffer; places: TokenPlace[]; more: number } | undefined;
  function take(path: Buffer, place: TokenPlace): void {
    if (!current?.path.equals(path)) {
      if (current) onHits(current);
      // A copy: what it was read with is as large as all that came at once.
      current = { path: Buffer.from(path), places: [], more: 0 };
    }
    if (current.places.length < toldPerFile) current.places.push(place);
    else current.more += 1;
  }
  for await (const chunk of output) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const pathEnd = rest.indexOf(zero);
      const read = pathEnd < 0 ? undefined : readPlace(rest.subarray(pathEnd + 1));
      if (!read) break;
      take(rest.subarray(0, pathEnd), read.place);
      rest = rest.subarray(pathEnd + 1 + read.length);
    }
  }
  if (current) onHits(current);
  return readTotals(rest.toString('latin1'));
}

/** Undefined while its end hasn't come yet. */
function readPlace(bytes: Buffer): { readonly place: TokenPlace; readonly length: number } | undefined {
  const text = bytes.subarray(0, longestPlace).toString('latin1');
  const read = /^(?<offset>\d+):(?<key>f[0-9A-Za-z_\0]+)\n/.exec(text);
  if (!read) return undefined;
  const { offset = '', key = '' } = read.groups ?? {};
  const place = {
    hint: tokenHint(key.replaceAll('\0', '')),
    ...characterAt(Number(offset), key.includes('\0') ? 2 : 1),
  };
  return { place, length: read[0].length };
}

/** Where two bytes make a character and the letter stands at an odd place, its zero is before it. */
const characterAt = (letter: number, width: 1 | 2): Omit<TokenPlace, 'hint'> => {
  if (width === 1) return { offset: letter, encoding: 'utf-8' };
  return letter % 2 === 0
    ? { offset: letter, encoding: 'utf-16le' }
    : { offset: letter - 1, encoding: 'utf-16be' };
};

function readTotals(text: string): { files: number; bytes: number } | undefined {
  const files = /^(\d+) files? searched$/m.exec(text)?.[1];
  const bytes = /^(\d+) bytes? searched$/m.exec(text)?.[1];
  return files === undefined || bytes === undefined
    ? undefined
    : { files: Number(files), bytes: Number(bytes) };
}

/** Of a text of one byte per character, or of one or the other kind of two. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A key in a file; nothing of it is kept but its last four letters. */
export interface TokenPlace {
  /** Bytes from the start of the file to the first byte of the key. */
  readonly offset: number;
  /** `…a1b2`. */
  readonly hint: string;
  readonly encoding: Encoding;
}

export interface FoundToken extends TokenPlace {
  readonly path: string;
  /** Both from 1; the column counts characters. */
  readonly line: number;
  readonly column: number;
}

export const bytesPerCharacter = (encoding: Encoding): number => (encoding === 'utf-8' ? 1 : 2);

import { z } from 'zod';
import { invalid } from './refusal.ts';

/** Where a list goes on: the sort values of the last row, opaque to the client. */
export const writeCursor = (at: string, last: string | number): string =>
  Buffer.from(JSON.stringify([at, last])).toString('base64url');

const position = z.tuple([z.string(), z.union([z.string(), z.number()])]);

export function readCursor(cursor: string): { at: string; last: string | number } {
  try {
    const [at, last] = position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { at, last };
  } catch {
    throw invalid('cursor is not one of ours');
  }
}

/** One row more than asked for was read; it says whether there is a next page. */
export function page<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { rows: Row[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next_cursor: rows.length > limit && last ? cursorOf(last) : null };
}

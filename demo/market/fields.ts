import { z } from 'zod';
import { page, readCursor, writeCursor } from '../cursor.ts';

/** People and assistants say "booking 123"; both the number and the text are understood. */
export const numericId = z.coerce
  .string()
  .regex(/^[0-9]{1,15}$/, 'must be a number')
  .describe('The number of the resource, like 123.');

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many to answer, at most 200.'),
  cursor: z.string().max(500).optional().describe('The next_cursor of the page before.'),
};

export const nextCursor = z.string().nullable();

/** A row number that sorts after the cursor; without a cursor the largest there is, as lists go downwards. */
export const rowBefore = (cursor: string | undefined): number => {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  const { last } = readCursor(cursor);
  return typeof last === 'number' ? last : 0;
};

export const pageById = <Row extends { readonly id: string }>(rows: readonly Row[], limit: number) =>
  page(rows, limit, (row) => writeCursor('', Number(row.id)));

/** Row numbers leave the database as text, as every id of the contract is text. */
export const idColumn = z.int().transform(String);

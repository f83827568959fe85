import type { z } from 'zod';

export type SqlValue = string | number | null;

/** SQLite with every row checked on its way out, so that a wrong column name fails here and not in an answer. */
export interface Database {
  get<Row extends z.ZodType>(row: Row, sql: string, values?: readonly SqlValue[]): z.output<Row> | undefined;
  all<Row extends z.ZodType>(row: Row, sql: string, values?: readonly SqlValue[]): z.output<Row>[];
  /** The number of rows that changed. */
  run(sql: string, values?: readonly SqlValue[]): number;
  exec(sql: string): void;
  /** All of it or nothing. Inside another transaction it becomes part of that one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

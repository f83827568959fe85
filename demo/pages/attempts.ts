import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import { isoIn, isoNow } from '../context.ts';

/** Wrong tries of one kind by or against one subject: so many in so many seconds, then no more for a while. */
export interface Limit {
  readonly kind: string;
  readonly tries: number;
  readonly seconds: number;
}

export const passwordLimit: Limit = { kind: 'password', tries: 5, seconds: 900 };
export const userCodeLimit: Limit = { kind: 'user-code', tries: 20, seconds: 900 };

export function tooManyAttempts(context: DemoContext, limit: Limit, subject: string): boolean {
  const found = context.database.get(
    z.object({ tries: z.int() }),
    'SELECT count(*) AS tries FROM failed_attempts WHERE kind = ? AND subject = ? AND at > ?',
    [limit.kind, subject.toLowerCase(), isoIn(context, -limit.seconds)],
  );
  return (found?.tries ?? 0) >= limit.tries;
}

export function noteFailedAttempt(context: DemoContext, limit: Limit, subject: string): void {
  context.database.run('DELETE FROM failed_attempts WHERE at <= ?', [isoIn(context, -limit.seconds)]);
  context.database.run('INSERT INTO failed_attempts VALUES (?, ?, ?)', [
    limit.kind,
    subject.toLowerCase(),
    isoNow(context),
  ]);
}

export function forgetAttempts(context: DemoContext, limit: Limit, subject: string): void {
  context.database.run('DELETE FROM failed_attempts WHERE kind = ? AND subject = ?', [
    limit.kind,
    subject.toLowerCase(),
  ]);
}

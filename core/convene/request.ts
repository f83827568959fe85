import type { z } from 'zod';
import { exchange, type HttpRequest, nameOf } from './http.ts';
import type { Outcome } from './outcome.ts';
import { readAnswer } from './read-answer.ts';
import { type RetryPolicy, withRetries } from './retry.ts';

/** Reading, deleting, and creating under an idempotency key end the same when they arrive twice; nothing else does. */
const isSafeToRepeat = ({ method, headers = {} }: HttpRequest): boolean =>
  method === 'GET' || method === 'DELETE' || (method === 'POST' && 'idempotency-key' in headers);

/** Sends a request, again after a fault on the way where that is safe, and answers the parsed body. */
export async function request<T>(
  wanted: HttpRequest,
  schema: z.ZodType<T>,
  retry: RetryPolicy,
): Promise<Outcome<T>> {
  const attempt = async (deadlineMs: number): Promise<Outcome<T>> => {
    const answer = await exchange(wanted, deadlineMs);
    if (!answer.ok) return answer;
    const outcome = readAnswer(answer.value, schema, nameOf(wanted));
    return answer.at ? { ...outcome, at: answer.at } : outcome;
  };
  return withRetries(attempt, isSafeToRepeat(wanted) ? retry : { ...retry, pausesMs: [] });
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from './outcome.ts';

/** How long to wait for what, in milliseconds. */
export interface RetryPolicy {
  /** For one answer, headers and body. */
  readonly answerMs: number;
  /** For one request with all its repetitions. */
  readonly requestMs: number;
  /** The pauses before each repetition; as many as there are repetitions. */
  readonly pausesMs: readonly number[];
}

export const defaultRetry: RetryPolicy = { answerMs: 10_000, requestMs: 25_000, pausesMs: [250, 1_000] };

/**
 * Tries again after faults that may pass, no sooner than the server wants; not at all where that is beyond the time for
 * the request. Only for what does no harm when it reaches the server twice.
 */
export async function withRetries<T>(
  attempt: (deadlineMs: number) => Promise<Outcome<T>>,
  { answerMs, requestMs, pausesMs }: RetryPolicy,
): Promise<Outcome<T>> {
  // The computer's own clock may be set in between; this one only runs forward.
  const end = performance.now() + requestMs;
  const timeLeft = (): number => end - performance.now();
  let outcome = await attempt(Math.min(answerMs, requestMs));
  for (const usualMs of pausesMs) {
    if (outcome.ok || !outcome.passing) return outcome;
    const pauseMs = Math.max(usualMs, outcome.retryAfterMs ?? 0);
    if (timeLeft() <= pauseMs) return outcome;
    await pause(pauseMs);
    outcome = await attempt(Math.min(answerMs, timeLeft()));
  }
  return outcome;
}

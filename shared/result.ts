import type { Failure } from './failure.ts';

/**
 * What every operation that can go wrong answers. Results instead of exceptions, because across Electron's
 * bridge an Error keeps only its message, and because a caller should not be able to forget the failure.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const failed = (error: Failure): Result<never> => ({ ok: false, error });

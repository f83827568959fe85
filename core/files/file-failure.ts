import { type Failure, failure } from '../../shared/failure.ts';

/** The system's code of an error of `node:fs`, or an empty text. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Something could not be stored: disk full, read-only, not allowed. */
export const storageFailure = (path: string, error: unknown): Failure =>
  failure('storage-failed', { path, detail: systemCode(error) || String(error) });

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import lockfile from 'proper-lockfile';
import { failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';

/** Milliseconds after which a lock that nobody refreshed belongs to a program that crashed. */
const staleMs = 10_000;
const retryMs = 50;

/**
 * Runs `work` while no other companion on this computer holds the lock; fails with `busy` when it isn't free within
 * `waitMs` milliseconds, and `storage-failed` when the lock can't be written.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<Result<T>>,
  { waitMs = 5_000 }: { waitMs?: number } = {},
): Promise<Result<T>> {
  let release: () => Promise<void>;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    release = await lockfile.lock(path, {
      realpath: false,
      stale: staleMs,
      retries: { retries: Math.ceil(waitMs / retryMs), minTimeout: retryMs, maxTimeout: retryMs },
      // A machine that slept longer than `staleMs` loses its lock; what it guards is checked again where it is used.
      onCompromised: () => {},
    });
  } catch (error) {
    return failed(systemCode(error) === 'ELOCKED' ? failure('busy') : storageFailure(path, error));
  }
  try {
    return await work();
  } finally {
    await release().catch(() => {
      // Already released or taken over as stale: there is nothing left to give back.
    });
  }
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';

/** Milliseconds after which a lock that nobody refreshed belongs to a program that crashed. */
const staleMs = 10_000;
const retryMs = 50;
/** A lock that can't be written is tried again this often: Windows refuses one whose folder is just going away. */
const retriesOfRefused = 5;

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
    release = await locked(path, Math.ceil(waitMs / retryMs));
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

/** Answers what gives the lock back; throws what its last try failed with. */
async function locked(path: string, retriesOfHeld: number): Promise<() => Promise<void>> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await lockfile.lock(path, {
        realpath: false,
        stale: staleMs,
        // A machine that slept longer than `staleMs` loses its lock; what it guards is checked again where it is used.
        onCompromised: () => {},
      });
    } catch (error) {
      const most = systemCode(error) === 'ELOCKED' ? retriesOfHeld : retriesOfRefused;
      if (retries >= most) throw error;
      await pause(retryMs);
    }
  }
}

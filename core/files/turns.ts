import { failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { withLock } from './lock.ts';

/** Work that must not happen at the same time. */
export interface Turns {
  /**
   * Runs the work when everything asked for before has ended. `busy` when another companion keeps the lock too long; what
   * the work throws is `internal`, and the next turn comes all the same.
   */
  run<T>(work: () => Promise<Result<T>>): Promise<Result<T>>;
  /** When nothing is under way or waiting here. */
  idle(): Promise<void>;
}

/** In this process in the order of asking; with `lockPath` against every other companion too, waited for `waitMs`. */
export function createTurns({
  lockPath,
  waitMs = 5_000,
}: {
  lockPath?: string | undefined;
  waitMs?: number | undefined;
} = {}): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const turn = last
        .then(() => (lockPath === undefined ? work() : withLock(lockPath, work, { waitMs })))
        .catch(thrown);
      last = turn;
      return turn;
    },
    async idle() {
      for (let seen: unknown; seen !== last; ) {
        seen = last;
        await last;
      }
    },
  };
}

const thrown = (error: unknown): Result<never> =>
  failed(
    failure('internal', { detail: withoutTokens(error instanceof Error ? error.message : String(error)) }),
  );

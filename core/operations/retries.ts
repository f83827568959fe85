/** Milliseconds before each further try; the last one from then on. */
export const usualPausesMs: readonly number[] = [1_000, 2_000, 5_000, 10_000, 30_000];

/** Tries again, further and further apart, whatever has no answer yet. */
export interface Retries {
  /**
   * Runs `again` after the next pause, whose milliseconds it answers. A later call for the same id replaces an earlier one.
   * Whoever throws in `again` is told about, and isn't tried again by itself.
   */
  later(id: string, again: () => Promise<void>): number;
  /** Nothing more is tried for it; the pauses begin anew. */
  settled(id: string): void;
  /** No further try begins. */
  close(): void;
}

export function createRetries(deps: {
  readonly pausesMs?: readonly number[] | undefined;
  failed(id: string, error: unknown): void;
}): Retries {
  const pausesMs = deps.pausesMs ?? usualPausesMs;
  const tries = new Map<string, number>();
  const timers = new Map<string, NodeJS.Timeout>();
  let closed = false;

  function stop(id: string): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
  }

  return {
    later(id, again) {
      stop(id);
      const tried = tries.get(id) ?? 0;
      const pauseMs = pausesMs[Math.min(tried, pausesMs.length - 1)] ?? 0;
      if (closed) return pauseMs;
      tries.set(id, tried + 1);
      const timer = setTimeout(() => {
        timers.delete(id);
        again().catch((error: unknown) => deps.failed(id, error));
      }, pauseMs);
      timer.unref();
      timers.set(id, timer);
      return pauseMs;
    },
    settled(id) {
      stop(id);
      tries.delete(id);
    },
    close() {
      closed = true;
      for (const id of [...timers.keys()]) stop(id);
    },
  };
}

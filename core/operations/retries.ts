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
  /** Tries at once whatever waits: a timer stands still while the computer sleeps. */
  wake(): void;
  /** No further try begins. */
  close(): void;
}

export function createRetries(deps: {
  readonly pausesMs?: readonly number[] | undefined;
  failed(id: string, error: unknown): void;
}): Retries {
  const pausesMs = deps.pausesMs ?? usualPausesMs;
  const tries = new Map<string, number>();
  const waiting = new Map<string, { readonly timer: NodeJS.Timeout; readonly again: () => Promise<void> }>();
  let closed = false;

  function stop(id: string): void {
    clearTimeout(waiting.get(id)?.timer);
    waiting.delete(id);
  }

  function run(id: string, again: () => Promise<void>): void {
    stop(id);
    again().catch((error: unknown) => deps.failed(id, error));
  }

  return {
    later(id, again) {
      stop(id);
      const tried = tries.get(id) ?? 0;
      const pauseMs = pausesMs[Math.min(tried, pausesMs.length - 1)] ?? 0;
      if (closed) return pauseMs;
      tries.set(id, tried + 1);
      const timer = setTimeout(() => run(id, again), pauseMs);
      timer.unref();
      waiting.set(id, { timer, again });
      return pauseMs;
    },
    settled(id) {
      stop(id);
      tries.delete(id);
    },
    wake() {
      for (const [id, { again }] of [...waiting]) run(id, again);
    },
    close() {
      closed = true;
      for (const id of [...waiting.keys()]) stop(id);
    },
  };
}

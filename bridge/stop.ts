/** Says that something is no longer wanted; an AbortSignal is one. A call makes its own lighter kind, as most are never stopped. */
export interface Stop {
  readonly aborted: boolean;
  addEventListener(kind: 'abort', listener: () => void): void;
  removeEventListener(kind: 'abort', listener: () => void): void;
}

export function openStop(): Stop & { abort(): void } {
  const listeners = new Set<() => void>();
  let aborted = false;
  return {
    get aborted() {
      return aborted;
    },
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
    abort() {
      aborted = true;
      for (const listener of [...listeners]) listener();
      listeners.clear();
    },
  };
}

/** Milliseconds between two tries at most; also the longest that a stream may have us wait. */
export const longestPauseMs = 60_000;

/** Resolves after so many milliseconds, or as soon as it is stopped. It keeps no program alive. */
export function pause(milliseconds: number, stop: Stop): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    timer.unref();
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
  });
}

/** How often something may be tried again by itself. */
export interface Attempts {
  /** Whether one more is allowed; it counts from then on. */
  mayTry(): boolean;
  /** The person asked for it: counting begins anew. */
  forget(): void;
}

/** At most so many within so many milliseconds. `now` must not go backwards when the clock is set. */
export function limitedAttempts(
  { times, withinMs }: { readonly times: number; readonly withinMs: number },
  now: () => number = () => performance.now(),
): Attempts {
  let tried: number[] = [];
  return {
    mayTry() {
      const at = now();
      tried = tried.filter((earlier) => at - earlier < withinMs);
      if (tried.length >= times) return false;
      tried.push(at);
      return true;
    },
    forget() {
      tried = [];
    },
  };
}

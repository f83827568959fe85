const minuteMs = 60_000;

/** The companion wakes up for reminders no more often than this. */
const restMs = 15 * minuteMs;
/** And, while something can become due, no less often: a timer doesn't notice a clock that is moved. */
const longestMs = 6 * 60 * minuteMs;

/**
 * Milliseconds to sleep until reminders are looked at again; undefined where nothing can become due. Half of what is
 * left, because a timer stands still while the computer sleeps: so it is never far too late, and exact in the end.
 */
export function sleepFor(now: Date, nextAt: Date | undefined): number | undefined {
  if (nextAt === undefined) return undefined;
  const left = nextAt.getTime() - now.getTime();
  if (left < 2 * restMs) return Math.max(left, restMs);
  return Math.min(left / 2, longestMs);
}

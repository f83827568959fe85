import { serverClockDifference } from '../convene/server-clock.ts';
import type { Clock } from '../ports.ts';

/** The time on Convene's clock, as well as it can be known without asking. */
export interface ServerTime {
  now(): Date;
  /** What Convene's clock showed just now. */
  learn(at: string): void;
  /** It was at least this late when the companion ended. */
  notBefore(at: string): void;
}

/** @param monotonicMs a clock that nobody sets; it may stand still while the computer sleeps. */
export function createServerTime(
  clock: Clock,
  monotonicMs: () => number = () => performance.now(),
): ServerTime {
  let learned: { aheadMs: number; wall: number; monotonic: number } | undefined;
  let earliest = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const wall = clock.now();
      if (!learned) return new Date(Math.max(wall.getTime(), earliest));
      const sinceThen = monotonicMs() - learned.monotonic;
      // This computer's clock can have been set back since; a clock that runs on is a computer that slept.
      const passed = Math.max(wall.getTime() - learned.wall, sinceThen);
      return new Date(Math.max(learned.wall + learned.aheadMs + passed, earliest));
    },
    learn(at) {
      const wall = clock.now();
      learned = {
        aheadMs: serverClockDifference(at, wall),
        wall: wall.getTime(),
        monotonic: monotonicMs(),
      };
    },
    notBefore(at) {
      earliest = Math.max(earliest, Date.parse(at));
    },
  };
}

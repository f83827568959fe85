import type { Clock } from '../ports.ts';

/** An HTTP date (RFC 9110, section 5.6.7) as ISO 8601 UTC; undefined when it is missing or isn't one. */
export function serverTime(dateHeader: string | null): string | undefined {
  if (dateHeader === null || !/ GMT$/.test(dateHeader)) return undefined;
  const at = new Date(dateHeader);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Milliseconds by which the server's clock is ahead of this computer's; negative when it is behind. */
export const serverClockDifference = (at: string, now: Date): number => Date.parse(at) - now.getTime();

/** What time it is by the server that was heard last. Times that stand beside the server's are taken from here. */
export interface ServerClock extends Clock {
  /** With each answer: the server's time, ISO 8601, whole seconds. */
  heard(at: string): void;
}

/** This computer's clock, put right by what the server says; as it is before anything was heard. */
export function createServerClock(clock: Clock): ServerClock {
  let aheadMs = 0;
  return {
    heard(at) {
      aheadMs = serverClockDifference(at, clock.now());
    },
    // Never later than the server: what it says afterwards is never before it.
    now: () => new Date(clock.now().getTime() + aheadMs),
  };
}

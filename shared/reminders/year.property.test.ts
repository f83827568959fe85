import { describe, expect, it } from 'vitest';
import { simulate } from './testing/simulated-year.ts';

/** Years with other chances: one in a usual run, ten in a long one. */
const years = Array.from({ length: process.env.CONVENE_LONG_RUNS ? 10 : 1 }, (_, year) => year + 1);

describe('200 keys in a simulated year, minute by minute', () => {
  it.each(years)(
    'are told of when they must be, and never without need (chance %i)',
    (seed) => {
      const lived = simulate({ seed, days: 366, keys: 200 });
      expect(lived.wrong).toEqual([]);
      expect(lived.told).toBeGreaterThan(1_000);
      expect(lived.notifications).toBeLessThan(lived.told);
      // What is rare is in it: a leap day, an hour that comes twice, a week asleep.
      expect(lived.leapDayMinutes).toBeGreaterThan(0);
      expect(lived.minutesTwice).toBeGreaterThan(0);
      expect(lived.weeksAsleep).toBeGreaterThan(0);
    },
    120_000,
  );
});

import { expect, it } from 'vitest';
import { limitedAttempts } from './attempts.ts';

it('so many are allowed within the time, and no more', () => {
  const attempts = limitedAttempts({ times: 3, withinMs: 60_000 }, () => 1_000);
  expect([1, 2, 3, 4].map(() => attempts.mayTry())).toEqual([true, true, true, false]);
});

it('what is long ago doesn’t count', () => {
  let now = 0;
  const attempts = limitedAttempts({ times: 2, withinMs: 60_000 }, () => now);
  attempts.mayTry();
  now = 50_000;
  attempts.mayTry();
  expect(attempts.mayTry()).toBe(false);
  now = 60_000;
  expect(attempts.mayTry()).toBe(true);
  expect(attempts.mayTry()).toBe(false);
});

it('a refused one doesn’t count, so that waiting helps', () => {
  let now = 0;
  const attempts = limitedAttempts({ times: 1, withinMs: 60_000 }, () => now);
  attempts.mayTry();
  now = 59_000;
  attempts.mayTry();
  now = 61_000;
  expect(attempts.mayTry()).toBe(true);
});

it('when the person asks, counting begins anew', () => {
  const attempts = limitedAttempts({ times: 1, withinMs: 60_000 }, () => 0);
  attempts.mayTry();
  attempts.forget();
  expect(attempts.mayTry()).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = new Date('2026-06-09T14:00:00Z');

describe('how long a server wants to be left alone', () => {
  it.each([
    ['7', null, 7_000],
    [' 0 ', null, 0],
    ['999999999', null, 86_400_000],
    ['Tue, 09 Jun 2026 14:00:30 GMT', null, 30_000],
    // Its clock is an hour ahead of ours.
    ['Tue, 09 Jun 2026 15:00:30 GMT', 'Tue, 09 Jun 2026 15:00:00 GMT', 30_000],
    ['Tue, 09 Jun 2026 13:00:00 GMT', null, 0],
  ])('is read from “%s”', (header, date, expected) => {
    expect(retryAfterMs(header, date, now)).toBe(expected);
  });

  it.each([null, undefined, '', 'soon', '-1', '1.5', '1e3', 'Tue, 99 Foo 2026 14:02:00 GMT'])(
    'isn’t known from “%s”',
    (header) => expect(retryAfterMs(header, null, now)).toBeUndefined(),
  );
});

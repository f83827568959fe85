import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverClockDifference, serverTime } from './server-clock.ts';

describe('the clock of the server', () => {
  it('is read from its Date header, to the second', () => {
    const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (at) => {
        const seconds = Math.floor(at.getTime() / 1_000) * 1_000;
        expect(serverTime(at.toUTCString())).toBe(new Date(seconds).toISOString());
      }),
    );
  });

  it.each([null, '', 'yesterday', '2026-06-09T14:02:00Z', '12', 'Tue, 99 Foo 2026 14:02:00 GMT'])(
    'is not guessed from %j',
    (header) => {
      expect(serverTime(header)).toBeUndefined();
    },
  );

  it('is ahead of ours by a positive number of milliseconds', () => {
    const now = new Date('2026-06-09T14:00:00Z');
    expect(serverClockDifference('2026-06-09T14:00:02Z', now)).toBe(2_000);
    expect(serverClockDifference('2026-06-08T14:00:00Z', now)).toBe(-86_400_000);
  });
});

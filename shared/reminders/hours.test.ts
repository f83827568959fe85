import { describe, expect, it } from 'vitest';
import { calendarIn } from './calendar.ts';
import { type SnoozeChoice, snoozeEnd } from './hours.ts';

const calendar = calendarIn('Europe/Berlin');
const markets = [
  { opensAt: '2026-04-11T06:00:00Z', closesAt: '2026-04-11T12:00:00Z' },
  { opensAt: '2026-04-04T06:00:00Z', closesAt: '2026-04-04T12:00:00Z' },
];

describe('a snooze', () => {
  it.each<[string, SnoozeChoice, string]>([
    ['2026-04-01T07:00:00Z', 'day', '2026-04-02T07:00:00.000Z'],
    ['2026-04-01T07:00:00Z', 'week', '2026-04-08T07:00:00.000Z'],
    // The same hour by the clock on the wall, when the clocks go forward and back.
    ['2026-03-28T08:00:00Z', 'day', '2026-03-29T07:00:00.000Z'],
    ['2026-10-24T07:00:00Z', 'week', '2026-10-31T08:00:00.000Z'],
    ['2026-03-28T01:30:00Z', 'day', '2026-03-29T01:30:00.000Z'],
    // The morning after, by the calendar.
    ['2026-04-01T07:00:00Z', 'after-market', '2026-04-04T22:00:00.000Z'],
    ['2026-04-04T08:00:00Z', 'after-market', '2026-04-04T22:00:00.000Z'],
    ['2026-04-04T12:00:00Z', 'after-market', '2026-04-11T22:00:00.000Z'],
  ])('of %s (%s) ends %s', (now, choice, end) => {
    expect(snoozeEnd(choice, new Date(now), calendar, markets)?.toISOString()).toBe(end);
  });

  it('until after the next market day needs one', () => {
    expect(snoozeEnd('after-market', new Date('2026-05-01'), calendar, markets)).toBeUndefined();
  });
});

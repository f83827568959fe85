import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asOfText,
  countdownText,
  daysAwayText,
  formatDay,
  formatExactTime,
  formatMoment,
  fullDayText,
  timeText,
} from './dates.ts';

const now = new Date('2026-06-09T09:41:30');

describe('a moment', () => {
  it.each([
    ['2026-06-09T09:12:00', 'today, 9:12'],
    ['2026-06-09T00:00:00', 'today, 0:00'],
    ['2026-06-08T17:40:00', 'yesterday, 17:40'],
    ['2026-06-06T13:20:00', '6 June, 13:20'],
    ['2025-12-31T23:05:00', '31 December 2025, 23:05'],
  ])('%s reads "%s"', (at, text) => {
    expect(formatMoment(new Date(at), now)).toBe(text);
  });

  it('has a year only when it is another one', () => {
    expect(formatDay(new Date('2026-04-09T12:00:00'), now)).toBe('9 April');
    expect(formatDay(new Date('2027-01-02T12:00:00'), now)).toBe('2 January 2027');
  });

  it('on a slip has seconds, and the day in full', () => {
    expect(formatExactTime(new Date('2026-06-09T14:02:09'))).toBe('14:02:09');
    expect(fullDayText(now)).toBe('Tuesday 9 June 2026');
  });

  it('of a list is said with its day', () => {
    expect(asOfText(new Date('2026-06-09T09:41:00'), now)).toBe('9:41 today');
    expect(asOfText(new Date('2026-06-06T09:41:00'), now)).toBe('9:41 on 6 June');
  });

  it('of any kind is written without a leading zero and with two digits of minutes', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }), (at) => {
        expect(timeText(at)).toMatch(/^(0|1?[1-9]|10|2[0-3]):[0-5][0-9]$/);
      }),
    );
  });
});

describe('days until a due date', () => {
  it.each([
    [11, 'in 11 days'],
    [1, 'tomorrow'],
    [0, 'today'],
    [-1, 'yesterday'],
    [-21, '21 days ago'],
  ])('%d reads "%s"', (days, text) => {
    expect(daysAwayText(days)).toBe(text);
  });
});

describe('a countdown', () => {
  it.each([
    [581, '9:41'],
    [60, '1:00'],
    [0.2, '0:01'],
    [0, '0:00'],
    [-5, '0:00'],
  ])('with %d seconds left reads "%s"', (seconds, text) => {
    expect(countdownText(new Date(now.getTime() + seconds * 1_000), now)).toBe(text);
  });
});

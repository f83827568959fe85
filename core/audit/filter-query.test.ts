import { describe, expect, it } from 'vitest';
import { calendarIn } from '../../shared/reminders/calendar.ts';
import { queryFor } from './filter-query.ts';

const instants = (zone: string, from?: string, until?: string) => {
  const query = queryFor({ from, until }, calendarIn(zone));
  return query.ok ? [query.value.since, query.value.until] : query.error.code;
};

describe('days of a filter', () => {
  it.each([
    ['UTC', '2026-06-09', '2026-06-09', '2026-06-09T00:00:00.000Z', '2026-06-09T23:59:59.999Z'],
    ['Europe/Paris', '2026-06-09', '2026-06-10', '2026-06-08T22:00:00.000Z', '2026-06-10T21:59:59.999Z'],
    // Clocks go forward: 23 hours. And back: 25.
    ['Europe/Paris', '2026-03-29', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['America/New_York', '2026-11-01', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.999Z'],
    ['Asia/Kathmandu', '2026-01-01', '2026-01-01', '2025-12-31T18:15:00.000Z', '2026-01-01T18:14:59.999Z'],
    // Midnight is skipped there.
    ['America/Santiago', '2026-09-06', '2026-09-06', '2026-09-06T04:00:00.000Z', '2026-09-07T02:59:59.999Z'],
  ])('in %s from %s until %s', (zone, from, until, since, end) => {
    expect(instants(zone, from, until)).toEqual([since, end]);
  });

  it('may be left open', () => {
    expect(instants('UTC')).toEqual([undefined, undefined]);
  });

  it('have to exist', () => {
    expect(instants('UTC', '2026-13-01')).toBe('bad-input');
  });
});

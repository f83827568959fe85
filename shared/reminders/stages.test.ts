import { describe, expect, it } from 'vitest';
import { calendarIn } from './calendar.ts';
import { dueStateAt } from './stages.ts';

/** `2026-03-29 01:30` by the clock on the wall of a zone. */
function wall(text: string, zone: string): number {
  const calendar = calendarIn(zone);
  const [date = '', time = '12:00'] = text.split(' ');
  const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
  return calendar.instantOf(day, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
}

const berlin = 'Europe/Berlin';
const york = 'America/New_York';
const angeles = 'America/Los_Angeles';

describe('a key', () => {
  it.each([
    // The stages of a usual term.
    ['2026-01-01', 90, '2026-01-01', berlin, 'fresh', 90, 0],
    ['2026-01-01', 90, '2026-02-15', berlin, 'fresh', 45, 0],
    ['2026-01-01', 90, '2026-03-17 23:59', berlin, 'fresh', 15, 0],
    ['2026-01-01', 90, '2026-03-18 00:00', berlin, 'due-soon', 14, 0],
    ['2026-01-01', 90, '2026-03-25', berlin, 'due-soon', 7, 0],
    ['2026-01-01', 90, '2026-03-31 23:59', berlin, 'due-soon', 1, 0],
    ['2026-01-01', 90, '2026-04-01 00:00', berlin, 'due', 0, 0],
    ['2026-01-01', 90, '2026-04-01 23:59', berlin, 'due', 0, 0],
    ['2026-01-01', 90, '2026-04-02 00:00', berlin, 'overdue', -1, 0],
    ['2026-01-01', 90, '2026-04-07 23:59', berlin, 'overdue', -6, 0],
    ['2026-01-01', 90, '2026-04-08 00:00', berlin, 'overdue', -7, 1],
    ['2026-01-01', 90, '2026-04-15', berlin, 'overdue', -14, 2],
    ['2026-01-01', 90, '2026-05-01', berlin, 'overdue', -30, 4],
    ['2026-01-01', 90, '2027-04-01', berlin, 'overdue', -365, 52],
    ['2026-01-01', 90, '2031-04-01', berlin, 'overdue', -1826, 260],
    // The hour at which it was made doesn't matter.
    ['2026-01-01 00:00', 90, '2026-04-01 00:00', berlin, 'due', 0, 0],
    ['2026-01-01 23:59', 90, '2026-04-01 00:00', berlin, 'due', 0, 0],
    ['2026-01-01 00:00', 90, '2026-03-31 23:59', berlin, 'due-soon', 1, 0],
    // Other terms.
    ['2026-01-01', 30, '2026-01-16', berlin, 'fresh', 15, 0],
    ['2026-01-01', 30, '2026-01-17', berlin, 'due-soon', 14, 0],
    ['2026-01-01', 30, '2026-01-31', berlin, 'due', 0, 0],
    ['2026-01-01', 180, '2026-06-29', berlin, 'due-soon', 1, 0],
    ['2026-01-01', 180, '2026-06-30', berlin, 'due', 0, 0],
    ['2026-01-01', 365, '2027-01-01', berlin, 'due', 0, 0],
    ['2026-01-01', 1000, '2028-09-27', berlin, 'due', 0, 0],
    // Leap days.
    ['2028-02-01', 30, '2028-03-02', berlin, 'due', 0, 0],
    ['2027-02-01', 30, '2027-03-03', berlin, 'due', 0, 0],
    ['2028-01-30', 30, '2028-02-29', berlin, 'due', 0, 0],
    ['2028-02-29', 90, '2028-05-29', berlin, 'due', 0, 0],
    ['2028-02-29', 366, '2029-03-01', berlin, 'due', 0, 0],
    ['2027-12-01', 90, '2028-02-29', berlin, 'due', 0, 0],
    ['2027-12-01', 90, '2028-03-01', berlin, 'overdue', -1, 0],
    ['2100-02-27', 30, '2100-03-29', berlin, 'due', 0, 0],
    // Clocks that go forward (29 March 2026 in Berlin, 8 March in New York) and back (25 October, 1 November).
    ['2026-02-27', 30, '2026-03-29 00:30', berlin, 'due', 0, 0],
    ['2026-02-27', 30, '2026-03-29 03:30', berlin, 'due', 0, 0],
    ['2026-02-28 23:30', 30, '2026-03-29 23:59', berlin, 'due-soon', 1, 0],
    ['2026-02-28 23:30', 30, '2026-03-30 00:00', berlin, 'due', 0, 0],
    ['2026-09-25', 30, '2026-10-25 01:59', berlin, 'due', 0, 0],
    ['2026-09-25', 30, '2026-10-25 23:59', berlin, 'due', 0, 0],
    ['2026-09-25', 30, '2026-10-26 00:00', berlin, 'overdue', -1, 0],
    ['2026-02-06 00:10', 30, '2026-03-08 00:00', york, 'due', 0, 0],
    ['2026-02-06 23:50', 30, '2026-03-07 23:59', york, 'due-soon', 1, 0],
    ['2026-10-02', 30, '2026-11-01 23:59', york, 'due', 0, 0],
    ['2026-10-02', 30, '2026-11-02 00:00', york, 'overdue', -1, 0],
    // Where midnight itself is skipped or comes twice.
    ['2026-03-25', 30, '2026-04-24 01:00', 'Africa/Cairo', 'due', 0, 0],
    ['2026-03-25', 30, '2026-04-23 23:59', 'Africa/Cairo', 'due-soon', 1, 0],
    ['2026-02-27', 30, '2026-03-29 01:00', 'Asia/Beirut', 'due', 0, 0],
    ['2018-10-05', 30, '2018-11-04 01:00', 'America/Sao_Paulo', 'due', 0, 0],
    ['2018-10-05', 30, '2018-11-03 23:59', 'America/Sao_Paulo', 'due-soon', 1, 0],
    // A day that a whole island skipped: 30 December 2011.
    ['2011-11-30', 30, '2011-12-29 23:59', 'Pacific/Apia', 'due-soon', 1, 0],
    ['2011-11-30', 30, '2011-12-31 00:00', 'Pacific/Apia', 'overdue', -1, 0],
    // The farthest zones, and those with odd offsets.
    ['2026-01-01 00:05', 90, '2026-04-01 00:00', 'Pacific/Kiritimati', 'due', 0, 0],
    ['2026-01-01 23:55', 90, '2026-04-01 00:00', 'Pacific/Pago_Pago', 'due', 0, 0],
    ['2026-01-01 23:55', 90, '2026-04-01 00:00', 'Asia/Kathmandu', 'due', 0, 0],
    ['2026-03-06', 30, '2026-04-05 00:00', 'Australia/Lord_Howe', 'due', 0, 0],
    ['2026-03-06', 30, '2026-04-04 23:59', 'Australia/Lord_Howe', 'due-soon', 1, 0],
    // Clocks that are years off.
    ['2026-01-01', 90, '1999-12-31', angeles, 'fresh', 9588, 0],
    ['2026-01-01', 90, '2038-01-19', angeles, 'overdue', -4311, 615],
    ['2026-01-02', 90, '2026-01-01', angeles, 'fresh', 91, 0],
    // Years that end.
    ['2026-10-02', 90, '2026-12-31', york, 'due', 0, 0],
    ['2026-10-03', 90, '2026-12-31 23:59', york, 'due-soon', 1, 0],
    ['2026-10-03', 90, '2027-01-01 00:00', york, 'due', 0, 0],
  ])(
    'made on %s for %i days is, on %s in %s, %s (%i days left, %i weeks)',
    (made, term, on, zone, stage, daysLeft, overdueWeeks) => {
      const calendar = calendarIn(zone);
      const left = calendar.dayOf(wall(made, zone)) + term - calendar.dayOf(wall(on, zone));
      expect(dueStateAt(left)).toEqual({ stage, daysLeft, overdueWeeks });
    },
  );
});

describe('a key that is carried to another time zone', () => {
  const made = Date.parse('2026-01-01T23:30:00Z');
  it.each([
    ['2026-04-01T12:00:00Z', 'UTC', 'due', 0],
    ['2026-04-01T12:00:00Z', 'Asia/Tokyo', 'due-soon', 1],
    ['2026-04-01T12:00:00Z', 'America/Los_Angeles', 'due', 0],
    ['2026-04-01T15:00:00Z', 'Asia/Tokyo', 'due', 0],
    ['2026-04-02T00:00:00Z', 'UTC', 'overdue', -1],
    ['2026-04-02T00:00:00Z', 'America/Los_Angeles', 'due', 0],
  ])('is, at %s in %s, %s', (at, zone, stage, daysLeft) => {
    const calendar = calendarIn(zone);
    const left = calendar.dayOf(made) + 90 - calendar.dayOf(Date.parse(at));
    expect(dueStateAt(left)).toMatchObject({ stage, daysLeft });
  });
});

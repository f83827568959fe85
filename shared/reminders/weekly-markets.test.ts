import { describe, expect, it } from 'vitest';
import { calendarIn } from './calendar.ts';
import { nothingTold } from './memory.ts';
import { planReminders } from './plan.ts';
import { usualSettings, withPolicy } from './policy.ts';
import { marketsAround, withWeeklyMarkets } from './weekly-markets.ts';

const berlin = calendarIn('Europe/Berlin');
const saturdays = { weekdays: [6], from: '07:00', until: '14:00' };
const at = (text: string): number => Date.parse(text);

describe('markets of each week', () => {
  it('are found around now, by the clock on the wall', () => {
    // A Wednesday.
    expect(marketsAround(saturdays, at('2026-06-10T10:00:00Z'), berlin)).toEqual([
      { opensAt: '2026-06-13T05:00:00.000Z', closesAt: '2026-06-13T12:00:00.000Z' },
    ]);
  });

  it('keep their hours when the clocks change', () => {
    // Summer time ends on the Sunday after.
    const [first, second] = marketsAround(saturdays, at('2026-10-24T10:00:00Z'), berlin);
    expect(first).toEqual({ opensAt: '2026-10-24T05:00:00.000Z', closesAt: '2026-10-24T12:00:00.000Z' });
    expect(second).toEqual({ opensAt: '2026-10-31T06:00:00.000Z', closesAt: '2026-10-31T13:00:00.000Z' });
  });

  it('that nobody chose are none', () => {
    expect(marketsAround(null, at('2026-06-13T08:00:00Z'), berlin)).toEqual([]);
  });

  it.each([
    ['before it opens', '2026-06-13T04:30:00Z', 1],
    ['while it is open', '2026-06-13T08:00:00Z', 0],
    ['once it has closed', '2026-06-13T12:00:00Z', 1],
  ])('hold reminders back only while they are open: %s', (_when, now, told) => {
    const settings = withPolicy({ ...usualSettings(), quietHours: null }, 'org', {
      weeklyMarkets: saturdays,
    });
    const plan = planReminders({
      keys: [
        {
          id: 'key',
          name: 'Claude Desktop on Stall',
          organizationId: 'org',
          createdAt: '2026-03-15T12:00:00Z',
        },
      ],
      settings: withWeeklyMarkets(settings, at(now), berlin),
      memory: nothingTold(),
      now: new Date(now),
      calendar: berlin,
    });
    expect(plan.tell).toHaveLength(told);
  });
});

import type { Calendar } from './calendar.ts';
import type { MarketDay, ReminderPreferences, WeeklyMarkets } from './policy-schema.ts';

/** Days around today for which markets are reckoned: yesterday's may be open still, and the next is less than a week away. */
const daysBefore = 1;
const daysAfter = 8;

/** 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The markets of the days around now, as instants. */
export function marketsAround(weekly: WeeklyMarkets | null, now: number, calendar: Calendar): MarketDay[] {
  if (!weekly) return [];
  const today = calendar.dayOf(now);
  const days = Array.from({ length: daysBefore + 1 + daysAfter }, (_, index) => today - daysBefore + index);
  const instant = (day: number, time: string): string =>
    new Date(calendar.instantOf(day, minuteOf(time))).toISOString();
  return days
    .filter((day) => weekly.weekdays.includes(weekdayOf(day)))
    .map((day) => ({ opensAt: instant(day, weekly.from), closesAt: instant(day, weekly.until) }));
}

/** The settings with the weekly markets around now among the market days of each organization. */
export const withWeeklyMarkets = (
  settings: ReminderPreferences,
  now: number,
  calendar: Calendar,
): ReminderPreferences => ({
  ...settings,
  organizations: Object.fromEntries(
    Object.entries(settings.organizations).map(([id, policy]) => [
      id,
      {
        ...policy,
        marketDays: [...policy.marketDays, ...marketsAround(policy.weeklyMarkets, now, calendar)],
      },
    ]),
  ),
});

/** The hours at which nobody is disturbed. All instants are milliseconds since 1970, UTC. */
import type { Calendar } from './calendar.ts';
import type { MarketDay, ReminderPreferences } from './policy-schema.ts';

/** Where a skipped or repeated hour leaves no better answer, it is looked at again after this. */
const soonMs = 15 * 60_000;

/** When the quiet hours end that hold now; undefined outside them. */
export function quietUntil(
  quiet: ReminderPreferences['quietHours'],
  now: number,
  calendar: Calendar,
): number | undefined {
  if (!quiet) return undefined;
  const [from, until, minute] = [minutes(quiet.from), minutes(quiet.until), calendar.minuteOf(now)];
  const overMidnight = from > until;
  const isQuiet = overMidnight ? minute >= from || minute < until : minute >= from && minute < until;
  if (!isQuiet) return undefined;
  const today = calendar.dayOf(now);
  const end = calendar.instantOf(overMidnight && minute >= from ? today + 1 : today, until);
  return end > now ? end : now + soonMs;
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

interface MarketHours {
  readonly opensAt: number;
  readonly closesAt: number;
}

const hoursOf = ({ opensAt, closesAt }: MarketDay): MarketHours => ({
  opensAt: Date.parse(opensAt),
  closesAt: Date.parse(closesAt),
});

/** The market that is open now; of several, the one that closes last. */
export function marketHours(days: readonly MarketDay[], now: number): MarketHours | undefined {
  return days
    .map(hoursOf)
    .filter(({ opensAt, closesAt }) => opensAt <= now && now < closesAt)
    .sort((a, b) => b.closesAt - a.closesAt)[0];
}

export const snoozeChoices = ['day', 'week', 'after-market'] as const;
export type SnoozeChoice = (typeof snoozeChoices)[number];

/** When a snooze ends. Undefined where no market is known after which it could. */
export function snoozeEnd(
  choice: SnoozeChoice,
  now: Date,
  calendar: Calendar,
  markets: readonly MarketDay[],
): Date | undefined {
  const at = now.getTime();
  if (choice !== 'after-market') {
    const days = choice === 'day' ? 1 : 7;
    return new Date(calendar.instantOf(calendar.dayOf(at) + days, calendar.minuteOf(at)));
  }
  const [next] = markets
    .map(hoursOf)
    .filter(({ closesAt }) => closesAt > at)
    .sort((a, b) => a.opensAt - b.opensAt);
  return next && new Date(calendar.startOf(calendar.dayOf(next.closesAt - 1) + 1));
}

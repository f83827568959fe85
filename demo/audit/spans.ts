import { calendarIn } from '../../shared/reminders/calendar.ts';

/** Days of one length in a row, by the calendar of a time zone. Instants are milliseconds since 1970. */
export interface Span {
  /** The number of its first day since 1 January 1970. */
  readonly day: number;
  readonly days: number;
  readonly from: number;
  /** The first instant after it. */
  readonly to: number;
}

const dayMs = 86_400_000;

/** At most this many days in a row, so that others who ask get their turn in between. */
const longestSpan = 7;

/** From the day of `first` to that of `last`; a day of 23 or 25 hours stands by itself. */
export function spansOf(timeZone: string, first: number, last: number): Span[] {
  const calendar = calendarIn(timeZone);
  const lastDay = calendar.dayOf(last);
  const spans: Span[] = [];
  for (let day = calendar.dayOf(first); day <= lastDay; day += 1) {
    const from = calendar.startOf(day);
    const to = calendar.startOf(day + 1);
    const before = spans.at(-1);
    const usual = to - from === dayMs;
    if (before && usual && before.to - before.from === before.days * dayMs && before.days < longestSpan) {
      spans[spans.length - 1] = { ...before, days: before.days + 1, to };
    } else spans.push({ day, days: 1, from, to });
  }
  return spans;
}

export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

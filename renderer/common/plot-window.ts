import type { AuditFilter } from '../../shared/audit/view.ts';

const dayMs = 86_400_000;
/** Convene counts so many days and no more. */
export const mostDays = 400;
/** Days that a narrow choice is seen among. */
const leastDays = 30;

const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / dayMs);
const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The calendar day of an instant, where this computer is: `2026-06-09`. */
export const calendarDate = (at: Date): string =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

/** `days` later; earlier when that is negative. */
export const daysLater = (date: string, days: number): string => dateOf(dayNumber(date) + days);

/** The days between two dates, both included. */
export const daysBetween = (first: string, last: string): number => dayNumber(last) - dayNumber(first) + 1;

/**
 * What is counted for the plot of a filter: a few chosen days are shown among those around them, none after today, so that a
 * press on a day doesn't take the others away.
 */
export function plotFilter(filter: AuditFilter, today: string): AuditFilter {
  const { from, until } = filter;
  if (from === undefined || until === undefined) return filter;
  const missing = leastDays - daysBetween(from, until);
  if (missing <= 0 || daysBetween(from, until) <= 0) return filter;
  const last = Math.max(
    dayNumber(until),
    Math.min(dayNumber(today), dayNumber(until) + Math.floor(missing / 2)),
  );
  return { ...filter, from: dateOf(last - leastDays + 1), until: dateOf(last) };
}

/** Whether a day is one of those that were chosen. */
export const isChosen = (date: string, { from, until }: AuditFilter): boolean =>
  (from !== undefined || until !== undefined) &&
  (from === undefined || date >= from) &&
  (until === undefined || date <= until);

/** Every calendar day from the first to the last, also those on which nothing happened; at most `most`, the latest ones. */
export function everyDay(first: string, last: string, most: number): string[] {
  const count = Math.min(most, Math.max(0, daysBetween(first, last)));
  return Array.from({ length: count }, (_, index) => dateOf(dayNumber(last) - count + 1 + index));
}

/** Of days with something to mark, those far enough apart to be told from one another; what comes first in `dates` has its place first. */
export function apart(dates: readonly string[], leastApart: number): ReadonlySet<string> {
  const placed: string[] = [];
  for (const date of dates) {
    if (placed.every((other) => Math.abs(dayNumber(other) - dayNumber(date)) >= leastApart))
      placed.push(date);
  }
  return new Set(placed);
}

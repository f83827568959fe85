/**
 * Days and times as people here write them: day before month, hours of a 24-hour clock, in this computer's time
 * zone. Everything takes `now`, because "today" and the need for a year depend on it.
 */
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const twoDigits = (part: number): string => String(part).padStart(2, '0');
const monthOf = (at: Date): string => monthNames[at.getMonth()] ?? '';
const dayNumber = (at: Date): number =>
  Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000);

/** `9 April`, and `9 April 2025` when it isn't this year. */
export function formatDay(at: Date, now: Date): string {
  const day = `${at.getDate()} ${monthOf(at)}`;
  return at.getFullYear() === now.getFullYear() ? day : `${day} ${at.getFullYear()}`;
}

/** `Tuesday 9 June 2026`. */
export const fullDayText = (at: Date): string =>
  `${weekdayNames[at.getDay()] ?? ''} ${at.getDate()} ${monthOf(at)} ${at.getFullYear()}`;

/** `9:12`. */
export const timeText = (at: Date): string => `${at.getHours()}:${twoDigits(at.getMinutes())}`;

/** `14:02:09`. */
export const formatExactTime = (at: Date): string => `${timeText(at)}:${twoDigits(at.getSeconds())}`;

/** `today`, `yesterday`, else the day. */
export function relativeDayText(at: Date, now: Date): string {
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : formatDay(at, now);
}

/** `today, 9:12`, `yesterday, 17:40`, `6 June, 13:20`. */
export const formatMoment = (at: Date, now: Date): string => `${relativeDayText(at, now)}, ${timeText(at)}`;

/** `9:41 today`, `17:40 yesterday`, `9:41 on 6 June`: how a list says how old it is. */
export function asOfText(at: Date, now: Date): string {
  const day = relativeDayText(at, now);
  return day === 'today' || day === 'yesterday' ? `${timeText(at)} ${day}` : `${timeText(at)} on ${day}`;
}

/** `today`, `tomorrow`, `in 11 days`, `yesterday`, `21 days ago`. */
export function daysAwayText(days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}

/** What is left until `until`, as `9:41`; `0:00` when it is over. Minutes may exceed 59. */
export function countdownText(until: Date, now: Date): string {
  const seconds = Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 1_000));
  return `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
}

/**
 * What is unusual for a key, by what it did before. Pure rules, each with enough history to mean something; a mark is
 * a reason to look, never an alarm.
 */
import type { Calendar } from '../reminders/calendar.ts';
import { isChange } from './actions.ts';
import { networkOf } from './network.ts';
import type { AuditEventView, Unusual } from './view.ts';

/** What the rules need of an event. */
export type UsedAt = Pick<AuditEventView, 'at' | 'action' | 'ip' | 'outcome'>;

/** Events that the history must have before a rule says anything. */
const enough = { network: 5, hour: 20, reads: 10, pauses: 3 } as const;
/** Hours by which a new hour must be away from every hour before. */
const hoursAway = 2;
const hoursOfDay = 24;
const dayMs = 86_400_000;
const longSilenceDays = 30;
/** A shorter silence counts when it is so many times the longest pause before. */
const timesLongest = 5;
const shortestSilenceDays = 14;

/**
 * The marks of an event. `before`: what the same key did before, newest first, at most 200 are looked at. Hours are by
 * the wall clock of the calendar's zone.
 */
export function unusualOf(event: UsedAt, before: readonly UsedAt[], calendar: Calendar): Unusual[] {
  const history = before.slice(0, 200);
  const marks = [
    newNetwork(event, history),
    newHour(event, history, calendar),
    firstWrite(event, history),
    afterSilence(event, history),
  ];
  return marks.filter((mark) => mark !== undefined);
}

function newNetwork(event: UsedAt, history: readonly UsedAt[]): Unusual | undefined {
  const network = networkOf(event.ip);
  if (network === undefined) return undefined;
  const before = history.map(({ ip }) => networkOf(ip)).filter((each) => each !== undefined);
  const known = new Set(before);
  if (before.length < enough.network || known.has(network)) return undefined;
  return { mark: 'new-network', known: known.size };
}

const hourAt = (at: string, calendar: Calendar): number => Math.floor(calendar.minuteOf(Date.parse(at)) / 60);

/** Whether an hour of the day is at least two hours away, around the clock, from every one of `used`. */
export function isNewHour(hour: number, used: readonly number[]): boolean {
  if (used.length < enough.hour) return false;
  return [...new Set(used)].every((other) => {
    const apart = Math.abs(hour - other);
    return Math.min(apart, hoursOfDay - apart) >= hoursAway;
  });
}

function newHour(event: UsedAt, history: readonly UsedAt[], calendar: Calendar): Unusual | undefined {
  const hour = hourAt(event.at, calendar);
  const used = history.map(({ at }) => hourAt(at, calendar));
  return isNewHour(hour, used) ? { mark: 'new-hour', hour } : undefined;
}

function firstWrite(event: UsedAt, history: readonly UsedAt[]): Unusual | undefined {
  if (!isChange(event.action) || history.length < enough.reads) return undefined;
  return history.some(({ action }) => isChange(action))
    ? undefined
    : { mark: 'first-write', reads: history.length };
}

function afterSilence(event: UsedAt, history: readonly UsedAt[]): Unusual | undefined {
  const times = history.map(({ at }) => Date.parse(at));
  const [last] = times;
  if (last === undefined) return undefined;
  const silence = Date.parse(event.at) - last;
  const pauses = times.slice(1).map((earlier, index) => (times[index] ?? earlier) - earlier);
  const longest = Math.max(0, ...pauses);
  const long = silence > longSilenceDays * dayMs;
  const longForIt =
    pauses.length >= enough.pauses &&
    silence >= shortestSilenceDays * dayMs &&
    silence > timesLongest * longest;
  return long || longForIt ? { mark: 'after-silence', days: Math.floor(silence / dayMs) } : undefined;
}

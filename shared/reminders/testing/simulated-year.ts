/**
 * A companion in somebody's life, minute by minute: it sleeps at night, travels, rests for a week, and its person
 * replaces, snoozes or ignores. Beside it goes a plain reckoning of what must be told, by the dates that Intl writes.
 */
import { type Calendar, calendarIn } from '../calendar.ts';
import type { RemindedKey } from '../due-key.ts';
import { snoozeChoices, snoozeEnd } from '../hours.ts';
import { afterSnoozing, afterTelling, nothingTold } from '../memory.ts';
import { planReminders } from '../plan.ts';
import { usualSettings } from '../policy.ts';
import { organizationPolicySchema } from '../policy-schema.ts';
import { sleepFor } from '../wake.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const start = Date.parse('2027-06-01T00:00:00Z');
const organizationId = 'org_1';
const home = 'Europe/Berlin';
const zones = [home, 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati'];
/** Minutes within which what is owed must be told. */
const toleranceMinutes = 15;

export interface SimulatedYear {
  readonly notifications: number;
  /** Keys that were told of, each as often as it was. */
  readonly told: number;
  readonly rotated: number;
  readonly snoozed: number;
  readonly wakeUps: number;
  /** What the year had for those who were awake: minutes of a leap day, minutes that came twice, sleeps of a week and more. */
  readonly leapDayMinutes: number;
  readonly minutesTwice: number;
  readonly weeksAsleep: number;
  /** What went wrong, in words; none at best. */
  readonly wrong: readonly string[];
}

interface Reckoned {
  readonly key: RemindedKey;
  /** The day on which it was made, by the calendar of a zone. */
  made: { readonly zone: string; readonly day: number };
  heard: number;
  snoozedUntil: number | undefined;
  /** Awake minutes for which something has been owed. */
  owedFor: number;
  owed: boolean;
}

/** Numbers from 0 to 1 that look like chance and are the same each time (mulberry32). */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The date and the hour in a zone, as Intl writes them. */
function writtenDates() {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (at: number, timeZone: string): { day: number; minute: number } => {
    let format = formats.get(timeZone);
    if (!format) {
      format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
      formats.set(timeZone, format);
    }
    const [date = '', time = ''] = format.format(at).split(' ');
    const [hours = '', minutes = ''] = time.split(':');
    return { day: Date.parse(date) / dayMs, minute: Number(hours) * 60 + Number(minutes) };
  };
}

const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(5, 10);

/** The days on which everybody is at home and sleeps at night, so that they are there and awake when its clock changes. */
const isBeforeChange = (day: number): boolean => /^(03|10)-2[0-4]$/.test(dateOf(day));

/** A day on which everybody is there and awake: one that is longer or shorter than others, and the leap day. */
const isRareDay = (day: number, { startOf }: Calendar): boolean =>
  dateOf(day) === '02-29' || startOf(day + 1) - startOf(day) !== dayMs;

/** Counts what is rare among the minutes that somebody is awake. */
function rareMoments() {
  const counts = { leapDayMinutes: 0, minutesTwice: 0, weeksAsleep: 0 };
  let [today, latest, before] = [0, 0, start];
  return {
    counts,
    see(now: number, day: number, minute: number): void {
      if (now - before >= 7 * dayMs) counts.weeksAsleep += 1;
      if (dateOf(day) === '02-29') counts.leapDayMinutes += 1;
      // Whoever slept may have travelled.
      if (day !== today || now - before !== minuteMs) [today, latest] = [day, minute];
      if (minute < latest) counts.minutesTwice += 1;
      latest = Math.max(latest, minute);
      before = now;
    },
  };
}

/** How a computer spends a day. */
const habits = ['always on', 'always on', 'sleeps at night', 'lid up and down'] as const;
type Habit = (typeof habits)[number];

function isOn(habit: Habit, minute: number): boolean {
  if (habit === 'always on') return true;
  const isDay = minute >= 7 * 60 && minute < 22 * 60;
  return isDay && (habit === 'sleeps at night' || minute % 180 > 20);
}

/** As one would count on one's fingers: 1 due soon, 2 due, and one more for each week. */
function reckonMark(daysLeft: number): number {
  if (daysLeft > 14) return 0;
  let mark = daysLeft > 0 ? 1 : 2;
  for (let week = 7; week <= -daysLeft; week += 7) mark += 1;
  return mark;
}

export function simulate(parts: { seed: number; days: number; keys: number }): SimulatedYear {
  const chance = chanceFrom(parts.seed);
  const upTo = (count: number): number => Math.floor(chance() * count);
  const written = writtenDates();
  const wrong: string[] = [];
  let made = 0;
  const makeSuccessor = (at: number): RemindedKey => {
    made += 1;
    return {
      id: `key_${made}`,
      name: `Key ${made}`,
      organizationId,
      createdAt: new Date(at).toISOString(),
    };
  };
  const reckoned = new Map<string, Reckoned>();
  const add = (at: number): void => {
    const key = makeSuccessor(at);
    reckoned.set(key.id, {
      key,
      made: { zone: '', day: 0 },
      heard: 0,
      snoozedUntil: undefined,
      owedFor: 0,
      owed: false,
    });
  };
  for (let count = 0; count < parts.keys; count += 1) add(start - upTo(90 * 24 * 60) * minuteMs);

  // Each third day, from 8 to 15 in Berlin's summer.
  const marketDays = Array.from({ length: Math.ceil(parts.days / 3) }, (_, index) => ({
    opensAt: new Date(start + index * 3 * dayMs + 6 * hourMs).toISOString(),
    closesAt: new Date(start + index * 3 * dayMs + 13 * hourMs).toISOString(),
  }));
  const settings = {
    ...usualSettings(),
    organizations: { [organizationId]: organizationPolicySchema.parse({ marketDays }) },
  };
  const markets = marketDays.map((day) => [Date.parse(day.opensAt), Date.parse(day.closesAt)] as const);

  let memory = nothingTold();
  let zone = home;
  let calendar = calendarIn(zone);
  let wakeAt: number | undefined;
  let lastTimer = Number.NEGATIVE_INFINITY;
  let awayUntil = 0;
  let wasAwake = false;
  let habit: Habit = 'always on';
  const counts = { notifications: 0, told: 0, rotated: 0, snoozed: 0, wakeUps: 0 };
  const rare = rareMoments();
  /** What the person will do: at a minute, with a key. */
  const later: { at: number; id: string }[] = [];

  function look(now: number): void {
    const keys = [...reckoned.values()].map(({ key }) => key);
    const plan = planReminders({ keys, settings, memory, now: new Date(now), calendar });
    if (plan.tell.length > 0) {
      counts.notifications += 1;
      memory = afterTelling(memory, plan.tell, new Date(now));
      for (const { key, ...standing } of plan.tell) {
        counts.told += 1;
        const one = reckoned.get(key.id);
        if (!one?.owed) wrong.push(`${new Date(now).toISOString()} ${key.id} told without need`);
        if (!one) continue;
        one.heard = standing.daysLeft > 0 ? 1 : 2 + standing.overdueWeeks;
        one.owed = false;
        one.owedFor = 0;
        one.snoozedUntil = undefined;
        react(now, one);
      }
    }
    const sleep = sleepFor(new Date(now), plan.nextAt);
    wakeAt = sleep === undefined ? undefined : now + sleep;
  }

  function react(now: number, one: Reckoned): void {
    const mood = chance();
    if (mood < 0.4) later.push({ at: now + upTo(120) * minuteMs, id: one.key.id });
    else if (mood < 0.6) {
      const choice = snoozeChoices[upTo(3)] ?? 'day';
      const end = snoozeEnd(choice, new Date(now), calendar, marketDays);
      if (!end) return;
      counts.snoozed += 1;
      memory = afterSnoozing(memory, [one.key.id], end);
      one.snoozedUntil = end.getTime();
    } else if (one.heard > 6) later.push({ at: now + upTo(20) * dayMs, id: one.key.id });
  }

  /** What must be told at this minute, reckoned anew from the dates. */
  function reckon(now: number, today: number, minute: number): void {
    const isNight = minute >= 20 * 60 || minute < 8 * 60;
    const isMarket = markets.some(([opens, closes]) => opens <= now && now < closes);
    for (const one of reckoned.values()) {
      if (one.made.zone !== zone) one.made = { zone, day: written(Date.parse(one.key.createdAt), zone).day };
      const daysLeft = one.made.day + 90 - today;
      const mark = reckonMark(daysLeft);
      const sleeps = one.snoozedUntil !== undefined && one.snoozedUntil > now;
      const woke = one.snoozedUntil !== undefined && !sleeps && mark > 0;
      one.owed = !sleeps && (mark > one.heard || woke) && !isNight && !(isMarket && daysLeft > -30);
      one.owedFor = one.owed ? one.owedFor + 1 : 0;
      if (one.owedFor === toleranceMinutes + 1)
        wrong.push(`${new Date(now).toISOString()} ${one.key.id} not told in time`);
    }
  }

  function beginDay(now: number, day: number): void {
    habit = habits[upTo(habits.length)] ?? 'always on';
    if (chance() < 0.03) awayUntil = now + (1 + upTo(7)) * dayMs;
    if (isBeforeChange(day)) habit = 'sleeps at night';
    if (isRareDay(day, calendar)) [habit, awayUntil] = ['always on', now];
  }

  function nextZone(day: number): string {
    if (isBeforeChange(day)) return home;
    return chance() < 0.0001 ? (zones[upTo(zones.length)] ?? zone) : zone;
  }

  for (let now = start; now < start + parts.days * dayMs; now += minuteMs) {
    const { day, minute } = written(now, zone);
    if (minute === 0) beginDay(now, day);
    const isAwake = now >= awayUntil && isOn(habit, minute);
    if (!isAwake) {
      const next = nextZone(day);
      if (next !== zone) [zone, calendar] = [next, calendarIn(next)];
      wasAwake = false;
      continue;
    }
    rare.see(now, day, minute);
    const acted = later.filter(({ at }) => at <= now);
    for (const act of acted) {
      later.splice(later.indexOf(act), 1);
      if (!reckoned.delete(act.id)) continue;
      counts.rotated += 1;
      add(now);
    }
    reckon(now, day, minute);
    const timer = wakeAt !== undefined && now >= wakeAt;
    if (timer) {
      if (now - lastTimer < toleranceMinutes * minuteMs)
        wrong.push(`${new Date(now).toISOString()} woke too often`);
      lastTimer = now;
      counts.wakeUps += 1;
    }
    if (timer || !wasAwake || acted.length > 0) look(now);
    wasAwake = true;
  }
  return { ...counts, ...rare.counts, wrong };
}

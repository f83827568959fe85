/** Decides who hears of which key and when. Pure: the time, the zone and what was told before are handed in. */
import { dueSoonDays } from '../keys/key-age.ts';
import type { Calendar } from './calendar.ts';
import type { DueKey, RemindedKey } from './due-key.ts';
import { marketHours, quietUntil } from './hours.ts';
import type { ReminderMemory, Told } from './memory.ts';
import { policyOf, termOf } from './policy.ts';
import type { ReminderPreferences } from './policy-schema.ts';
import { dueStateAt, markOf, nextChange } from './stages.ts';

export interface PlanInput {
  /** Every key that works, as last known. */
  readonly keys: readonly RemindedKey[];
  readonly settings: ReminderPreferences;
  readonly memory: ReminderMemory;
  /** On the server's clock where it is known. */
  readonly now: Date;
  readonly calendar: Calendar;
  /** The session has ended: keys can't be replaced before somebody signs in. */
  readonly signedOut?: boolean;
}

export interface ReminderPlan {
  /** To be told of now, in one notification; the most pressing first. */
  readonly tell: readonly DueKey[];
  /** Signed out with keys that are due: to be asked now to sign in. */
  readonly askToSignIn: boolean;
  /** What the tray counts: due or overdue, and not snoozed; the most pressing first. */
  readonly due: readonly DueKey[];
  /** Due or overdue, and put off by the person. */
  readonly snoozed: readonly DueKey[];
  /** The next instant at which any of this can change; absent while nothing can become due. */
  readonly nextAt?: Date;
}

/** Days after which a key is told of on a market day as well. */
const tooLongDays = 30;

export function planReminders(input: PlanInput): ReminderPlan {
  const { settings, memory, calendar } = input;
  const now = input.now.getTime();
  const today = calendar.dayOf(now);
  const silentUntil = silence(settings, now, calendar);
  const markets = marketsOf(settings, now);
  const soonest = earliest(now);
  if (settings.pausedUntil !== null) soonest.note(Date.parse(settings.pausedUntil));
  let nextDay = Number.POSITIVE_INFINITY;
  const [tell, due, snoozed]: [DueKey[], DueKey[], DueKey[]] = [[], [], []];

  for (const key of input.keys) {
    const termDays = termOf(policyOf(settings, key.organizationId), key.id);
    const dueDay = calendar.dayOf(Date.parse(key.createdAt)) + termDays;
    const daysLeft = dueDay - today;
    nextDay = Math.min(nextDay, dueDay - nextChange(daysLeft));
    if (daysLeft > dueSoonDays) continue;

    const standing = dueStateAt(daysLeft);
    const snoozedUntil = memory.snoozed[key.id];
    const sleeps = snoozedUntil !== undefined && Date.parse(snoozedUntil) > now;
    const one: DueKey = { key, termDays, ...standing, ...(sleeps ? { snoozedUntil } : {}) };
    if (daysLeft <= 0) (sleeps ? snoozed : due).push(one);
    if (sleeps) {
      soonest.note(Date.parse(snoozedUntil));
      continue;
    }
    const woke = snoozedUntil !== undefined;
    if (!woke && isTold(memory.told[key.id], one)) continue;
    const closesAt = markets(key.organizationId);
    const marketIsOpen = closesAt !== undefined && daysLeft > -tooLongDays;
    if (silentUntil === undefined && !marketIsOpen) {
      tell.push(one);
      continue;
    }
    soonest.note(silentUntil);
    if (!marketIsOpen) continue;
    soonest.note(closesAt);
    nextDay = Math.min(nextDay, dueDay + tooLongDays);
  }

  const asksToSignIn = input.signedOut === true && due.length > 0;
  const openMarkets = due.map(({ key }) => markets(key.organizationId)).filter((at) => at !== undefined);
  // A journey westward goes back a day.
  const wasAsked = memory.signInAskedOn === today || memory.signInAskedOn === today + 1;
  const askToSignIn = asksToSignIn && !wasAsked && silentUntil === undefined && openMarkets.length === 0;
  if (asksToSignIn) {
    nextDay = Math.min(nextDay, today + 1);
    for (const at of [silentUntil, ...openMarkets]) soonest.note(at);
  }
  if (nextDay < Number.POSITIVE_INFINITY) soonest.note(calendar.startOf(nextDay));
  const nextAt = soonest.at();
  return {
    tell: input.signedOut ? [] : tell.sort(mostPressing),
    askToSignIn,
    due: due.sort(mostPressing),
    snoozed: snoozed.sort(mostPressing),
    ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt) }),
  };
}

/** A term that was changed begins anew. */
const isTold = (told: Told | undefined, now: DueKey): boolean =>
  told !== undefined && told.termDays === now.termDays && markOf(told) >= markOf(now);

const mostPressing = (a: DueKey, b: DueKey): number =>
  a.daysLeft - b.daysLeft || compare(a.key.name, b.key.name) || compare(a.key.id, b.key.id);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Until when nothing is told to anybody; undefined while it may be. Infinite while notifications are off. */
function silence(settings: ReminderPreferences, now: number, calendar: Calendar): number | undefined {
  if (!settings.notifications) return Number.POSITIVE_INFINITY;
  const pausedUntil = settings.pausedUntil === null ? now : Date.parse(settings.pausedUntil);
  if (pausedUntil > now) return pausedUntil;
  return quietUntil(settings.quietHours, now, calendar);
}

/** When the market of an organization closes that is open now. */
function marketsOf(
  settings: ReminderPreferences,
  now: number,
): (organizationId: string) => number | undefined {
  const open = new Map<string, number | undefined>();
  return (organizationId) => {
    if (!open.has(organizationId))
      open.set(organizationId, marketHours(policyOf(settings, organizationId).marketDays, now)?.closesAt);
    return open.get(organizationId);
  };
}

/** The earliest instant after now of those that were noted. */
function earliest(now: number) {
  let at = Number.POSITIVE_INFINITY;
  return {
    note(instant: number | undefined): void {
      if (instant !== undefined && instant > now && instant < at) at = instant;
    },
    at: (): number | undefined => (at === Number.POSITIVE_INFINITY ? undefined : at),
  };
}

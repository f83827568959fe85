import { createStore } from 'zustand/vanilla';
import { type Failure, failure } from '../../shared/failure.ts';
import { type Calendar, calendarIn, knownZone } from '../../shared/reminders/calendar.ts';
import type { DueKey } from '../../shared/reminders/due-key.ts';
import { type SnoozeChoice, snoozeChoices, snoozeEnd } from '../../shared/reminders/hours.ts';
import { afterSnoozing, afterTelling, withoutForgotten } from '../../shared/reminders/memory.ts';
import { planReminders, type ReminderPlan } from '../../shared/reminders/plan.ts';
import { policyOf, withKeyTerm, withPolicy } from '../../shared/reminders/policy.ts';
import type {
  MarketDay,
  OrganizationPolicy,
  ReminderPreferences,
} from '../../shared/reminders/policy-schema.ts';
import type { RemindersView } from '../../shared/reminders/view.ts';
import { sleepFor } from '../../shared/reminders/wake.ts';
import { withWeeklyMarkets } from '../../shared/reminders/weekly-markets.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import {
  type ReminderWords,
  reminderWords,
  signInReminderWords,
  testReminderWords,
} from '../../shared/wording/reminders.ts';
import type { Account } from '../account/account.ts';
import type { Connections } from '../connections/connections.ts';
import type { StateFile } from '../files/state-file.ts';
import type { KnownKeysFile } from '../keys/key-list-cache.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { timeZoneHere } from '../time-zone.ts';
import { remindedKeys } from './keys-to-remind.ts';
import type { Notifier, ReminderNotice } from './notifier.ts';
import { createReminderStore } from './reminder-store.ts';
import { noReminders, type RemindersFile } from './reminders-file.ts';
import { createServerTime } from './server-time.ts';

export interface ReminderDeps {
  readonly account: Pick<Account, 'view' | 'onChange'>;
  readonly keys: Pick<Keys, 'onChange' | 'refresh'>;
  readonly known: StateFile<KnownKeysFile>;
  readonly connections: Pick<Connections, 'list'>;
  readonly notifier: Pick<Notifier, 'show'>;
  readonly file: StateFile<RemindersFile>;
  readonly clock: Clock;
  readonly log: Log;
  /** The zone by its IANA name; that of this computer unless something else is handed in. */
  readonly timeZone?: () => string;
  /** Calls back after so many milliseconds, and answers how to prevent that. */
  readonly alarm?: (ms: number, ring: () => void) => () => void;
}

/** Older lists are asked for anew before anybody is told of a key by them. Milliseconds. */
const freshListMs = 60 * 60_000;
/** What couldn't be shown is tried again after this. Milliseconds. */
const againMs = 15 * 60_000;

function systemAlarm(ms: number, ring: () => void): () => void {
  const timer = setTimeout(ring, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

const nothingDue = (): RemindersView => ({
  settings: noReminders().settings,
  due: [],
  snoozed: [],
  snoozeChoices: ['day', 'week'],
  signedOut: false,
});

/** Tells people which keys are due, once for each stage, whatever the clock does. */
export type Reminders = ReturnType<typeof createReminders>;

interface Untold {
  readonly kind: 'keys' | 'sign-in';
  readonly due: readonly DueKey[];
  readonly words: ReminderWords;
}

export function createReminders(parts: ReminderDeps) {
  const { account, keys, file, log } = parts;
  const alarm = parts.alarm ?? systemAlarm;
  const timeZone = parts.timeZone ?? timeZoneHere;
  const time = createServerTime(parts.clock);
  const view = createStore<RemindersView>(nothingDue);

  const kept = createReminderStore(
    file,
    () => {
      const now = account.view();
      return 'server' in now ? new URL(now.server.address).origin : undefined;
    },
    log,
  );
  /** The organization of each key that is known. */
  let organizationOf: ReadonlyMap<string, string> = new Map();
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let isOpen = false;
  /** Signing out: nobody is told of anything, and least of all asked to sign in, until somebody has signed in. */
  let isForgotten = false;
  let lastAsOf = '';
  let stopAlarm = (): void => {};
  let isLookDue = false;
  /** What no notification could show: it is told in the window, and stays to be told until it was read there. */
  let untold: Untold | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let calendar = calendarIn('UTC');
  const ends: (() => void)[] = [];

  /** The calendar of where this computer is now. */
  function calendarHere(): Calendar {
    const zone = knownZone(timeZone());
    if (zone !== calendar.timeZone) calendar = calendarIn(zone);
    return calendar;
  }

  function inTurn<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const done = turn
      .then(work)
      .catch((error: unknown) => failed(failure('internal', { detail: String(error) })));
    turn = done;
    return done;
  }

  interface Decided {
    readonly plan: ReminderPlan;
    readonly now: Date;
    /** Whether Convene should be asked before anybody is told by this list. */
    readonly isOld: boolean;
  }

  async function decide(): Promise<Result<Decided>> {
    const who = account.view();
    const known = await remindedKeys(parts, who);
    if (!known.ok) return known;
    for (const at of known.value.asOf.values()) time.notBefore(at);
    const now = time.now();
    const signedOut = who.state === 'signed-out';
    const plan = planReminders({
      keys: known.value.keys,
      ...kept.last(),
      settings: settingsNow(now),
      now,
      calendar: calendarHere(),
      signedOut,
    });
    const asOf = who.state === 'signed-in' ? known.value.asOf.get(who.organizationId) : undefined;
    const isOld = asOf !== undefined && now.getTime() - Date.parse(asOf) > freshListMs;
    organizationOf = new Map(known.value.keys.map(({ id, organizationId }) => [id, organizationId]));
    return ok({ plan, now, isOld });
  }

  async function look(): Promise<Result<void>> {
    isLookDue = false;
    const { state } = account.view();
    if (isForgotten) {
      sleep(undefined);
      view.setState(nothingDue(), true);
      return ok(undefined);
    }
    // Who this is will be known in a moment.
    if (state === 'opening' || state === 'waiting') return ok(undefined);
    const unread = await kept.read();
    let decided = await decide();
    const rested = performance.now() - refreshedAt > againMs;
    if (isOpen && rested && decided.ok && decided.value.isOld && decided.value.plan.tell.length > 0) {
      // Somebody may have replaced the key elsewhere. Offline the last known list must do.
      await keys.refresh();
      refreshedAt = performance.now();
      decided = await decide();
    }
    if (!decided.ok) {
      log('reminders could not look', { failure: decided.error });
      // Which keys are due isn't known, and that is not "none".
      view.setState({ ...view.getState(), settings: kept.last().settings, failure: decided.error });
      sleep(againMs);
      return decided;
    }
    const { plan, now } = decided.value;
    if (plan.tell.length === 0 && !plan.askToSignIn) untold = undefined;
    publish(plan, unread, now);
    if (!isOpen) return ok(undefined);
    const told = await tell(plan, now);
    publish(plan, unread, now);
    const wait = sleepFor(now, plan.nextAt);
    sleep(told ? wait : Math.min(wait ?? againMs, againMs));
    return ok(undefined);
  }

  /** False when something has to be told still. */
  async function tell(plan: ReminderPlan, now: Date): Promise<boolean> {
    if (plan.askToSignIn) {
      const words = signInReminderWords(plan.due.length);
      if (!(await toldOrNoted({ kind: 'sign-in', due: plan.due, words }, now))) return false;
    }
    if (plan.tell.length === 0) return true;
    return toldOrNoted({ kind: 'keys', due: plan.tell, words: reminderWords(plan.tell) }, now);
  }

  async function toldOrNoted(what: Untold, now: Date): Promise<boolean> {
    const shown = await show(what.kind, what.due, what.words);
    untold = shown.ok ? undefined : what;
    if (shown.ok) await rememberTold(what, now);
    return shown.ok;
  }

  async function rememberTold({ kind, due }: Untold, now: Date): Promise<Result<void>> {
    const today = calendarHere().dayOf(now.getTime());
    if (kind === 'sign-in') return kept.remember((memory) => ({ ...memory, signInAskedOn: today }));
    return kept.remember((memory) =>
      withoutForgotten(afterTelling(memory, due, now), new Set(organizationOf.keys()), now),
    );
  }

  async function show(
    kind: ReminderNotice['kind'],
    due: readonly DueKey[],
    words: Pick<ReminderNotice, 'title' | 'body'>,
  ): Promise<Result<void>> {
    const shown = await parts.notifier.show({
      kind,
      ...words,
      keyIds: due.map(({ key }) => key.id),
      snoozeChoices: kind === 'keys' ? choicesFor(due) : [],
    });
    if (!shown.ok) log('reminder could not be shown', { failure: shown.error });
    return shown;
  }

  /** With the markets of these days. */
  const settingsNow = (now = time.now()): ReminderPreferences =>
    withWeeklyMarkets(kept.last().settings, now.getTime(), calendarHere());

  const marketsOf = (organizationIds: readonly string[]): MarketDay[] =>
    [...new Set(organizationIds)].flatMap((id) => policyOf(settingsNow(), id).marketDays);

  function choicesFor(due: readonly DueKey[]): SnoozeChoice[] {
    const markets = marketsOf(due.map(({ key }) => key.organizationId));
    return snoozeChoices.filter((choice) => snoozeEnd(choice, time.now(), calendarHere(), markets));
  }

  function publish(plan: ReminderPlan, unread: Failure | undefined, now: Date): void {
    const { settings } = kept.last();
    const isPaused = settings.pausedUntil !== null && Date.parse(settings.pausedUntil) > now.getTime();
    const next: RemindersView = {
      settings: isPaused ? settings : { ...settings, pausedUntil: null },
      due: [...plan.due],
      snoozed: [...plan.snoozed],
      snoozeChoices: choicesFor(plan.due),
      signedOut: account.view().state === 'signed-out',
      ...(unread ? { failure: unread } : {}),
      ...(untold ? { untold: { ...untold.words, keyIds: untold.due.map(({ key }) => key.id) } } : {}),
    };
    if (JSON.stringify(next) !== JSON.stringify(view.getState())) view.setState(next, true);
  }

  function sleep(ms: number | undefined): void {
    stopAlarm();
    stopAlarm = () => {};
    if (ms !== undefined && isOpen) stopAlarm = alarm(ms, lookSoon);
  }

  /** Several reasons to look make one look. */
  function lookSoon(): void {
    if (!isOpen || isLookDue) return;
    isLookDue = true;
    void inTurn(look);
  }

  async function afterwards(work: () => Promise<Result<void>>): Promise<Result<RemindersView>> {
    const done = await inTurn(async () => {
      const worked = await work();
      const looked = await look();
      return worked.ok ? looked : worked;
    });
    return done.ok ? ok(view.getState()) : done;
  }

  const change = (
    next: (settings: ReminderPreferences) => ReminderPreferences,
  ): Promise<Result<RemindersView>> => afterwards(() => kept.change(next));

  return {
    /** Begins to remind; what is due already is known when it resolves. */
    async open(): Promise<void> {
      isOpen = true;
      ends.push(
        account.onChange(({ state }) => {
          if (state === 'signed-in' || state === 'pasted-key') isForgotten = false;
          lookSoon();
        }),
        keys.onChange((list) => {
          if (list.state !== 'listed') return;
          if (!list.stale && list.asOf !== lastAsOf) time.learn(list.asOf);
          lastAsOf = list.asOf;
          lookSoon();
        }),
      );
      await inTurn(look);
    },
    view: (): RemindersView => view.getState(),
    /** What was chosen, read now. */
    async chosen(): Promise<Result<ReminderPreferences>> {
      const unread = await kept.read();
      return unread ? failed(unread) : ok(settingsNow());
    },
    /** Looks now; before it is opened nobody is told by that. */
    async check(): Promise<Result<RemindersView>> {
      return afterwards(async () => ok(undefined));
    },
    onChange: (listener: (view: RemindersView) => void): (() => void) => view.subscribe(listener),
    /** To be called when the computer has slept, or its clock was set. */
    wake: lookSoon,
    /** `nothing-to-do` where no market is known after which the snooze could end. */
    snooze: (keyIds: readonly string[], choice: SnoozeChoice): Promise<Result<RemindersView>> =>
      afterwards(async () => {
        const markets = marketsOf(keyIds.map((id) => organizationOf.get(id) ?? ''));
        const until = snoozeEnd(choice, time.now(), calendarHere(), markets);
        if (!until) return failed(failure('nothing-to-do', { name: choice }));
        return kept.remember((memory) => afterSnoozing(memory, keyIds, until));
      }),
    /** `bad-input` for hours that aren't. */
    choose: (
      chosen: Partial<Pick<ReminderPreferences, 'notifications' | 'quietHours'>>,
    ): Promise<Result<RemindersView>> => change((settings) => ({ ...settings, ...chosen })),
    /** Tells nothing for so many days; 0 goes on. */
    pause: (days: number): Promise<Result<RemindersView>> => {
      const now = time.now().getTime();
      const calendar = calendarHere();
      const until =
        days > 0 ? calendar.instantOf(calendar.dayOf(now) + days, calendar.minuteOf(now)) : undefined;
      const pausedUntil = until === undefined ? null : new Date(until).toISOString();
      return change((settings) => ({ ...settings, pausedUntil }));
    },
    /** `bad-input` for a term of less than 30 days, and for a market that closes before it opens. */
    setPolicy: (
      organizationId: string,
      chosen: Partial<Pick<OrganizationPolicy, 'termDays' | 'marketDays' | 'weeklyMarkets'>>,
    ): Promise<Result<RemindersView>> => change((settings) => withPolicy(settings, organizationId, chosen)),
    /** A term of one key; without days it has the organization's again. */
    setKeyTerm: (
      organizationId: string,
      keyId: string,
      days: number | undefined,
    ): Promise<Result<RemindersView>> =>
      change((settings) => withKeyTerm(settings, organizationId, keyId, days)),
    /** The person has read in the window what no notification could show: that counts as told. */
    read: (): Promise<Result<RemindersView>> =>
      afterwards(async () => {
        const what = untold;
        untold = undefined;
        return what ? rememberTold(what, time.now()) : ok(undefined);
      }),
    /** Shows what a reminder looks like, also at night and with reminders off. */
    test: (): Promise<Result<void>> => show('test', [], testReminderWords),
    /** Nothing that was chosen or told is kept, and nobody is told of anything before the next sign-in. */
    forgetAll: (): Promise<Result<void>> =>
      inTurn(async () => {
        isForgotten = true;
        untold = undefined;
        const removed = await kept.forget();
        const looked = await look();
        return removed.ok ? looked : removed;
      }),
    async close(): Promise<void> {
      isOpen = false;
      stopAlarm();
      for (const end of ends) end();
      await turn;
    },
  };
}

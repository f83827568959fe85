import { describe, expect, it } from 'vitest';
import { calendarIn } from './calendar.ts';
import type { RemindedKey } from './due-key.ts';
import { afterSnoozing, afterTelling, nothingTold, type ReminderMemory } from './memory.ts';
import { type PlanInput, planReminders, type ReminderPlan } from './plan.ts';
import { usualSettings } from './policy.ts';
import { type OrganizationPolicy, organizationPolicySchema } from './policy-schema.ts';

const zone = 'Europe/Berlin';
const calendar = calendarIn(zone);

/** `2026-04-01 09:00` by the clock on the wall in Berlin. */
function at(text: string): Date {
  const [date = '', time = '09:00'] = text.split(' ');
  const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
  return new Date(calendar.instantOf(day, Number(time.slice(0, 2)) * 60 + Number(time.slice(3))));
}

const key = (name: string, made: string): RemindedKey => ({
  id: `key_${name}`,
  name,
  organizationId: 'org_1',
  createdAt: at(made).toISOString(),
});

/** Due on 1 April 2026. */
const laptop = key('laptop', '2026-01-01');
const tablet = key('tablet', '2026-01-01');
/** Due on 10 April 2026. */
const office = key('office', '2026-01-10');

type Changes = Partial<Omit<PlanInput, 'now'>>;

const planAt = (now: string, changes: Changes = {}): ReminderPlan =>
  planReminders({
    keys: [laptop],
    settings: usualSettings(),
    memory: nothingTold(),
    calendar,
    ...changes,
    now: at(now),
  });

const policy = (change: Partial<OrganizationPolicy>) => ({
  ...usualSettings(),
  organizations: { org_1: organizationPolicySchema.parse(change) },
});

const names = (keys: readonly { key: RemindedKey }[]): string[] => keys.map((one) => one.key.name);

/** What is remembered when a plan was made at each of these moments and told. */
function toldAt(moments: readonly string[], changes: Changes = {}): ReminderMemory {
  return moments.reduce<ReminderMemory>(
    (memory, moment) => afterTelling(memory, planAt(moment, { ...changes, memory }).tell, at(moment)),
    changes.memory ?? nothingTold(),
  );
}

const market = (day: string) => ({
  opensAt: at(`${day} 08:00`).toISOString(),
  closesAt: at(`${day} 14:00`).toISOString(),
});

describe('a key that is due on 1 April', () => {
  it.each([
    ['2026-03-17', [], false],
    ['2026-03-18 07:59', [], false],
    ['2026-03-18 08:00', [], true],
    ['2026-03-19', ['2026-03-18'], false],
    ['2026-03-31', ['2026-03-18'], false],
    ['2026-03-31', [], true],
    ['2026-04-01', ['2026-03-18'], true],
    ['2026-04-01', ['2026-04-01 08:00'], false],
    ['2026-04-02', ['2026-03-18', '2026-04-01'], false],
    ['2026-04-02', ['2026-03-18'], true],
    ['2026-04-07', ['2026-04-01'], false],
    ['2026-04-08', ['2026-04-01'], true],
    ['2026-04-14', ['2026-04-08'], false],
    ['2026-04-15', ['2026-04-08'], true],
    ['2026-05-20', ['2026-04-08'], true],
    ['2036-04-01', ['2026-04-08'], true],
    // A clock that was set back tells of nothing again.
    ['2026-03-18', ['2026-04-01'], false],
    ['2026-04-01 10:00', ['2026-04-08'], false],
    ['1999-01-01', ['2026-04-08'], false],
  ])('at %s, told of at %j, is told of: %s', (now, before, isTold) => {
    const memory = toldAt(before);
    expect(names(planAt(now, { memory }).tell)).toEqual(isTold ? ['laptop'] : []);
  });

  it.each([
    ['2026-04-01 19:59', true],
    ['2026-04-01 20:00', false],
    ['2026-04-01 23:59', false],
    ['2026-04-02 07:59', false],
    ['2026-04-02 08:00', true],
  ])('at %s, with the usual quiet hours, is told of: %s', (now, isTold) => {
    expect(planAt(now).tell).toHaveLength(isTold ? 1 : 0);
  });

  it.each([
    ['2026-04-04 07:59', true],
    ['2026-04-04 08:00', false],
    ['2026-04-04 13:59', false],
    ['2026-04-04 14:00', true],
    ['2026-05-02 09:00', true],
    ['2026-04-30 09:00', false],
    ['2026-05-01 09:00', true],
  ])('at %s, with markets from 8 to 14 and no quiet hours, is told of: %s', (now, isTold) => {
    const days = ['2026-04-04', '2026-05-02', '2026-04-30', '2026-05-01'].map(market);
    const settings = { ...policy({ marketDays: days }), quietHours: null };
    expect(planAt(now, { settings }).tell).toHaveLength(isTold ? 1 : 0);
  });

  it.each([
    ['2026-04-01', 'nothing while reminders are paused', { pausedUntil: at('2026-04-03').toISOString() }, 0],
    ['2026-04-03', 'again when the pause is over', { pausedUntil: at('2026-04-03').toISOString() }, 1],
    ['2026-04-01', 'nothing with notifications off', { notifications: false }, 0],
    ['2026-04-01 03:00', 'at night without quiet hours', { quietHours: null }, 1],
    ['2026-04-01 12:30', 'nothing over noon', { quietHours: { from: '12:00', until: '13:00' } }, 0],
    ['2026-04-01 13:00', 'after noon', { quietHours: { from: '12:00', until: '13:00' } }, 1],
    ['2026-04-01 12:00', 'where quiet hours are none', { quietHours: { from: '12:00', until: '12:00' } }, 1],
  ])('at %s tells %s', (now, _what, change, count) => {
    expect(planAt(now, { settings: { ...usualSettings(), ...change } }).tell).toHaveLength(count);
  });

  it('stays in the tray while notifications are off, paused, or it is night', () => {
    expect(names(planAt('2026-04-01 03:00').due)).toEqual(['laptop']);
    expect(
      names(planAt('2026-04-01', { settings: { ...usualSettings(), notifications: false } }).due),
    ).toEqual(['laptop']);
  });

  it('is not in the tray while it is only due soon', () => {
    expect(planAt('2026-03-31').due).toEqual([]);
  });

  it('is due earlier by a term of its own', () => {
    const settings = policy({ termDays: 90, keyTermDays: { [laptop.id]: 30 } });
    expect(planAt('2026-01-31', { settings }).due).toMatchObject([{ stage: 'due', termDays: 30 }]);
  });

  it('is told of again when a term that was changed comes', () => {
    const memory = toldAt(['2026-03-18', '2026-04-01']);
    const settings = policy({ termDays: 120 });
    expect(planAt('2026-04-02', { memory, settings }).tell).toEqual([]);
    expect(planAt('2026-05-01', { memory, settings }).tell).toMatchObject([{ stage: 'due' }]);
  });

  it('is forgotten once it is replaced, and the new one is fresh', () => {
    const plan = planAt('2026-04-01', { keys: [key('new', '2026-04-01')] });
    expect(plan).toMatchObject({ tell: [], due: [] });
    expect(plan.nextAt).toEqual(at('2026-06-16 00:00'));
  });
});

describe('a snoozed key', () => {
  const until = at('2026-04-03 10:00');
  const memory = afterSnoozing(toldAt(['2026-04-01']), [laptop.id], until);

  it.each([
    ['2026-04-02', false],
    ['2026-04-03 09:59', false],
    ['2026-04-03 10:00', true],
    ['2026-04-09', true],
  ])('until 3 April, 10:00, is told of at %s: %s', (now, isTold) => {
    expect(planAt(now, { memory }).tell).toHaveLength(isTold ? 1 : 0);
  });

  it('is not counted while it sleeps, and shown beside what is', () => {
    expect(planAt('2026-04-02', { memory })).toMatchObject({
      due: [],
      snoozed: [{ key: laptop, snoozedUntil: until.toISOString() }],
    });
  });

  it('is told of once after it', () => {
    const after = toldAt(['2026-04-03 10:00'], { memory });
    expect(planAt('2026-04-03 10:01', { memory: after }).tell).toEqual([]);
    expect(planAt('2026-04-08', { memory: after }).tell).toHaveLength(1);
  });

  it('keeps silent also when it becomes overdue by another week meanwhile', () => {
    const longer = afterSnoozing(memory, [laptop.id], at('2026-04-20'));
    expect(planAt('2026-04-15', { memory: longer }).tell).toEqual([]);
    expect(planAt('2026-04-20', { memory: longer }).tell).toHaveLength(1);
  });
});

describe('several keys that are due at once', () => {
  it('are told of together, the longest due first', () => {
    const keys = [office, tablet, laptop];
    expect(names(planAt('2026-04-10', { keys }).tell)).toEqual(['laptop', 'tablet', 'office']);
  });

  it('on a market day only those that are overdue by 30 days are told of', () => {
    const keys = [office, laptop];
    const settings = policy({ marketDays: [market('2026-05-01')] });
    expect(names(planAt('2026-05-01', { keys, settings }).tell)).toEqual(['laptop']);
  });

  it("are silent by their own organization's market", () => {
    const keys = [laptop, { ...office, organizationId: 'org_2' }];
    const settings = policy({ marketDays: [market('2026-04-10')] });
    expect(names(planAt('2026-04-10', { keys, settings }).tell)).toEqual(['office']);
  });
});

describe('signed out', () => {
  const signedOut = true;

  it.each([
    ['2026-04-01', undefined, true],
    ['2026-04-01', '2026-04-01', false],
    ['2026-04-02', '2026-04-01', true],
    ['2026-04-01 21:00', undefined, false],
    ['2026-03-31', undefined, false],
  ])('at %s, asked on %s, the person is asked to sign in: %s', (now, asked, expected) => {
    const signInAskedOn = asked === undefined ? undefined : calendar.dayOf(at(asked).getTime());
    const memory = { ...nothingTold(), signInAskedOn };
    const plan = planAt(now, { memory, signedOut });
    expect(plan.askToSignIn).toBe(expected);
    expect(plan.tell).toEqual([]);
  });

  it('the tray goes on counting', () => {
    expect(names(planAt('2026-04-01', { signedOut }).due)).toEqual(['laptop']);
  });

  it('nobody is asked during a market', () => {
    const settings = policy({ marketDays: [market('2026-04-04')] });
    const plan = planAt('2026-04-04 10:00', { settings, signedOut });
    expect(plan.askToSignIn).toBe(false);
    expect(plan.nextAt).toEqual(at('2026-04-04 14:00'));
  });
});

describe('the next moment at which anything can change', () => {
  it.each([
    ['2026-01-01', [], '2026-03-18 00:00'],
    ['2026-03-18 03:00', [], '2026-03-18 08:00'],
    ['2026-03-18 08:00', [], '2026-04-01 00:00'],
    ['2026-04-01 09:00', [], '2026-04-02 00:00'],
    ['2026-04-01 20:00', ['2026-04-01'], '2026-04-02 00:00'],
    ['2026-04-02 09:00', ['2026-04-01'], '2026-04-08 00:00'],
    ['2026-04-08 00:00', ['2026-04-01'], '2026-04-08 08:00'],
    ['2026-04-08 08:00', ['2026-04-01'], '2026-04-15 00:00'],
  ])('after %s, told of at %j, is %s', (now, before, next) => {
    expect(planAt(now, { memory: toldAt(before) }).nextAt).toEqual(at(next));
  });

  it('is none without keys', () => {
    expect(planAt('2026-04-01', { keys: [] }).nextAt).toBeUndefined();
  });

  it('is when the market closes, or the key has been due for too long', () => {
    const settings = policy({ marketDays: [market('2026-04-04')] });
    expect(planAt('2026-04-04 10:00', { settings }).nextAt).toEqual(at('2026-04-04 14:00'));
    const long = policy({
      marketDays: [
        { opensAt: at('2026-04-30').toISOString(), closesAt: at('2026-05-01 14:00').toISOString() },
      ],
    });
    expect(planAt('2026-04-30 10:00', { settings: long }).nextAt).toEqual(at('2026-05-01 00:00'));
  });

  it('is when a snooze or a pause ends', () => {
    const memory = afterSnoozing(nothingTold(), [laptop.id], at('2026-04-01 17:00'));
    expect(planAt('2026-04-01', { memory }).nextAt).toEqual(at('2026-04-01 17:00'));
    const settings = { ...usualSettings(), pausedUntil: at('2026-04-01 12:00').toISOString() };
    expect(planAt('2026-04-01', { settings }).nextAt).toEqual(at('2026-04-01 12:00'));
  });
});

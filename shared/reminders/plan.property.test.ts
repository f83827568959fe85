import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { keyAge } from '../keys/key-age.ts';
import { calendarIn } from './calendar.ts';
import type { RemindedKey } from './due-key.ts';
import { afterSnoozing, afterTelling, nothingTold } from './memory.ts';
import { type PlanInput, planReminders } from './plan.ts';
import { usualSettings } from './policy.ts';
import { organizationPolicySchema } from './policy-schema.ts';
import { dueStateAt, markOf } from './stages.ts';

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;
const isLong = process.env.CONVENE_LONG_RUNS !== undefined;
const numRuns = isLong ? 20_000 : 400;
vi.setConfig({ testTimeout: isLong ? 10 * 60_000 : 60_000 });

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/Havana',
);
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  .map((at) => at.getTime());
const term = fc.integer({ min: 30, max: 400 });
const key = (id: string, createdAt: number): RemindedKey => ({
  id,
  name: `Key ${id}`,
  organizationId: 'org_1',
  createdAt: new Date(createdAt).toISOString(),
});
const settingsOf = (termDays: number) => ({
  ...usualSettings(),
  organizations: { org_1: organizationPolicySchema.parse({ termDays }) },
});

describe('for any key in any zone', () => {
  it('stages only move forward as time passes', () => {
    fc.assert(
      fc.property(zone, instant, term, fc.array(fc.nat(500 * dayMs)), (where, made, termDays, passed) => {
        const calendar = calendarIn(where);
        const marks = [...passed]
          .sort((a, b) => a - b)
          .map((ms) => calendar.dayOf(made) + termDays - calendar.dayOf(made + ms))
          .map((daysLeft) => markOf(dueStateAt(daysLeft)));
        expect(marks).toEqual([...marks].sort((a, b) => a - b));
      }),
      { numRuns },
    );
  });

  it('a day begins at its first instant, and each instant is in its own day', () => {
    fc.assert(
      fc.property(zone, instant, (where, at) => {
        const calendar = calendarIn(where);
        const day = calendar.dayOf(at);
        const start = calendar.startOf(day);
        expect(start).toBeLessThanOrEqual(at);
        expect(calendar.dayOf(start)).toBe(day);
        expect(calendar.dayOf(start - 1)).toBe(day - 1);
        expect(calendar.startOf(day + 1)).toBeGreaterThan(at);
      }),
      { numRuns },
    );
  });

  it('a key that was just made, as by a rotation, is fresh', () => {
    fc.assert(
      fc.property(zone, instant, term, (where, now, termDays) => {
        const plan = planReminders({
          keys: [key('new', now)],
          settings: settingsOf(termDays),
          memory: nothingTold(),
          now: new Date(now),
          calendar: calendarIn(where),
        });
        expect(plan).toMatchObject({ tell: [], due: [] });
      }),
      { numRuns },
    );
  });

  it('its stage is the one that lists and bars show', () => {
    const here = calendarIn(Intl.DateTimeFormat().resolvedOptions().timeZone);
    fc.assert(
      fc.property(instant, fc.integer({ min: -30, max: 500 }), term, (made, days, termDays) => {
        const now = made + days * dayMs;
        const { stage, daysLeft } = dueStateAt(here.dayOf(made) + termDays - here.dayOf(now));
        expect({ stage, daysLeft }).toEqual({
          stage: keyAge(new Date(made), new Date(now), termDays).stage,
          daysLeft: keyAge(new Date(made), new Date(now), termDays).daysLeft,
        });
      }),
      { numRuns },
    );
  });
});

describe('whatever the clock does', () => {
  /** Hours by which it jumps between two looks, forward or back; a look may be in another zone. */
  const looks = fc.array(
    fc.record({ hours: fc.integer({ min: -2_000, max: 3_000 }), where: zone, snoozes: fc.boolean() }),
    { maxLength: 60 },
  );

  const input = (made: number): Omit<PlanInput, 'now' | 'calendar' | 'memory'> => ({
    keys: [key('a', made), key('b', made - 40 * dayMs), key('c', made + 5 * dayMs)],
    settings: settingsOf(90),
  });

  it('no notification repeats for one key and stage, unless it was snoozed in between', () => {
    fc.assert(
      fc.property(instant, looks, (made, all) => {
        const seen = new Set<string>();
        let memory = nothingTold();
        let now = made;
        for (const { hours, where, snoozes } of all) {
          now += hours * hourMs;
          const at = new Date(now);
          const { tell } = planReminders({
            ...input(made),
            memory,
            now: at,
            calendar: calendarIn(where),
          });
          memory = afterTelling(memory, tell, at);
          for (const one of tell) {
            const what = `${one.key.id} ${one.stage} ${one.overdueWeeks}`;
            expect(seen).not.toContain(what);
            seen.add(what);
            if (!snoozes) continue;
            memory = afterSnoozing(memory, [one.key.id], new Date(now + dayMs));
            for (const told of seen) if (told.startsWith(one.key.id)) seen.delete(told);
          }
        }
      }),
      { numRuns },
    );
  });

  it('nothing can change before the next moment that a plan names', () => {
    fc.assert(
      fc.property(
        instant,
        zone,
        looks,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (made, where, all, part) => {
          const calendar = calendarIn(where);
          let memory = nothingTold();
          let now = made;
          for (const { hours } of all) {
            now += Math.abs(hours) * hourMs;
            const plan = planReminders({ ...input(made), memory, now: new Date(now), calendar });
            memory = afterTelling(memory, plan.tell, new Date(now));
            if (!plan.nextAt) continue;
            expect(plan.nextAt.getTime()).toBeGreaterThan(now);
            const between = new Date(now + Math.floor((plan.nextAt.getTime() - 1 - now) * part));
            const later = planReminders({ ...input(made), memory, now: between, calendar });
            expect(later.tell).toEqual([]);
            expect(later.due.map((one) => one.key.id)).toEqual(plan.due.map((one) => one.key.id));
          }
        },
      ),
      { numRuns },
    );
  });
});

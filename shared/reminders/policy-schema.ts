/** What an organization and a person choose about reminders, as it stands in a file and crosses to the window. */
import { z } from 'zod';
import { defaultTermDays } from '../keys/key-age.ts';

/** Days: the least that Convene advises. */
export const shortestTermDays = 30;

const termSchema = z.int().min(shortestTermDays);
const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** A market, from opening to closing. People there have no time for keys. */
const marketDaySchema = z
  .strictObject({ opensAt: z.iso.datetime({ offset: true }), closesAt: z.iso.datetime({ offset: true }) })
  .refine(({ opensAt, closesAt }) => Date.parse(opensAt) < Date.parse(closesAt));
export type MarketDay = z.infer<typeof marketDaySchema>;

/** Markets that come each week: on these days (0 is Sunday), from opening to closing by the clock on the wall. */
export const weeklyMarketsSchema = z
  .strictObject({
    weekdays: z.array(z.int().min(0).max(6)),
    from: timeOfDaySchema,
    until: timeOfDaySchema,
  })
  .refine(({ from, until }) => from < until);
export type WeeklyMarkets = z.infer<typeof weeklyMarketsSchema>;

export const organizationPolicySchema = z.strictObject({
  /** Days after which a key is due. */
  termDays: termSchema.default(defaultTermDays),
  /** Days of single keys, by their ids. */
  keyTermDays: z.record(z.string(), termSchema).default({}),
  marketDays: z.array(marketDaySchema).default([]),
  weeklyMarkets: weeklyMarketsSchema.nullable().default(null),
});
export type OrganizationPolicy = z.infer<typeof organizationPolicySchema>;

export const reminderPreferencesSchema = z.strictObject({
  notifications: z.boolean().default(true),
  /** By the clock on the wall, as `21:00`; `until` is after midnight where it is earlier. Null: at any hour. */
  quietHours: z
    .strictObject({ from: timeOfDaySchema, until: timeOfDaySchema })
    .nullable()
    .default({ from: '20:00', until: '08:00' }),
  /** Nothing is told before; the tray goes on counting. */
  pausedUntil: z.iso.datetime().nullable().default(null),
  /** By the ids of organizations; the others have the usual policy. */
  organizations: z.record(z.string(), organizationPolicySchema).default({}),
});
export type ReminderPreferences = z.infer<typeof reminderPreferencesSchema>;

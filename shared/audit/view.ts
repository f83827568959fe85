/** The audit log as the window sees it: what keys and people did, newest first. */
import { z } from 'zod';
import { failureSchema } from '../failure-schema.ts';

const instant = z.iso.datetime({ offset: true });
const short = z.string().min(1).max(200);

/** All that is given must hold. Days are calendar days in the person's time zone, both included. */
export const auditFilterSchema = z.strictObject({
  /** What the key did, and what was done to it. */
  keyId: short.optional(),
  personId: short.optional(),
  action: short.optional(),
  outcome: short.optional(),
  address: short.optional(),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** Anywhere in who, what or from where. */
  text: z.string().max(200).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditEventViewSchema = z.strictObject({
  id: z.string(),
  at: instant,
  actor: z.strictObject({ kind: z.enum(['api_key', 'person']), id: z.string(), name: z.string() }),
  action: z.string(),
  resource: z.strictObject({ kind: z.string(), id: z.string() }),
  ip: z.string().nullable(),
  outcome: z.string(),
});
export type AuditEventView = z.infer<typeof auditEventViewSchema>;

export const auditPageViewSchema = z.strictObject({
  events: z.array(auditEventViewSchema),
  /** Where the next page begins; null at the end. */
  nextCursor: z.string().nullable(),
  /** Convene's clock. */
  asOf: instant,
  /** When the person had last looked at this organization's log; null: never. */
  lookedAt: instant.nullable(),
});
export type AuditPageView = z.infer<typeof auditPageViewSchema>;

/** Something that this key hadn't done before, as far back as its last 200 actions. Never an alarm by itself. */
export const unusualSchema = z.discriminatedUnion('mark', [
  /** First use from this range of addresses; `known` counts the ranges before. */
  z.strictObject({ mark: z.literal('new-network'), known: z.int() }),
  /** At an hour of the day at which it was never used. */
  z.strictObject({ mark: z.literal('new-hour'), hour: z.int().min(0).max(23) }),
  /** The first change after reading only, so many times. */
  z.strictObject({ mark: z.literal('first-write'), reads: z.int() }),
  /** After so many days without any use. */
  z.strictObject({ mark: z.literal('after-silence'), days: z.int() }),
]);
export type Unusual = z.infer<typeof unusualSchema>;

export const auditMarksSchema = z.strictObject({
  marks: z.array(z.strictObject({ eventId: z.string(), unusual: z.array(unusualSchema).min(1) })),
});
export type AuditMarks = z.infer<typeof auditMarksSchema>;

/** How much happened on each day, and when keys came and went. */
export const auditActivitySchema = z.strictObject({
  days: z.array(
    z.strictObject({
      date: z.iso.date(),
      count: z.int().nonnegative(),
      refused: z.int().nonnegative(),
      /** Of the busiest keys of the whole time, at most five; the rest is the difference to `count`. */
      keys: z.array(z.strictObject({ id: z.string(), count: z.int().positive() })),
    }),
  ),
  busiest: z.array(z.strictObject({ id: z.string(), name: z.string(), count: z.int().positive() })).max(5),
  marks: z.array(
    z.strictObject({
      at: instant,
      date: z.iso.date(),
      what: z.enum(['revoked', 'created', 'rotated']),
      keyId: z.string(),
      keyName: z.string(),
    }),
  ),
});
export type AuditActivity = z.infer<typeof auditActivitySchema>;

/** Writing what was found to a file. */
export const auditExportSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('running'), written: z.int().nonnegative(), path: z.string() }),
  z.strictObject({ state: z.literal('done'), written: z.int().nonnegative(), path: z.string() }),
  z.strictObject({ state: z.literal('cancelled') }),
  /** Nothing was written; why. */
  z.strictObject({ state: z.literal('failed'), failure: failureSchema, path: z.string() }),
]);
export type AuditExport = z.infer<typeof auditExportSchema>;

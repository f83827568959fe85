/** What reminders must remember, so that nothing is told twice and nothing is forgotten. */
import { z } from 'zod';

/** How far a key had come when it was told of, and by which term. */
export const toldSchema = z.strictObject({
  stage: z.enum(['due-soon', 'due', 'overdue']),
  overdueWeeks: z.int().nonnegative(),
  termDays: z.int(),
  at: z.iso.datetime(),
});
export type Told = z.infer<typeof toldSchema>;

export const reminderMemorySchema = z.strictObject({
  /** By the ids of keys. */
  told: z.record(z.string(), toldSchema),
  /** When each snooze ends; it stays until the key was told of after that. By the ids of keys. */
  snoozed: z.record(z.string(), z.iso.datetime()),
  /** The last day on which the person was asked to sign in, as the calendar numbers days. */
  signInAskedOn: z.int().optional(),
});
export type ReminderMemory = z.infer<typeof reminderMemorySchema>;

export const nothingTold = (): ReminderMemory => ({ told: {}, snoozed: {} });

/** Days after which a key that isn't in the list any more is forgotten; a list may be missing for a while. */
const forgottenAfterMs = 400 * 24 * 60 * 60 * 1000;

/** What is remembered once these keys were told of. */
export function afterTelling(
  memory: ReminderMemory,
  told: readonly { key: { id: string }; stage: string; overdueWeeks: number; termDays: number }[],
  now: Date,
): ReminderMemory {
  const next = { ...memory, told: { ...memory.told }, snoozed: { ...memory.snoozed } };
  for (const { key, stage, overdueWeeks, termDays } of told) {
    if (stage !== 'due-soon' && stage !== 'due' && stage !== 'overdue') continue;
    next.told[key.id] = { stage, overdueWeeks, termDays, at: now.toISOString() };
    delete next.snoozed[key.id];
  }
  return next;
}

/** Snoozed keys keep silent until then, also if they come to their next stage meanwhile. */
export function afterSnoozing(
  memory: ReminderMemory,
  keyIds: readonly string[],
  until: Date,
): ReminderMemory {
  const ends = Object.fromEntries(keyIds.map((id) => [id, until.toISOString()]));
  return { ...memory, snoozed: { ...memory.snoozed, ...ends } };
}

/** Without what was noted of keys that are long gone. */
export function withoutForgotten(
  memory: ReminderMemory,
  keyIds: ReadonlySet<string>,
  now: Date,
): ReminderMemory {
  const recent = (at: string): boolean => now.getTime() - Date.parse(at) < forgottenAfterMs;
  const told = Object.entries(memory.told).filter(([id, { at }]) => keyIds.has(id) || recent(at));
  const snoozed = Object.entries(memory.snoozed).filter(([id, until]) => keyIds.has(id) || recent(until));
  return { ...memory, told: Object.fromEntries(told), snoozed: Object.fromEntries(snoozed) };
}

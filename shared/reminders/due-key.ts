import { z } from 'zod';

/** A key that works, as far as reminders go. */
export const remindedKeySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  organizationId: z.string(),
  /** For a pasted key, since when it is known: Convene doesn't tell when it was made. */
  createdAt: z.iso.datetime({ offset: true }),
});
export type RemindedKey = z.infer<typeof remindedKeySchema>;

export const dueKeySchema = z.strictObject({
  key: remindedKeySchema,
  stage: z.enum(['fresh', 'due-soon', 'due', 'overdue']),
  /** Whole days until it is due: 0 on the day, negative afterwards. */
  daysLeft: z.int(),
  overdueWeeks: z.int().nonnegative(),
  /** Days after which it is due, by the policy. */
  termDays: z.int(),
  /** Nothing is said about it before. */
  snoozedUntil: z.iso.datetime().optional(),
});
export type DueKey = z.infer<typeof dueKeySchema>;

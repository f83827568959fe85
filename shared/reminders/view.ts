import { z } from 'zod';
import { failureSchema } from '../failure-schema.ts';
import { dueKeySchema } from './due-key.ts';
import { snoozeChoices } from './hours.ts';
import { reminderPreferencesSchema } from './policy-schema.ts';

/** What the window, the tray and the command line show of reminders. */
export const remindersViewSchema = z.strictObject({
  settings: reminderPreferencesSchema,
  /** Due or overdue, and not snoozed: what the tray counts. The most pressing first. */
  due: z.array(dueKeySchema),
  snoozed: z.array(dueKeySchema),
  /** How these can be snoozed: after the next market day only where one is known. */
  snoozeChoices: z.array(z.enum(snoozeChoices)),
  /** The session has ended, so that nothing can be replaced before somebody signs in. */
  signedOut: z.boolean(),
  /** What had to be told and no notification could show; it is told in the window until it was read there. */
  untold: z.strictObject({ title: z.string(), body: z.string(), keyIds: z.array(z.string()) }).optional(),
  /** What was chosen or told before can't be read or kept. */
  failure: failureSchema.optional(),
});
export type RemindersView = z.infer<typeof remindersViewSchema>;

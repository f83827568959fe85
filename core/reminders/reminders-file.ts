import { z } from 'zod';
import { nothingTold, reminderMemorySchema } from '../../shared/reminders/memory.ts';
import { reminderSettingsSchema, usualSettings } from '../../shared/reminders/policy.ts';

/** What was chosen, told and snoozed. It must outlive the companion, or everything would be told again. */
export const remindersFileSchema = z.strictObject({
  settings: reminderSettingsSchema,
  memory: reminderMemorySchema,
});
export type RemindersFile = z.infer<typeof remindersFileSchema>;

export const noReminders = (): RemindersFile => ({ settings: usualSettings(), memory: nothingTold() });

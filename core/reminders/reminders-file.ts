import { z } from 'zod';
import { nothingTold, reminderMemorySchema } from '../../shared/reminders/memory.ts';
import { usualSettings } from '../../shared/reminders/policy.ts';
import { organizationPolicySchema, reminderPreferencesSchema } from '../../shared/reminders/policy-schema.ts';

/**
 * What was chosen, told and snoozed. It must outlive the companion, or everything would be told again. Organizations and keys
 * are those of `server`, absent in older files; what was noted on other servers waits in `elsewhere`.
 */
export const remindersFileSchema = z.strictObject({
  settings: reminderPreferencesSchema,
  memory: reminderMemorySchema,
  server: z.url().optional(),
  elsewhere: z
    .record(
      z.string(),
      z.strictObject({
        organizations: z.record(z.string(), organizationPolicySchema),
        memory: reminderMemorySchema,
      }),
    )
    .optional(),
});
export type RemindersFile = z.infer<typeof remindersFileSchema>;

export const noReminders = (): RemindersFile => ({ settings: usualSettings(), memory: nothingTold() });

/** The same file with the organizations and keys of another server; what is the person's own stays. */
export function remindersAt(file: RemindersFile, server: string | undefined): RemindersFile {
  if (server === undefined || file.server === server) return file;
  if (file.server === undefined) return { ...file, server };
  const { [server]: there, ...others } = file.elsewhere ?? {};
  const { organizations } = file.settings;
  return {
    settings: { ...file.settings, organizations: there?.organizations ?? {} },
    memory: there?.memory ?? nothingTold(),
    server,
    elsewhere: { ...others, [file.server]: { organizations, memory: file.memory } },
  };
}

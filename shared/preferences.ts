import { z } from 'zod';

export const closingChoiceSchema = z.enum(['ask', 'minimize', 'quit']);

/** What closing the window does where nothing else leads back to it. */
export const windowClosingSchema = z.strictObject({
  /** Whether the desktop shows our icon: the window is put away then, and nothing has to be chosen. */
  hasTray: z.boolean(),
  choice: closingChoiceSchema,
});
export type WindowClosing = z.infer<typeof windowClosingSchema>;

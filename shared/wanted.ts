import { z } from 'zod';

/** What the person chose outside of the window, in the tray or in a notification, to be gone on with inside. */
export const wantedSchema = z.strictObject({
  keyIds: z.array(z.string()),
  intent: z.enum(['look', 'rotate']),
});
export type Wanted = z.infer<typeof wantedSchema>;

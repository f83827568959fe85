import { z } from 'zod';

/** What the person chose outside of the window, in the tray or in a notification, to be gone on with inside. */
export const openRequestSchema = z.strictObject({
  keyIds: z.array(z.string()),
  /**
   * `leak` and `lost` are the two doors of an incident, `incident` the one that is going on, `connect` a
   * connection that is cut off; they may come without a key.
   */
  intent: z.enum(['look', 'rotate', 'leak', 'lost', 'incident', 'connect']),
});
export type OpenRequest = z.infer<typeof openRequestSchema>;

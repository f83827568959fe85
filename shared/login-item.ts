import { z } from 'zod';

/** Whether the companion starts by itself when the person logs in; `not-asked` counts as no. */
export const loginItemSchema = z.strictObject({ state: z.enum(['not-asked', 'on', 'off']) });
export type LoginItem = z.infer<typeof loginItemSchema>;

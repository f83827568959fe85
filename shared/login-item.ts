import { z } from 'zod';

/**
 * Whether the companion starts by itself when the person logs in; `not-asked` counts as no. `on` only where the system would
 * really do it; `because` says why it wouldn't though it was switched on: the program lies elsewhere now, the system's own
 * settings say no, or the system has no such entry any more.
 */
export const loginItemSchema = z.strictObject({
  state: z.enum(['not-asked', 'on', 'off']),
  because: z.enum(['moved', 'disabled', 'gone']).optional(),
});
export type LoginItem = z.infer<typeof loginItemSchema>;

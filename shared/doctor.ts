import { z } from 'zod';
import { failureSchema } from './failure.ts';

/** One finding of the check-up, in the order in which the parts depend on one another. */
export const findingSchema = z.strictObject({
  id: z.enum(['keychain', 'convene', 'session', 'config-file', 'entry', 'bridge', 'key', 'tool']),
  status: z.enum(['good', 'bad', 'not-checked']),
  failure: failureSchema.optional(),
  fact: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

import { z } from 'zod';
import { clientIdSchema } from './client-id-schema.ts';
import { failureSchema } from './failure-schema.ts';

/** What is looked at, in the order in which the parts depend on one another. */
export const findingIds = [
  'config-found',
  'config-parses',
  'entry',
  'bridge',
  'keychain',
  'convene',
  'tool',
  'client-started',
  'session',
] as const;

/**
 * What mends a finding. Those that need nobody's choice are done by one press (`doctor.mend`); the others lead to where
 * the person chooses or consents.
 */
export const mendIds = [
  // Done by one press
  'put-entry-back',
  'restart-client',
  'check-again',
  // Lead somewhere
  'choose-file',
  'create-file',
  'repair-file',
  'restore-file',
  'connect',
  'connect-again',
  'sign-in',
  'unlock-keychain',
  'open-keys-page',
] as const;
export const mendIdSchema = z.enum(mendIds);
export type MendId = z.infer<typeof mendIdSchema>;

export const findingSchema = z.strictObject({
  id: z.enum(findingIds),
  client: clientIdSchema,
  status: z.enum(['good', 'bad', 'not-checked']),
  failure: failureSchema.optional(),
  fact: z.string().optional(),
  mend: mendIdSchema.optional(),
});
export type Finding = z.infer<typeof findingSchema>;

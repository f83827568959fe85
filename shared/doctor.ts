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
 * What fixes a finding. Those that need nobody's choice are done by one press (`doctor.fix`); the others lead to where
 * the person chooses or consents.
 */
export const fixIds = [
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
export const fixIdSchema = z.enum(fixIds);
export type FixId = z.infer<typeof fixIdSchema>;

export const findingSchema = z.strictObject({
  id: z.enum(findingIds),
  client: clientIdSchema,
  status: z.enum(['good', 'bad', 'not-checked']),
  failure: failureSchema.optional(),
  fact: z.string().optional(),
  fix: fixIdSchema.optional(),
});
export type Finding = z.infer<typeof findingSchema>;

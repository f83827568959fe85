/** What the watch over connected programs' settings has seen. */
import { z } from 'zod';
import { clientIdSchema } from './client-id-schema.ts';
import { failureSchema } from './failure-schema.ts';

export const watchKinds = [
  /** Our entry is gone, and nobody is known to have wanted that. */
  'entry-gone',
  /** It was put back as often as it makes sense, and went again. */
  'entry-keeps-vanishing',
  /** Our entry starts something else than what we wrote. */
  'entry-changed',
  /** Our entry starts this companion's helper at a place where it no longer is. */
  'path-stale',
  /** Another Convene entry, or a key in clear text, stands in the same file; `name` is the entry's. */
  'other-key',
  /** The person removed it in the program itself; that is respected. */
  'disconnected-in-client',
  /** The file can't be read or understood; `failure` says why. */
  'settings-broken',
] as const;

export const watchFindingSchema = z.strictObject({
  connectionId: z.string(),
  client: clientIdSchema,
  organizationName: z.string(),
  kind: z.enum(watchKinds),
  seenAt: z.iso.datetime(),
  path: z.string(),
  /** The entry that is meant. */
  name: z.string(),
  /** How often our entry was put back in the last day. */
  putBack: z.int().nonnegative(),
  /** Whether the program has to be quit before this can be fixed. */
  quitFirst: z.boolean(),
  failure: failureSchema.optional(),
});
export type WatchFinding = z.infer<typeof watchFindingSchema>;

export const watchViewSchema = z.strictObject({ findings: z.array(watchFindingSchema) });
export type WatchView = z.infer<typeof watchViewSchema>;

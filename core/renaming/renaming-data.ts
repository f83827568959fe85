import { z } from 'zod';
import { renamedKeySchema, renamedSessionSchema } from '../../shared/renaming.ts';

/** What a renaming keeps between its steps: what becomes of each key of this computer, and of its sign-in. */
export const renamingDataSchema = z.strictObject({
  name: z.string(),
  formerName: z.string(),
  /** False: the keys that exist keep their names. */
  renamesKeys: z.boolean(),
  session: renamedSessionSchema,
  keys: z.array(
    renamedKeySchema.extend({
      id: z.string(),
      organizationId: z.string(),
      /** The connection that holds it. */
      connectionId: z.string().optional(),
      /** Settled: it has its new name, or keeps the old one. */
      settled: z.boolean(),
    }),
  ),
});
export type RenamingData = z.infer<typeof renamingDataSchema>;
export type KeyToRename = RenamingData['keys'][number];

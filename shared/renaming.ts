/** A computer that is called otherwise from now on, and what became of the keys that carried its old name. */
import { z } from 'zod';
import { failureSchema } from './failure-schema.ts';

export const renamedKeySchema = z.strictObject({
  organizationName: z.string(),
  name: z.string(),
  /** Absent where it keeps its name. */
  newName: z.string().optional(),
  /**
   * Why it keeps its name. `cannot`: this server can't rename keys. `in-use`: it is being replaced. `not-ours`: it carries the name, but
   * this companion didn't make it. `refused`: Convene doesn't allow it, or the key has gone.
   */
  keeps: z.enum(['cannot', 'in-use', 'not-ours', 'refused', 'not-asked']).optional(),
});
export type RenamedKey = z.infer<typeof renamedKeySchema>;

/** How this computer's sign-in is called at Convene. `none`: nobody is signed in here. */
export const renamedSessionSchema = z.enum(['open', 'renamed', 'cannot', 'none']);

export const renamedSchema = z.strictObject({
  name: z.string(),
  formerName: z.string(),
  session: renamedSessionSchema,
  keys: z.array(renamedKeySchema),
});
export type Renamed = z.infer<typeof renamedSchema>;

export const deviceViewSchema = z.strictObject({
  name: z.string(),
  /** A renaming that was begun and isn't finished; with the failure that it waits for. */
  renaming: z.strictObject({ formerName: z.string(), failure: failureSchema.optional() }).optional(),
});
export type DeviceView = z.infer<typeof deviceViewSchema>;

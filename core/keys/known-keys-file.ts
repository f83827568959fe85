import { z } from 'zod';
import { wireKeySchema } from '../../shared/convene/wire.ts';

/** The last list that Convene gave of each organization, for when it can't be reached. */
export const knownKeysFileSchema = z.strictObject({
  organizations: z.record(
    z.string(),
    z.strictObject({ asOf: z.iso.datetime(), keys: z.array(wireKeySchema) }),
  ),
});
export type KnownKeysFile = z.infer<typeof knownKeysFileSchema>;

export const noKnownKeys = (): KnownKeysFile => ({ organizations: {} });

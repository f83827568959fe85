import { z } from 'zod';

/** A key that may live on, as far as it is known without a file of ours that can't be read. */
export const mayLiveSchema = z.strictObject({
  name: z.string(),
  /** The organization's name. */
  market: z.string(),
  /** How its token ends, and when it was made; absent where Convene didn't say. */
  tokenHint: z.string().optional(),
  createdAt: z.iso.datetime({ offset: true }).optional(),
});
export type MayLive = z.infer<typeof mayLiveSchema>;

import { z } from 'zod';
import { connectionIdPattern } from '../keychain/accounts.ts';

const keySchema = z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() });

/** Keys that are being replaced by hand, by the id under which the new token waits in the keychain. No secrets. */
export const handoverFileSchema = z.strictObject({
  handovers: z.record(
    z.string().regex(connectionIdPattern),
    z.strictObject({
      id: z.string().regex(connectionIdPattern),
      server: z.url(),
      /** Who began it; older files don't say. */
      personId: z.string().optional(),
      organization: z.strictObject({ id: z.string(), name: z.string() }),
      oldKey: keySchema,
      newKeyName: z.string(),
      newKey: keySchema.optional(),
      idempotencyKey: z.uuid(),
      begunAt: z.iso.datetime(),
      stage: z.enum(['to-make', 'to-place', 'placed']),
    }),
  ),
});
export type HandoverFile = z.infer<typeof handoverFileSchema>;
export type Handover = HandoverFile['handovers'][string];

export const noHandovers = (): HandoverFile => ({ handovers: {} });

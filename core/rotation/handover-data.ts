import { z } from 'zod';
import { proofSchema } from '../../shared/keys/key-view.ts';

const keySchema = z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() });

/** What a handover keeps between its steps. Its id is the one under which the new token waits in the keychain. */
export const handoverDataSchema = z.strictObject({
  oldKey: keySchema,
  newKeyName: z.string(),
  newKey: keySchema.optional(),
  idempotencyKey: z.uuid(),
  /** The person's words: the new key is where the old one was; the old one may go. */
  placed: z.boolean(),
  finish: z.boolean(),
  /** A command was given the new token and hasn't said yet that it put it in place: nobody knows whether it did. */
  placing: z.literal(true).optional(),
  /** The old key goes by itself once it wasn't used for so long, counted from `since` where its last use was before. */
  revokeAfter: z.strictObject({ unusedMs: z.int().positive(), since: z.iso.datetime() }).optional(),
  /** That the old key is gone. */
  proof: proofSchema.optional(),
  /** Nothing may wait for the name any more: the date stays behind it. */
  keepsDate: z.literal(true).optional(),
});
export type HandoverData = z.infer<typeof handoverDataSchema>;

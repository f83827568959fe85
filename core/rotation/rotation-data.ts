import { z } from 'zod';
import { clientIdSchema } from '../../shared/client-id-schema.ts';
import { proofSchema } from '../../shared/keys/key-view.ts';

const keySchema = z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() });

/** What a rotation keeps between its steps. Its id is the connection's; the idempotency key is no secret: it opens nothing. */
export const rotationDataSchema = z.strictObject({
  client: clientIdSchema,
  oldKey: keySchema,
  /** The name that was asked for; `newKey` once Convene has answered. */
  newKeyName: z.string(),
  newKey: keySchema.optional(),
  idempotencyKey: z.uuid(),
  /** That the old key is gone. */
  proof: proofSchema.optional(),
  /** Nothing may wait for the name any more: the date stays behind it. */
  keepsDate: z.literal(true).optional(),
});
export type RotationData = z.infer<typeof rotationDataSchema>;

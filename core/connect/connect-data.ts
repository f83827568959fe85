import { z } from 'zod';
import { clientIdSchema } from '../../shared/client-id-schema.ts';
import { entryPreviewSchema } from '../../shared/connect-view.ts';
import { connectionIdPattern } from '../keychain/accounts.ts';

/**
 * What connecting keeps between its steps; its id is the client. No secret: the idempotency key alone opens nothing, it only
 * makes a repeated creation answer the same key.
 */
export const connectDataSchema = z.strictObject({
  client: clientIdSchema,
  connectionId: z.string().regex(connectionIdPattern),
  source: z.enum(['session', 'pasted-key']),
  deviceName: z.string(),
  idempotencyKey: z.uuid(),
  preview: entryPreviewSchema,
  /** What the key would be called if nobody had that name. */
  usualKeyName: z.string().optional(),
  keyId: z.string().optional(),
  tokenHint: z.string().optional(),
  /** When the entry was written; the client must have been started after it. */
  writtenAt: z.iso.datetime().optional(),
  /** The client was quit by us, with consent; so we start it again. `program`: the one that ran. */
  startAgain: z.strictObject({ program: z.string().optional() }).optional(),
  /** How often our entry was written again because the client had dropped it at its start. */
  putBack: z.int().nonnegative(),
  /** A connection that stands gets a new key; `entryStands`: its entry is right, and isn't written. */
  again: z
    .strictObject({
      entryStands: z.boolean(),
      oldKey: z.strictObject({ id: z.string(), name: z.string() }).optional(),
      revokedAt: z.iso.datetime({ offset: true }).optional(),
    })
    .optional(),
});
export type ConnectData = z.infer<typeof connectDataSchema>;

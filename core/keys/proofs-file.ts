import { z } from 'zod';
import { revocationProofSchema } from '../../shared/keys/key-view.ts';

/**
 * What is known of revocations beyond the server's list. A key stands in `unconfirmed` from before the server is
 * asked until it has answered, so that a crash in between is remembered as "not revoked yet", never as done.
 */
export const proofsFileSchema = z.strictObject({
  proofs: z.record(z.string(), revocationProofSchema),
  unconfirmed: z.record(
    z.string(),
    z.strictObject({
      organizationId: z.string(),
      askedAt: z.iso.datetime(),
      stillAcceptedAt: z.iso.datetime().optional(),
    }),
  ),
});
export type ProofsFile = z.infer<typeof proofsFileSchema>;

export const noProofs = (): ProofsFile => ({ proofs: {}, unconfirmed: {} });

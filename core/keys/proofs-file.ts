import { z } from 'zod';
import { proofSchema } from '../../shared/keys/key-view.ts';

/**
 * A revocation that was asked for and that the server hasn't answered. It belongs to the person who asked, on their server,
 * and outlives the sign-in. Older versions noted neither server nor person nor names.
 */
const revocationNoteSchema = z.strictObject({
  keyId: z.string(),
  keyName: z.string().optional(),
  organizationId: z.string(),
  organizationName: z.string().optional(),
  server: z.url().optional(),
  personId: z.string().optional(),
  /** To say whose it is. */
  email: z.string().optional(),
  askedAt: z.iso.datetime(),
  stillAcceptedAt: z.iso.datetime().optional(),
});
export type RevocationNote = z.infer<typeof revocationNoteSchema>;

const currentSchema = z.strictObject({
  /** By server, organization and key; in older files by the key alone. */
  proofs: z.record(z.string(), proofSchema),
  /** By server, organization, key and person; in older files by the key alone. */
  unconfirmed: z.record(z.string(), revocationNoteSchema),
});
export type ProofsFile = z.infer<typeof currentSchema>;

/**
 * What is known of revocations beyond the server's list. A key stands in `unconfirmed` from before the server is
 * asked until it has answered, so that a crash in between is remembered as "not revoked yet", never as done.
 */
export const proofsFileSchema: z.ZodType<ProofsFile> = z.preprocess(withKeyIds, currentSchema);

export const noProofs = (): ProofsFile => ({ proofs: {}, unconfirmed: {} });

/** Older files tell the key of an open revocation by its name in the record only. */
function withKeyIds(file: unknown): unknown {
  if (!isRecord(file) || !isRecord(file.unconfirmed)) return file;
  const unconfirmed = Object.entries(file.unconfirmed).map(([name, one]) => [
    name,
    isRecord(one) ? { keyId: name, ...one } : one,
  ]);
  return { ...file, unconfirmed: Object.fromEntries(unconfirmed) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

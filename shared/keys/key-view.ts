import { z } from 'zod';
import { failureSchema } from '../failure-schema.ts';

/**
 * What the server and a test with the old token said about a revocation.
 * `refused`: Convene refused the old token at `testedAt`, which is never before `revokedAt`. `confirmed`: Convene confirmed
 * it, but no copy of the token was at hand to test. Without a server's word there is no proof, only a failure.
 */
export const proofSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('refused'),
    revokedAt: z.iso.datetime({ offset: true }),
    testedAt: z.iso.datetime(),
  }),
  z.strictObject({ kind: z.literal('confirmed'), revokedAt: z.iso.datetime({ offset: true }) }),
]);
export type Proof = z.infer<typeof proofSchema>;

export const keyViewSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  tokenHint: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  createdBy: z.strictObject({ id: z.string(), name: z.string(), email: z.string(), active: z.boolean() }),
  lastUsedAt: z.iso.datetime({ offset: true }).nullable(),
  /** The network address that used it last, as Convene saw it. */
  lastUsedFrom: z.string().optional(),
  revokedAt: z.iso.datetime({ offset: true }).nullable(),
  /** This computer's keychain holds its token, so the companion can test and replace it by itself. */
  heldHere: z.boolean(),
  /** It is this computer's, though its name says an earlier name of it. */
  ofThisComputer: z.literal(true).optional(),
  /** The connection on this computer that uses it, if there is one. */
  connectionId: z.string().optional(),
  proof: proofSchema.optional(),
  /** A revocation was asked for and isn't sure: to be treated as live. */
  revocationNotConfirmed: z.boolean(),
  /** Convene says that it is revoked, and yet accepted its token then. */
  stillAcceptedAt: z.iso.datetime().optional(),
});
export type KeyView = z.infer<typeof keyViewSchema>;

export const keysViewSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('loading') }),
  /** Nothing to show and no older list either. */
  z.strictObject({ state: z.literal('unavailable'), failure: failureSchema }),
  z.strictObject({
    state: z.literal('listed'),
    organizationId: z.string(),
    keys: z.array(keyViewSchema),
    /** When Convene gave this list; with `stale` set it is the last known one and says why. */
    asOf: z.iso.datetime(),
    stale: failureSchema.optional(),
    deviceName: z.string(),
  }),
]);
export type KeysView = z.infer<typeof keysViewSchema>;

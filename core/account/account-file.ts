import { z } from 'zod';
import { organizationSchema, serverKindSchema } from '../../shared/account.ts';

/** Files of 0.1.0 call the demo market `practice`. */
const storedServerKindSchema = z.preprocess(
  (kind) => (kind === 'practice' ? 'demo' : kind),
  serverKindSchema,
);

/** What is remembered about the account between starts. The tokens are in the keychain, never here. */
export const accountFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('session'),
    server: z.url(),
    serverKind: storedServerKindSchema,
    person: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
    organizations: z.array(organizationSchema).min(1),
    organizationId: z.string(),
  }),
  z.strictObject({
    kind: z.literal('pasted-key'),
    server: z.url(),
    serverKind: storedServerKindSchema,
    organization: z.strictObject({ id: z.string(), name: z.string(), slug: z.string() }),
    tokenHint: z.string(),
    signInOffered: z.boolean(),
  }),
]);
export type AccountFile = z.infer<typeof accountFileSchema>;

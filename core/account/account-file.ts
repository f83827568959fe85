import { z } from 'zod';
import { organizationSchema, serverKindSchema } from '../../shared/account.ts';

/** What is remembered about the account between starts. The tokens are in the keychain, never here. */
export const accountFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('session'),
    server: z.url(),
    serverKind: serverKindSchema,
    person: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
    organizations: z.array(organizationSchema).min(1),
    organizationId: z.string(),
  }),
  z.strictObject({
    kind: z.literal('pasted-key'),
    server: z.url(),
    serverKind: serverKindSchema,
    organization: z.strictObject({ id: z.string(), name: z.string(), slug: z.string() }),
    tokenHint: z.string(),
    signInOffered: z.boolean(),
  }),
]);
export type AccountFile = z.infer<typeof accountFileSchema>;

/** Files of 0.1.0 call the demo market `practice`. */
export function accountOfV0(stored: unknown): unknown {
  const isDemo = typeof stored === 'object' && stored !== null && 'serverKind' in stored;
  return isDemo && stored.serverKind === 'practice' ? { ...stored, serverKind: 'demo' } : stored;
}

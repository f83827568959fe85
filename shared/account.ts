import { z } from 'zod';
import { roleSchema } from './convene/wire.ts';
import { failureSchema } from './failure-schema.ts';

/** Which kind of Convene this is, so that the window can say so. DemoProgram = the demo market on this computer. */
export const serverKindSchema = z.enum(['production', 'demo', 'other']);
export type ServerKind = z.infer<typeof serverKindSchema>;

const serverSchema = z.strictObject({ address: z.url(), kind: serverKindSchema });

export const organizationSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  role: roleSchema,
  /** Admins and market managers may; the server has the last word. */
  managesKeys: z.boolean(),
  /** Whom to ask for what only an admin may, where Convene says it. */
  admins: z.array(z.strictObject({ name: z.string(), email: z.string() })).optional(),
});
export type Organization = z.infer<typeof organizationSchema>;

/** Where the person stands with Convene. Never holds a token. */
export const accountViewSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('opening') }),
  /** `failure` is why the last sign-in didn't come about, or why an earlier session ended. */
  z.strictObject({ state: z.literal('signed-out'), failure: failureSchema.optional() }),
  /** The session may be there, but the keychain can't be read at present. */
  z.strictObject({ state: z.literal('blocked'), failure: failureSchema }),
  /** The person has the code on screen and approves in their own browser. */
  z.strictObject({
    state: z.literal('waiting'),
    server: serverSchema,
    userCode: z.string(),
    verificationAddress: z.url(),
    expiresAt: z.iso.datetime(),
    /** Set when the last poll couldn't reach Convene; polling goes on. */
    trouble: failureSchema.optional(),
  }),
  z.strictObject({
    state: z.literal('signed-in'),
    server: serverSchema,
    person: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
    organizations: z.array(organizationSchema).min(1),
    organizationId: z.string(),
  }),
  z.strictObject({
    state: z.literal('pasted-key'),
    server: serverSchema,
    organization: z.strictObject({ id: z.string(), name: z.string(), slug: z.string() }),
    tokenHint: z.string(),
    /** Whether this Convene offers sign-in for apps; without it some buttons can't work and say why. */
    signInOffered: z.boolean(),
  }),
]);
export type AccountView = z.infer<typeof accountViewSchema>;

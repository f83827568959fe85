/** Revocations that were asked for and that Convene hasn't confirmed, whoever asked for them, in whichever market. */
import { z } from 'zod';

/** What may still work: a key, or a device that is signed in. */
export const openRevocationSchema = z.strictObject({
  /** By server, organization and key: one key is named once, however many asked for it. */
  id: z.string(),
  what: z.enum(['key', 'session']),
  /** The key's name, or the device that is signed in. */
  name: z.string(),
  /** The organization's name; older notes don't say it. */
  market: z.string().optional(),
  /** Origin of its server; older notes don't say it. */
  server: z.url().optional(),
  /** The web page where a key can be revoked by hand. */
  address: z.url().optional(),
  /** E-mail addresses of those who asked: as one of them it is asked for again. Empty where whoever manages keys there may. */
  askedBy: z.array(z.string()),
  /** When it was asked for first. */
  askedAt: z.iso.datetime({ offset: true }),
  /** Convene says revoked, and accepted the key at that moment all the same. */
  stillAcceptedAt: z.iso.datetime({ offset: true }).optional(),
  /** The incident that goes on asking for it. */
  incidentId: z.string().optional(),
  /** Whoever is signed in may ask for it now, and it is asked for again by itself. */
  canTry: z.boolean(),
});
export type OpenRevocation = z.infer<typeof openRevocationSchema>;

export const revocationsViewSchema = z.strictObject({
  /** The oldest first. */
  open: z.array(openRevocationSchema),
});
export type RevocationsView = z.infer<typeof revocationsViewSchema>;

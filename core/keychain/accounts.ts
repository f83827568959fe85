/** Which secrets the companion keeps, under which names, in which form. Nothing else may be written to the keychain. */
import { z } from 'zod';

/** Shown by the keychain program of the operating system. */
export const keychainService = 'Convene Companion';

/** The admin session: both tokens and the server they belong to. */
export const sessionAccount = 'session';
export const sessionSecretSchema = z.strictObject({
  server: z.url(),
  accessToken: z.string().min(1),
  accessExpiresAt: z.iso.datetime(),
  refreshToken: z.string().min(1),
});
export type SessionSecret = z.infer<typeof sessionSecretSchema>;

/** A key that the person pasted instead of signing in. */
export const pastedKeyAccount = 'pasted-key';
export const pastedKeySecretSchema = z.strictObject({ server: z.url(), token: z.string().min(1) });

/**
 * All that a bridge needs to serve one connection, read by the id in its arguments. Without `token` the key is
 * gone and `revokedAt` says since when, so that the bridge can say so in a sentence.
 */
export const connectionAccount = (connectionId: string): string => `connection:${connectionId}`;
export const connectionSecretSchema = z.strictObject({
  server: z.url(),
  organizationName: z.string(),
  keyName: z.string(),
  token: z.string().min(1).optional(),
  revokedAt: z.iso.datetime({ offset: true }).optional(),
});
export type ConnectionSecret = z.infer<typeof connectionSecretSchema>;

/** Ids of connections: fit for an argument, a file name and a keychain account. */
export const connectionIdSchema = z.string().regex(/^[a-z0-9-]{8,64}$/);

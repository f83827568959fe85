import { z } from 'zod';

/** The form of the admin session in the keychain: both tokens and the server they belong to. */
export const sessionSecretSchema = z.strictObject({
  server: z.url(),
  accessToken: z.string().min(1),
  accessExpiresAt: z.iso.datetime(),
  refreshToken: z.string().min(1),
});
export type SessionSecret = z.infer<typeof sessionSecretSchema>;

/** The form of a pasted key in the keychain. */
export const pastedKeySecretSchema = z.strictObject({ server: z.url(), token: z.string().min(1) });

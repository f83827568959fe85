import type { TokenEndpointResponse } from 'oauth4webapi';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type SessionSecret, sessionSecretSchema } from '../keychain/session-secrets.ts';

/** Seconds that an access token lives when the server doesn't say, and the most that we believe. */
const usualLife = 3_600;
const longestLife = 30 * 86_400;
/** Milliseconds before its end when an access token is renewed, so that it doesn't end on the way. */
const earlyMs = 60_000;

const fitsInHeader = (token: string): boolean => /^[\x21-\x7e]+$/.test(token);

/**
 * The tokens that a server gave out, as they are kept. The end is reckoned from how long the token lives, on this
 * computer's clock: if that is wrong, it is wrong in the same way when it is looked at. Without a new refresh
 * token the old one stays good (RFC 6749, section 6).
 */
export function sessionSecret(
  server: string,
  tokens: TokenEndpointResponse,
  now: Date,
  formerRefreshToken?: string,
): Result<SessionSecret> {
  const refreshToken = tokens.refresh_token ?? formerRefreshToken;
  const lives = Math.min(tokens.expires_in ?? usualLife, longestLife);
  const secret = sessionSecretSchema.safeParse({
    server,
    accessToken: tokens.access_token,
    accessExpiresAt: new Date(now.getTime() + lives * 1_000).toISOString(),
    refreshToken,
  });
  return secret.success && fitsInHeader(secret.data.accessToken)
    ? ok(secret.data)
    : failed(failure('unexpected-answer', { detail: 'tokens not usable' }));
}

export const endsSoon = (secret: SessionSecret, now: Date): boolean =>
  Date.parse(secret.accessExpiresAt) - now.getTime() < earlyMs;

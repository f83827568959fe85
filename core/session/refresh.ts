import * as oauth from 'oauth4webapi';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { RetryPolicy } from '../convene/retry.ts';
import type { SessionSecret } from '../keychain/session-secrets.ts';
import type { SignInServer } from './discovery.ts';
import { asked, client, noSecret, type OAuthOutcome, through } from './oauth.ts';
import { sessionSecret } from './session-secret.ts';

/**
 * A new pair of tokens for the refresh token, or `ended` when the server says that the session is over.
 *
 * A refresh token works once. When the answer got lost, nobody knows whether ours was used up, and keeping it in
 * doubt would leave the person neither signed in nor out: so it is tried exactly once more. Either it wasn't used
 * and all is well, or the server says so and the session has ended.
 */
export async function refreshOnServer(
  { address, metadata }: SignInServer,
  secret: SessionSecret,
  now: () => Date,
  { answerMs }: RetryPolicy,
): Promise<Result<SessionSecret | 'ended'>> {
  const askOnce = (): Promise<OAuthOutcome<oauth.TokenEndpointResponse>> =>
    asked('session renewal', async () => {
      const options = through(address, answerMs);
      const response = await oauth.refreshTokenGrantRequest(
        metadata,
        client,
        noSecret,
        secret.refreshToken,
        options,
      );
      return await oauth.processRefreshTokenResponse(metadata, client, response);
    });
  const first = await askOnce();
  const lost = !first.ok && (first.error.code === 'offline' || first.error.code === 'timed-out');
  const answer = lost ? await askOnce() : first;
  if (answer.ok) return sessionSecret(secret.server, answer.value, now(), secret.refreshToken);
  return answer.oauthError === 'invalid_grant' ? ok('ended') : failed(answer.error);
}

import * as oauth from 'oauth4webapi';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type RetryPolicy, withRetries } from '../convene/retry.ts';
import type { SignInServer } from './discovery.ts';
import { asked, client, noSecret, through } from './oauth.ts';

/**
 * Revokes a refresh token, and with it the whole session (RFC 7009). Revoking twice is harmless, so faults on the
 * way are tried again.
 */
export async function endOnServer(
  { address, metadata }: SignInServer,
  refreshToken: string,
  retry: RetryPolicy,
): Promise<Result<void>> {
  const answer = await withRetries(
    (deadlineMs) =>
      asked('sign-out', async () => {
        const response = await oauth.revocationRequest(metadata, client, noSecret, refreshToken, {
          ...through(address, deadlineMs),
          additionalParameters: { token_type_hint: 'refresh_token' },
        });
        await oauth.processRevocationResponse(response.clone());
        // The standard says nothing of a body; a page is somebody else's answer.
        return !/html/i.test(response.headers.get('content-type') ?? '') || (await response.text()) === '';
      }),
    retry,
  );
  if (!answer.ok) return failed(answer.error);
  return answer.value ? ok(undefined) : failed(failure('unexpected-answer', { detail: 'sign-out: a page' }));
}

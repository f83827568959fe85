import * as oauth from 'oauth4webapi';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { conveneAddress } from '../convene/address.ts';
import { isJson } from '../convene/read-answer.ts';
import { defaultRetry, type RetryPolicy, withRetries } from '../convene/retry.ts';
import { asked, through } from './oauth.ts';

/** A server on which people can sign in from an app: everything we need is there, and on that server. */
export interface SignInServer {
  readonly address: URL;
  readonly metadata: oauth.AuthorizationServer;
}

/**
 * Reads how to sign in (RFC 8414). Fails with `sign-in-not-offered` where the server has no such page or misses
 * one of device authorization, tokens and revocation, and with `unexpected-answer` where it speaks for another
 * server or would send us to one.
 */
export async function findSignIn(
  server: string,
  timeouts: Partial<RetryPolicy> = {},
): Promise<Result<SignInServer>> {
  const address = conveneAddress(server);
  if (!address.ok) return address;
  const issuer = address.value;
  const answer = await withRetries(
    (deadlineMs) =>
      asked('sign-in metadata', async () => {
        const options = { ...through(issuer, deadlineMs), algorithm: 'oauth2' as const };
        const response = await oauth.discoveryRequest(issuer, options);
        return hasNone(response) ? undefined : await oauth.processDiscoveryResponse(issuer, response);
      }),
    { ...defaultRetry, ...timeouts },
  );
  if (!answer.ok) return failed(answer.error);
  const metadata = answer.value;
  const endpoints = [
    metadata?.device_authorization_endpoint,
    metadata?.token_endpoint,
    metadata?.revocation_endpoint,
  ];
  if (!metadata || endpoints.includes(undefined)) return failed(failure('sign-in-not-offered'));
  if (!endpoints.every((endpoint) => isOn(issuer, endpoint))) {
    return failed(failure('unexpected-answer', { detail: 'sign-in metadata: endpoint on another server' }));
  }
  return ok({ address: issuer, metadata });
}

/** Whether people can sign in on this server from an app, and how. Fails as `findSignIn` does. */
export async function discoverSignIn(server: string): Promise<Result<oauth.AuthorizationServer>> {
  const found = await findSignIn(server);
  return found.ok ? ok(found.value.metadata) : found;
}

/** The same as a yes or no; a server that couldn't be asked says neither. */
export async function offersSignIn(server: string): Promise<Result<boolean>> {
  const found = await findSignIn(server);
  if (found.ok) return ok(true);
  return found.error.code === 'sign-in-not-offered' ? ok(false) : found;
}

/** Today's production answers a page of its website here, or nothing. */
const hasNone = ({ status, headers }: Response): boolean =>
  status === 404 || status === 410 || (status === 200 && !isJson(headers));

/** Tokens go only where the person meant to sign in. */
export const isOn = (server: URL, address: unknown): boolean =>
  typeof address === 'string' && URL.canParse(address) && new URL(address).origin === server.origin;

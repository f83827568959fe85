import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { adminScope, clientId, metadataPath } from '../../shared/convene/names.ts';
import type { DemoContext } from '../context.ts';
import { beginDeviceGrant, type PollPace, redeemDeviceCode } from '../sessions/device-grant.ts';
import { type IssuedTokens, refreshSession, revokeByToken } from '../sessions/sessions.ts';
import { json } from './answers.ts';
import type { DemoApp } from './env.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const paths = {
  device: '/oauth/device_authorization',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
} as const;

const oauthError = z.object({ error: z.string(), error_description: z.string().optional() });
const tokens = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number(),
  refresh_token: z.string(),
  scope: z.string(),
});
const form = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/x-www-form-urlencoded': { schema } } },
});
const secret = z.string().min(1).max(500);
const tags = ['Signing in'];

const routes = {
  metadata: createRoute({
    method: 'get',
    path: metadataPath,
    summary: 'How to sign in (RFC 8414)',
    tags,
    responses: { 200: json(z.looseObject({ issuer: z.url() }), 'The metadata') },
  }),
  device: createRoute({
    method: 'post',
    path: paths.device,
    summary: 'Begin signing in on a device (RFC 8628)',
    tags,
    request: form(
      z.object({
        client_id: z.string(),
        scope: z.string().optional(),
        device_name: z.string().max(2_000).optional().describe('How the session is called in lists.'),
      }),
    ),
    responses: {
      200: json(
        z.object({
          device_code: z.string(),
          user_code: z.string(),
          verification_uri: z.url(),
          verification_uri_complete: z.url(),
          expires_in: z.number(),
          interval: z.number(),
        }),
        'The codes',
      ),
      400: json(oauthError, 'Refused'),
      401: json(oauthError, 'Unknown client'),
    },
  }),
  token: createRoute({
    method: 'post',
    path: paths.token,
    summary: 'Get tokens, by device code or refresh token (RFC 6749, RFC 8628)',
    tags,
    request: form(
      z.object({
        client_id: z.string(),
        grant_type: z.string(),
        device_code: secret.optional(),
        refresh_token: secret.optional(),
      }),
    ),
    responses: {
      200: json(tokens, 'The tokens'),
      400: json(oauthError, 'Not yet, or refused'),
      401: json(oauthError, 'Unknown client'),
    },
  }),
  revoke: createRoute({
    method: 'post',
    path: paths.revoke,
    summary: 'End the session of a token (RFC 7009)',
    tags,
    request: form(z.object({ client_id: z.string(), token: secret, token_type_hint: z.string().optional() })),
    responses: {
      200: { description: 'It is ended, or never was' },
      400: json(oauthError, 'Refused'),
      401: json(oauthError, 'Unknown client'),
    },
  }),
};

/** Signing in for apps, with the error codes of the standards. */
export function addOAuthRoutes(app: DemoApp, context: DemoContext, pace: PollPace): void {
  app.openapi(routes.metadata, (c) => c.json(metadata(context.address()), 200));

  app.openapi(
    routes.device,
    (c) => {
      const { client_id, scope, device_name } = c.req.valid('form');
      if (client_id !== clientId) return unknownClient(c);
      if (scope !== undefined && scope !== adminScope) return c.json({ error: 'invalid_scope' }, 400);
      const { deviceCode, userCode } = beginDeviceGrant(context, device_name);
      const page = `${context.address()}/device`;
      return c.json(
        {
          device_code: deviceCode,
          user_code: userCode,
          verification_uri: page,
          verification_uri_complete: `${page}?user_code=${userCode}`,
          expires_in: context.lifetimes.deviceCode,
          interval: context.lifetimes.deviceInterval,
        },
        200,
      );
    },
    badRequest,
  );

  app.openapi(
    routes.token,
    (c) => {
      const { client_id, grant_type, device_code, refresh_token } = c.req.valid('form');
      if (client_id !== clientId) return unknownClient(c);
      if (grant_type === deviceGrant && device_code !== undefined) {
        const given = redeemDeviceCode(context, pace, device_code);
        return 'error' in given ? c.json({ error: given.error }, 400) : c.json(wireTokens(given), 200);
      }
      if (grant_type === 'refresh_token' && refresh_token !== undefined) {
        const given = refreshSession(context, refresh_token);
        return given ? c.json(wireTokens(given), 200) : c.json({ error: 'invalid_grant' }, 400);
      }
      const known = grant_type === deviceGrant || grant_type === 'refresh_token';
      return c.json({ error: known ? 'invalid_request' : 'unsupported_grant_type' }, 400);
    },
    badRequest,
  );

  app.openapi(
    routes.revoke,
    (c) => {
      const { client_id, token } = c.req.valid('form');
      if (client_id !== clientId) return unknownClient(c);
      revokeByToken(context, token);
      return c.body(null, 200);
    },
    badRequest,
  );
}

const metadata = (issuer: string) => ({
  issuer,
  device_authorization_endpoint: `${issuer}${paths.device}`,
  token_endpoint: `${issuer}${paths.token}`,
  revocation_endpoint: `${issuer}${paths.revoke}`,
  grant_types_supported: [deviceGrant, 'refresh_token'],
  response_types_supported: [],
  scopes_supported: [adminScope],
  token_endpoint_auth_methods_supported: ['none'],
  revocation_endpoint_auth_methods_supported: ['none'],
});

const wireTokens = ({ accessToken, refreshToken, expiresIn }: IssuedTokens) => ({
  access_token: accessToken,
  token_type: 'Bearer' as const,
  expires_in: expiresIn,
  refresh_token: refreshToken,
  scope: adminScope,
});

const unknownClient = (c: Context) => c.json({ error: 'invalid_client' }, 401);

function badRequest(result: { success: boolean }, c: Context) {
  return result.success ? undefined : c.json({ error: 'invalid_request' }, 400);
}

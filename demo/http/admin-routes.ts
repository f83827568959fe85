import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { organizationHeader } from '../../shared/convene/names.ts';
import {
  auditActivitySchema,
  auditPageSchema,
  createdKeySchema,
  endedSessionSchema,
  keyPageSchema,
  meSchema,
  renamedSessionRequestSchema,
  revokedKeySchema,
  sessionPageSchema,
  sessionSchema,
  teamSessionPageSchema,
  wireKeySchema,
} from '../../shared/convene/wire.ts';
import { activityOf } from '../audit/activity.ts';
import { listEvents } from '../audit/audit.ts';
import { isTimeZone } from '../audit/spans.ts';
import type { DemoContext } from '../context.ts';
import { createKeyOnce, idempotencyKeySchema } from '../keys/create-once.ts';
import { acceptKey, recordKeyCall } from '../keys/key-access.ts';
import { keyNameRequestSchema } from '../keys/key-name-rules.ts';
import { listKeys, renameKey, revokeKey } from '../keys/keys.ts';
import { type Manager, membershipFor, meOf, requireAdmin, requireManager } from '../people.ts';
import { Refusal } from '../refusal.ts';
import {
  acceptSession,
  endSession,
  endTeamSession,
  listSessions,
  listTeamSessions,
  renameSession,
} from '../sessions/sessions.ts';
import { json, refusing } from './answers.ts';
import { bearerOf, type DemoApp, type DemoEnv, ipOf } from './env.ts';

const about = { tags: ['For a person’s session'], security: [{ session: [] }] };

const organization = z.object({
  [organizationHeader]: z
    .string()
    .optional()
    .describe('The organization; the first of the person when left out.'),
});
const id = z.object({ id: z.string().min(1).max(200) });
const paging = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};
const instant = z.iso.datetime({ offset: true });

const value = z.string().max(200).optional();
/** All that is given must hold. */
const whichEvents = {
  api_key_id: value.describe('What the key did, and what was done to it.'),
  actor: value,
  action: value,
  outcome: value,
  ip: value,
  q: value.describe('Words, or their beginnings, in who, what, to what and from where.'),
  since: instant.optional(),
  until: instant.optional(),
};

const routes = {
  me: createRoute({
    ...about,
    method: 'get',
    path: '/admin/me',
    summary: 'Who is signed in',
    responses: { 200: json(meSchema, 'The person and their organizations'), ...refusing(401, 403) },
  }),
  listKeys: createRoute({
    ...about,
    method: 'get',
    path: '/admin/api_keys',
    summary: 'API keys, newest first',
    request: { headers: organization, query: z.object(paging) },
    responses: { 200: json(keyPageSchema, 'A page of keys'), ...refusing(401, 403, 404, 422) },
  }),
  createKey: createRoute({
    ...about,
    method: 'post',
    path: '/admin/api_keys',
    summary: 'Create an API key',
    request: {
      headers: organization.extend({ 'idempotency-key': idempotencyKeySchema }),
      body: { required: true, content: { 'application/json': { schema: keyNameRequestSchema } } },
    },
    responses: {
      201: json(createdKeySchema, 'The key, and its token for the only time'),
      ...refusing(401, 403, 404, 409, 422),
    },
  }),
  revokeKey: createRoute({
    ...about,
    method: 'delete',
    path: '/admin/api_keys/{id}',
    summary: 'Revoke an API key, at once',
    request: { headers: organization, params: id },
    responses: { 200: json(revokedKeySchema, 'The key as it now is'), ...refusing(401, 403, 404) },
  }),
  renameKey: createRoute({
    ...about,
    method: 'patch',
    path: '/admin/api_keys/{id}',
    summary: 'Call an API key otherwise',
    request: {
      headers: organization,
      params: id,
      body: { required: true, content: { 'application/json': { schema: keyNameRequestSchema } } },
    },
    responses: {
      200: json(wireKeySchema, 'The key as it now is'),
      ...refusing(401, 403, 404, 409, 422),
    },
  }),
  auditLog: createRoute({
    ...about,
    method: 'get',
    path: '/admin/audit_log',
    summary: 'What keys and people did, newest first',
    request: {
      headers: organization,
      query: z.object({ ...whichEvents, ...paging }),
    },
    responses: { 200: json(auditPageSchema, 'A page of events'), ...refusing(401, 403, 404, 422) },
  }),
  auditActivity: createRoute({
    ...about,
    method: 'get',
    path: '/admin/audit_log/activity',
    summary: 'How much was done on each day',
    request: {
      headers: organization,
      query: z.object({
        ...whichEvents,
        time_zone: z
          .string()
          .max(100)
          .refine(isTimeZone, 'not a time zone')
          .default('UTC')
          .describe('By the calendar of this zone (IANA name).'),
      }),
    },
    responses: {
      200: json(auditActivitySchema, 'The newest 400 days with events, oldest first'),
      ...refusing(401, 403, 404, 422),
    },
  }),
  listSessions: createRoute({
    ...about,
    method: 'get',
    path: '/admin/sessions',
    summary: 'Where this person is signed in with the companion',
    responses: { 200: json(sessionPageSchema, 'The live sessions'), ...refusing(401, 403) },
  }),
  endSession: createRoute({
    ...about,
    method: 'delete',
    path: '/admin/sessions/{id}',
    summary: 'End one of this person’s sessions',
    request: { params: id },
    responses: { 200: json(endedSessionSchema, 'It is ended'), ...refusing(401, 403, 404) },
  }),
  renameSession: createRoute({
    ...about,
    method: 'patch',
    path: '/admin/sessions/{id}',
    summary: 'The device of one of this person’s sessions is called otherwise now',
    request: {
      params: id,
      body: { required: true, content: { 'application/json': { schema: renamedSessionRequestSchema } } },
    },
    responses: { 200: json(sessionSchema, 'The session as it now is'), ...refusing(401, 403, 404, 422) },
  }),
  listTeamSessions: createRoute({
    ...about,
    method: 'get',
    path: '/admin/team/sessions',
    summary: 'Where everybody in the organization is signed in with the companion; for admins',
    request: { headers: organization },
    responses: { 200: json(teamSessionPageSchema, 'The live sessions'), ...refusing(401, 403, 404) },
  }),
  endTeamSession: createRoute({
    ...about,
    method: 'delete',
    path: '/admin/team/sessions/{id}',
    summary: 'End a session of anybody in the organization; for admins',
    request: { headers: organization, params: id },
    responses: { 200: json(endedSessionSchema, 'It is ended'), ...refusing(401, 403, 404) },
  }),
};

/** Managing keys: with a person's session only, never with a key. */
export function addAdminRoutes(app: DemoApp, context: DemoContext): void {
  app.use('/admin/*', async (c, next) => {
    const token = bearerOf(c);
    if (token?.startsWith('fm_org_')) {
      const caller = acceptKey(context, token, 'admin.tried', ipOf(c));
      recordKeyCall(context, caller, 'admin.tried', undefined, 'forbidden');
      throw new Refusal(403, 'An API key can’t manage keys. A person must sign in for that.');
    }
    c.set('session', acceptSession(context, token ?? ''));
    await next();
  });

  const allowedBy =
    (require: typeof requireManager) =>
    (c: Context<DemoEnv>): Manager => {
      const { person } = c.get('session');
      const membership = membershipFor(context, person, c.req.header(organizationHeader));
      require(membership);
      return { person, organizationId: membership.id, ip: ipOf(c) };
    };
  const manager = allowedBy(requireManager);
  const admin = allowedBy(requireAdmin);

  app.openapi(routes.me, (c) => c.json(meSchema.parse(meOf(context, c.get('session').person)), 200));
  app.openapi(routes.listKeys, (c) => {
    const { organizationId } = manager(c);
    return c.json(keyPageSchema.parse(listKeys(context, organizationId, c.req.valid('query'))), 200);
  });
  app.openapi(routes.createKey, (c) => {
    const by = manager(c);
    const { name } = c.req.valid('json');
    const { key, token } = createKeyOnce(context, by, name, c.req.valid('header')['idempotency-key']);
    return c.json(createdKeySchema.parse({ ...key, token }), 201);
  });
  app.openapi(routes.revokeKey, (c) => {
    const by = manager(c);
    return c.json(revokedKeySchema.parse(revokeKey(context, by, c.req.valid('param').id)), 200);
  });
  app.openapi(routes.renameKey, (c) => {
    const by = manager(c);
    const renamed = renameKey(context, by, c.req.valid('param').id, c.req.valid('json').name);
    return c.json(wireKeySchema.parse(renamed), 200);
  });
  app.openapi(routes.auditLog, (c) => {
    const { organizationId } = manager(c);
    return c.json(auditPageSchema.parse(listEvents(context, organizationId, c.req.valid('query'))), 200);
  });
  app.openapi(routes.auditActivity, async (c) => {
    const { organizationId } = manager(c);
    const { time_zone: timeZone, ...filter } = c.req.valid('query');
    const activity = await activityOf(context, organizationId, filter, timeZone);
    return c.json(auditActivitySchema.parse(activity), 200);
  });
  addSessionRoutes(app, context, admin);
}

/** Where people are signed in with the companion. */
function addSessionRoutes(app: DemoApp, context: DemoContext, admin: (c: Context<DemoEnv>) => Manager): void {
  app.openapi(routes.listSessions, (c) => {
    const { person, sessionId } = c.get('session');
    return c.json(sessionPageSchema.parse({ sessions: listSessions(context, person.id, sessionId) }), 200);
  });
  app.openapi(routes.endSession, (c) => {
    const ended = c.req.valid('param').id;
    endSession(context, c.get('session').person, ended);
    return c.json({ id: ended }, 200);
  });
  app.openapi(routes.renameSession, (c) => {
    const { person, sessionId } = c.get('session');
    const { device_name } = c.req.valid('json');
    const renamed = renameSession(
      context,
      { person, currentId: sessionId },
      c.req.valid('param').id,
      device_name,
    );
    return c.json(sessionSchema.parse(renamed), 200);
  });
  app.openapi(routes.listTeamSessions, (c) => {
    const sessions = listTeamSessions(context, admin(c).organizationId, c.get('session').sessionId);
    return c.json(teamSessionPageSchema.parse({ sessions }), 200);
  });
  app.openapi(routes.endTeamSession, (c) => {
    const ended = c.req.valid('param').id;
    endTeamSession(context, admin(c), ended);
    return c.json({ id: ended }, 200);
  });
}

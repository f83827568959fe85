/**
 * What goes over the wire between Convene and the companion, as schemas. The demo server answers with these and
 * the client parses with these; which parts are published and which are assumed is in `docs/convene-contract.md`.
 * Answers are parsed loosely (unknown fields are dropped): a server may grow fields without breaking us.
 */
import { z } from 'zod';

const id = z.string().min(1).max(200);
const instant = z.iso.datetime({ offset: true });

export const dashboardSchema = z.object({
  organization: z.object({ id, name: z.string(), slug: z.string() }),
  pending_applications: z.int().nonnegative(),
  pending_orders: z.int().nonnegative(),
  upcoming_market_dates: z.int().nonnegative(),
  next_market_date: z.iso.date().nullable(),
  total_vendors: z.int().nonnegative(),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

export const roleSchema = z.enum(['admin', 'market_manager', 'volunteer']);
export type Role = z.infer<typeof roleSchema>;

/** `GET /admin/me`: who is signed in, and to which organizations they belong. */
export const meSchema = z.object({
  person: z.object({ id, name: z.string(), email: z.string() }),
  organizations: z.array(
    z.object({
      id,
      name: z.string(),
      slug: z.string(),
      role: roleSchema,
      /** Whom to ask for what only an admin may; a server may leave it out. */
      admins: z.array(z.object({ name: z.string(), email: z.string() })).optional(),
    }),
  ),
});
export type Me = z.infer<typeof meSchema>;

export const wirePersonSchema = z.object({ id, name: z.string(), email: z.string(), active: z.boolean() });

export const wireKeySchema = z.object({
  id,
  name: z.string(),
  token_hint: z.string(),
  created_at: instant,
  created_by: wirePersonSchema,
  last_used_at: instant.nullable(),
  last_used_ip: z.string().nullable(),
  request_count: z.int().nonnegative(),
  revoked_at: instant.nullable(),
  revoked_by: wirePersonSchema.nullable(),
});
export type WireKey = z.infer<typeof wireKeySchema>;

export const keyPageSchema = z.object({
  api_keys: z.array(wireKeySchema),
  next_cursor: z.string().nullable(),
});
/** Also of `PATCH /admin/api_keys/:id`, which answers the key as it then is. */
export const newKeyRequestSchema = z.object({ name: z.string().trim().min(1).max(255) });
/** `POST /admin/api_keys` → 201: the only answer that ever holds a key's token. */
export const createdKeySchema = wireKeySchema.extend({ token: z.string().startsWith('fm_org_') });
export type CreatedKey = z.infer<typeof createdKeySchema>;
/** `DELETE /admin/api_keys/:id` → 200 with the key as it now is, `revoked_at` set. */
export const revokedKeySchema = wireKeySchema.extend({ revoked_at: instant });

export const auditEventSchema = z.object({
  id,
  at: instant,
  actor: z.object({ kind: z.enum(['api_key', 'person']), id, name: z.string() }),
  action: z.string(),
  resource: z.object({ kind: z.string(), id }),
  ip: z.string().nullable(),
  outcome: z.string(),
});
export type WireAuditEvent = z.infer<typeof auditEventSchema>;
export const auditPageSchema = z.object({
  events: z.array(auditEventSchema),
  next_cursor: z.string().nullable(),
});

const count = z.int().nonnegative();
/** `GET /admin/audit_log/activity`: what was done on each day of the zone that was asked for, oldest first. */
export const auditActivitySchema = z.object({
  /** Days with events only. `keys`: those of the five busiest keys of the whole time that were used that day. */
  days: z
    .array(
      z.object({
        date: z.iso.date(),
        count,
        /** Everything that didn't end well: refused, forbidden, not found, failed. */
        refused: count,
        keys: z.array(z.object({ id, name: z.string(), count })).max(5),
      }),
    )
    .max(400),
  /** Oldest first: the newest thousand. */
  marks: z.array(
    z.object({
      at: instant,
      action: z.enum(['api_key.created', 'api_key.revoked']),
      resource: z.object({ kind: z.string(), id }),
      /** Of the key, as it is called now. */
      name: z.string(),
    }),
  ),
});
export type WireActivity = z.infer<typeof auditActivitySchema>;

/** `GET /admin/sessions`: the companion sessions of this person. `current` marks the one that asks. */
export const sessionSchema = z.object({
  id,
  device_name: z.string(),
  created_at: instant,
  last_seen_at: instant,
  current: z.boolean(),
});
export type WireSession = z.infer<typeof sessionSchema>;
export const sessionPageSchema = z.object({ sessions: z.array(sessionSchema) });
/** `PATCH /admin/sessions/:id`, which answers the session as it then is. */
export const renamedSessionRequestSchema = z.object({ device_name: z.string().trim().min(1).max(120) });
/** `GET /admin/team/sessions`: the companion sessions of everybody in the organization, for its admins. */
export const teamSessionSchema = sessionSchema.extend({
  person: z.object({ id, name: z.string(), email: z.string() }),
});
export type WireTeamSession = z.infer<typeof teamSessionSchema>;
export const teamSessionPageSchema = z.object({ sessions: z.array(teamSessionSchema) });
/** `DELETE /admin/sessions/:id`, `DELETE /admin/team/sessions/:id` → 200, also when it had ended before. */
export const endedSessionSchema = z.object({ id });

/** 401, 403, 404, 409 and 500 carry `error`; 422 carries `error` or `errors`. */
export const errorBodySchema = z.object({
  error: z.string().optional(),
  errors: z.array(z.string()).optional(),
});

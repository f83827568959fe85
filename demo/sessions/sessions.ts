import { z } from 'zod';
import { tidyDeviceName } from '../../shared/keys/key-name.ts';
import { record } from '../audit/audit.ts';
import type { DemoContext } from '../context.ts';
import { isoIn, isoNow } from '../context.ts';
import { type Manager, membershipsOf, type Person, personById } from '../people.ts';
import { notFound, Refusal } from '../refusal.ts';
import { newId, newToken, tokenHash } from '../secrets/tokens.ts';

/** What the token endpoint gives out; only here are the tokens readable. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
}

export function startSession(
  context: DemoContext,
  person: Person,
  deviceName: string,
): IssuedTokens & { sessionId: string } {
  return context.database.transaction(() => {
    const sessionId = newId('ses');
    const at = isoNow(context);
    context.database.run(
      'INSERT INTO sessions (id, person_id, device_name, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?)',
      [sessionId, person.id, deviceName, at, at],
    );
    recordSession(context, person, sessionId, 'session.started');
    return { sessionId, ...issueTokens(context, sessionId) };
  });
}

const tokenRow = z.object({
  session_id: z.string(),
  person_id: z.string(),
  expires_at: z.string(),
  used_at: z.string().nullable(),
  ended_at: z.string().nullable(),
});

const selectToken = `
  SELECT t.session_id, s.person_id, t.expires_at, t.used_at, s.ended_at
  FROM session_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = ?`;

/**
 * Each refresh token works once (RFC 6749, section 10.4). One that comes a second time was copied by somebody, and
 * nobody can say by whom: the session ends for both. Undefined: invalid_grant.
 */
export function refreshSession(context: DemoContext, refreshToken: string): IssuedTokens | undefined {
  return context.database.transaction(() => {
    const found = context.database.get(tokenRow, `${selectToken} AND t.kind = 'refresh'`, [
      tokenHash(refreshToken),
    ]);
    if (!found || found.ended_at !== null) return undefined;
    if (found.used_at !== null) {
      closeSession(context, found.session_id, 'session.ended_after_token_reuse');
      return undefined;
    }
    const person = personById(context, found.person_id);
    if (!person?.active || found.expires_at <= isoNow(context)) return undefined;
    context.database.run('UPDATE session_tokens SET used_at = ? WHERE token_hash = ?', [
      isoNow(context),
      tokenHash(refreshToken),
    ]);
    touch(context, found.session_id);
    return issueTokens(context, found.session_id);
  });
}

/** Who stands behind an access token; 401 when nobody does any more. */
export function acceptSession(
  context: DemoContext,
  accessToken: string,
): { person: Person; sessionId: string } {
  const found = context.database.get(tokenRow, `${selectToken} AND t.kind = 'access'`, [
    tokenHash(accessToken),
  ]);
  const person = found ? personById(context, found.person_id) : undefined;
  if (!found || found.ended_at !== null || found.expires_at <= isoNow(context) || !person?.active) {
    throw new Refusal(401, 'The session is missing, expired or ended.');
  }
  touch(context, found.session_id);
  return { person, sessionId: found.session_id };
}

/** RFC 7009: either token ends the whole session; an unknown one is no error. */
export function revokeByToken(context: DemoContext, token: string): void {
  const found = context.database.get(tokenRow, selectToken, [tokenHash(token)]);
  if (found) closeSession(context, found.session_id, 'session.ended');
}

const listedRow = z.object({
  id: z.string(),
  device_name: z.string(),
  created_at: z.string(),
  last_seen_at: z.string(),
});

/** The live sessions of one person, last seen first; one whose tokens have all expired is over as well. */
export const listSessions = (context: DemoContext, personId: string, currentId: string) =>
  context.database
    .all(
      listedRow,
      `SELECT id, device_name, created_at, last_seen_at FROM sessions
       WHERE person_id = ? AND ended_at IS NULL
         AND EXISTS (SELECT 1 FROM session_tokens t WHERE t.session_id = sessions.id AND t.expires_at > ?)
       ORDER BY last_seen_at DESC, id`,
      [personId, isoNow(context)],
    )
    .map((session) => ({ ...session, current: session.id === currentId }));

/** 404 for somebody else's. Ending an ended one again is fine. */
export function endSession(context: DemoContext, person: Person, sessionId: string): void {
  const own = context.database.get(
    z.object({ id: z.string() }),
    'SELECT id FROM sessions WHERE id = ? AND person_id = ?',
    [sessionId, person.id],
  );
  if (!own) throw notFound();
  closeSession(context, sessionId, 'session.ended');
}

/** 404 for somebody else's, and for one that has ended. Its own name again changes nothing. */
export function renameSession(
  context: DemoContext,
  { person, currentId }: { readonly person: Person; readonly currentId: string },
  sessionId: string,
  deviceName: string,
) {
  return context.database.transaction(() => {
    const find = () =>
      listSessions(context, person.id, currentId).find(({ id }) => id === sessionId) ?? refuseUnknown();
    const found = find();
    const name = tidyDeviceName(deviceName);
    if (found.device_name === name) return found;
    context.database.run('UPDATE sessions SET device_name = ? WHERE id = ?', [name, sessionId]);
    recordSession(context, person, sessionId, 'session.renamed');
    return find();
  });
}

function refuseUnknown(): never {
  throw notFound();
}

const teamRow = listedRow
  .extend({ person_id: z.string(), person_name: z.string(), email: z.string() })
  .transform(({ person_id, person_name, email, ...session }) => ({
    ...session,
    person: { id: person_id, name: person_name, email },
  }));

/** The live sessions of everybody in an organization, seen last first; those of closed accounts open nothing. */
export const listTeamSessions = (context: DemoContext, organizationId: string, currentId?: string) =>
  context.database
    .all(
      teamRow,
      `SELECT s.id, s.device_name, s.created_at, s.last_seen_at, p.id AS person_id, p.name AS person_name, p.email
       FROM sessions s JOIN people p ON p.id = s.person_id JOIN memberships m ON m.person_id = p.id
       WHERE m.organization_id = ? AND p.active = 1 AND s.ended_at IS NULL
         AND EXISTS (SELECT 1 FROM session_tokens t WHERE t.session_id = s.id AND t.expires_at > ?)
       ORDER BY s.last_seen_at DESC, s.id`,
      [organizationId, isoNow(context)],
    )
    .map((session) => ({ ...session, current: session.id === currentId }));

/** 404 for one of nobody in this organization. Ending an ended one again is fine. */
export function endTeamSession(context: DemoContext, by: Manager, sessionId: string): void {
  const found = context.database.get(
    z.object({ id: z.string() }),
    `SELECT s.id FROM sessions s JOIN memberships m ON m.person_id = s.person_id
     WHERE s.id = ? AND m.organization_id = ?`,
    [sessionId, by.organizationId],
  );
  if (!found) throw notFound();
  closeSession(context, sessionId, 'session.ended', by);
}

function issueTokens(context: DemoContext, sessionId: string): IssuedTokens {
  const accessToken = newToken('fm_session_');
  const refreshToken = newToken('fm_refresh_');
  const insert = 'INSERT INTO session_tokens (token_hash, session_id, kind, expires_at) VALUES (?, ?, ?, ?)';
  const { accessToken: expiresIn, refreshToken: refreshFor } = context.lifetimes;
  context.database.run(insert, [tokenHash(accessToken), sessionId, 'access', isoIn(context, expiresIn)]);
  context.database.run(insert, [tokenHash(refreshToken), sessionId, 'refresh', isoIn(context, refreshFor)]);
  return { accessToken, refreshToken, expiresIn };
}

function touch(context: DemoContext, sessionId: string): void {
  context.database.run('UPDATE sessions SET last_seen_at = ? WHERE id = ?', [isoNow(context), sessionId]);
}

/** `by`: the admin who ends it, where that isn't whose it is. */
function closeSession(context: DemoContext, sessionId: string, action: string, by?: Manager): void {
  const changed = context.database.run('UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL', [
    isoNow(context),
    sessionId,
  ]);
  const owner = context.database.get(
    z.object({ person_id: z.string() }),
    'SELECT person_id FROM sessions WHERE id = ?',
    [sessionId],
  );
  const person = owner && personById(context, owner.person_id);
  if (changed > 0 && person) recordSession(context, person, sessionId, action, by);
}

/** A session is good for every organization of its person, so it stands in the audit log of each. */
function recordSession(
  context: DemoContext,
  person: Person,
  sessionId: string,
  action: string,
  by?: Manager,
): void {
  const actor = by?.person ?? person;
  for (const { id } of membershipsOf(context, person.id)) {
    record(context, {
      organizationId: id,
      actor: { kind: 'person', id: actor.id, name: actor.name },
      action,
      resource: { kind: 'session', id: sessionId },
      ip: by?.ip ?? null,
      outcome: 'ok',
    });
  }
}

import type { z } from 'zod';
import { organizationHeader, restBase } from '../../shared/convene/names.ts';
import {
  auditActivitySchema,
  auditPageSchema,
  createdKeySchema,
  dashboardSchema,
  endedSessionSchema,
  keyPageSchema,
  meSchema,
  revokedKeySchema,
  sessionPageSchema,
  type WireKey,
} from '../../shared/convene/wire.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { type Log, noLog } from '../log.ts';
import { conveneAddress } from './address.ts';
import { auditSearch } from './audit-query.ts';
import type { AccessTokens, Convene, KeyProbe } from './convene.ts';
import { type HeldToken, isSameServer } from './held-token.ts';
import type { HttpRequest } from './http.ts';
import { asResult, type Outcome } from './outcome.ts';
import { request } from './request.ts';
import { defaultRetry, type RetryPolicy } from './retry.ts';
import { serverClockDifference } from './server-clock.ts';

export interface ConveneOptions {
  /** Scheme and host: https, or http on this computer. */
  readonly server: string;
  /** Without them every call that needs a session fails with `signed-out`. */
  readonly tokens?: AccessTokens;
  readonly timeouts?: Partial<RetryPolicy>;
  readonly log?: Log;
}

const keysPath = '/admin/api_keys';
const auditPath = '/admin/audit_log';
const sessionsPath = '/admin/sessions';
const keysPerPage = 200;
/** Two hundred thousand keys; a server that sends more pages is going round in circles. */
const mostPages = 1_000;
/** Milliseconds for a list of any length. */
const longestList = 120_000;
/** Milliseconds of difference between the clocks that are worth a line in the log. */
const notableDifference = 5 * 60_000;

type Call = Pick<HttpRequest, 'method' | 'headers' | 'body' | 'signal'> & { readonly path: string };

const signedOut = async () => failed(failure('signed-out'));
const nobody: AccessTokens = { current: signedOut, renew: signedOut };

export function createConvene({ server, tokens = nobody, timeouts, log = noLog }: ConveneOptions): Convene {
  const address = conveneAddress(server);
  const retry: RetryPolicy = { ...defaultRetry, ...timeouts };

  async function send<T>(call: Call, held: HeldToken, schema: z.ZodType<T>): Promise<Outcome<T>> {
    if (!address.ok) return { ...address, passing: false };
    // The other server would learn a token that works.
    if (!isSameServer(held.server, server)) {
      log('token of another server not sent');
      return refused(failure('bad-input', { detail: 'the token of another server' }));
    }
    const { method, path, headers, body, signal } = call;
    const outcome = await request(
      {
        method,
        url: new URL(path, address.value),
        headers: { ...headers, accept: 'application/json', authorization: `Bearer ${held.token}` },
        ...(body === undefined ? {} : { body }),
        signal,
      },
      schema,
      retry,
    );
    if (!outcome.ok) log('Convene call failed', { failure: outcome.error });
    const apart = outcome.at ? serverClockDifference(outcome.at, new Date()) : 0;
    if (Math.abs(apart) > notableDifference) log('clocks differ', { serverAheadMs: apart });
    return outcome;
  }

  /** With the session's access token, and once more with a new one when that was refused. */
  async function sendAsPerson<T>(call: Call, schema: z.ZodType<T>): Promise<Outcome<T>> {
    const current = await tokens.current();
    if (!current.ok) return { ...current, passing: false };
    // Somebody has signed in elsewhere since this client was made.
    if (address.ok && !isSameServer(current.value.server, server))
      return refused(failure('signed-out', { detail: 'signed in elsewhere' }));
    const first = await send(call, current.value, schema);
    if (first.ok || first.error.code !== 'refused') return first;
    const renewed = await tokens.renew(current.value);
    if (!renewed.ok) return { ...renewed, passing: false };
    const second = await send(call, renewed.value, schema);
    if (second.ok || second.error.code !== 'refused') return second;
    return { ...second, error: { ...second.error, code: 'signed-out' } };
  }

  const forOrganization = (organizationId: string) => ({ [organizationHeader]: organizationId });

  return {
    server,

    async probeKey(key): Promise<Result<KeyProbe>> {
      const answer = await send({ method: 'GET', path: `${restBase}/dashboard` }, key, dashboardSchema);
      const reason = answer.ok ? undefined : answer.error.code;
      const refusal = reason === 'refused' || reason === 'not-allowed' ? reason : undefined;
      if (!answer.ok && !refusal) return failed(answer.error);
      if (answer.at === undefined) return noServerTime('dashboard');
      if (answer.ok) return ok({ accepted: true, dashboard: answer.value, at: answer.at });
      return refusal ? ok({ accepted: false, reason: refusal, at: answer.at }) : failed(answer.error);
    },

    me: async () => asResult(await sendAsPerson({ method: 'GET', path: '/admin/me' }, meSchema)),

    async listKeys(organizationId) {
      // A key that moves to another page while we read must not stand in the list twice.
      const keys = new Map<string, WireKey>();
      const seen = new Set<string>();
      const end = performance.now() + longestList;
      let at: string | undefined;
      let cursor: string | null = null;
      do {
        if (performance.now() > end) return failed(failure('timed-out', { detail: 'list of keys' }));
        const query: string = pageQuery(cursor);
        const page: Outcome<z.infer<typeof keyPageSchema>> = await sendAsPerson(
          { method: 'GET', path: `${keysPath}?${query}`, headers: forOrganization(organizationId) },
          keyPageSchema,
        );
        if (!page.ok) return failed(page.error);
        if (page.at === undefined) return noServerTime('list of keys');
        at ??= page.at;
        for (const key of page.value.api_keys) keys.set(key.id, key);
        cursor = page.value.next_cursor;
        if (cursor !== null && (seen.has(cursor) || seen.size >= mostPages)) {
          return failed(failure('unexpected-answer', { detail: 'list of keys: pages without an end' }));
        }
        if (cursor !== null) seen.add(cursor);
      } while (cursor !== null);
      return ok({ keys: [...keys.values()], at });
    },

    async createKey(organizationId, name, idempotencyKey) {
      const created = await sendAsPerson(
        {
          method: 'POST',
          path: keysPath,
          headers: {
            ...forOrganization(organizationId),
            'content-type': 'application/json',
            'idempotency-key': idempotencyKey,
          },
          body: JSON.stringify({ name }),
        },
        createdKeySchema,
      );
      if (created.ok) return ok(created.value);
      const { error } = created;
      return failed(error.code === 'conflict' ? { ...error, name: withoutTokens(name) } : error);
    },

    async revokeKey(organizationId, keyId) {
      if (isPath(keyId)) return failed(failure('not-found', { name: keyId }));
      const path = `${keysPath}/${encodeURIComponent(keyId)}`;
      const revoked = await sendAsPerson(
        { method: 'DELETE', path, headers: forOrganization(organizationId) },
        revokedKeySchema,
      );
      if (!revoked.ok) return failed(revoked.error);
      // What is shown as proof must be about this very key.
      if (revoked.value.id !== keyId) {
        return failed(failure('unexpected-answer', { detail: 'another key was revoked' }));
      }
      return ok({ revokedAt: revoked.value.revoked_at });
    },

    async auditPage(organizationId, query, cursor, limit, signal) {
      const path = `${auditPath}?${auditSearch(query, { cursor, limit: String(limit) })}`;
      const page = await sendAsPerson(
        { method: 'GET', path, headers: forOrganization(organizationId), signal },
        auditPageSchema,
      );
      if (!page.ok) return failed(page.error);
      if (page.at === undefined) return noServerTime('audit log');
      const { events, next_cursor: nextCursor } = page.value;
      if (nextCursor !== null && nextCursor === cursor) {
        return failed(failure('unexpected-answer', { detail: 'audit log: pages without an end' }));
      }
      return ok({ events, nextCursor, at: page.at });
    },

    async auditActivity(organizationId, query, timeZone) {
      const path = `${auditPath}/activity?${auditSearch(query, { time_zone: timeZone })}`;
      const activity = await sendAsPerson(
        { method: 'GET', path, headers: forOrganization(organizationId) },
        auditActivitySchema,
      );
      if (!activity.ok) return failed(activity.error);
      return activity.at === undefined
        ? noServerTime('activity')
        : ok({ ...activity.value, at: activity.at });
    },

    async listSessions() {
      const listed = await sendAsPerson({ method: 'GET', path: sessionsPath }, sessionPageSchema);
      if (!listed.ok) return failed(listed.error);
      return listed.at === undefined
        ? noServerTime('list of sessions')
        : ok({ sessions: listed.value.sessions, at: listed.at });
    },

    async endSession(sessionId) {
      if (isPath(sessionId)) return failed(failure('not-found'));
      const path = `${sessionsPath}/${encodeURIComponent(sessionId)}`;
      const ended = await sendAsPerson({ method: 'DELETE', path }, endedSessionSchema);
      if (!ended.ok) return failed(ended.error);
      if (ended.value.id !== sessionId) {
        return failed(failure('unexpected-answer', { detail: 'another session was ended' }));
      }
      return ended.at === undefined ? noServerTime('end of a session') : ok({ endedAt: ended.at });
    },
  };
}

/** A path of dots would be another address. */
const isPath = (id: string): boolean => /^\.{0,2}$/.test(id);

const pageQuery = (cursor: string | null): string =>
  new URLSearchParams({ limit: String(keysPerPage), ...(cursor === null ? {} : { cursor }) }).toString();

const refused = (error: Failure) => ({ ok: false, error, passing: false }) as const;

/** Nothing is proved, and no list is dated, by this computer's own clock. */
const noServerTime = (what: string) =>
  failed(failure('unexpected-answer', { detail: `${what}: no server time` }));

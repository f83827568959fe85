import type { z } from 'zod';
import { restBase } from '../../shared/convene/names.ts';
import {
  createdKeySchema,
  dashboardSchema,
  keyPageSchema,
  revokedKeySchema,
  type WireKey,
  wireKeySchema,
} from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { forOrganization, isPath, noServerTime, whereUnknown } from './calls.ts';
import type { Convene, KeyProbe } from './convene.ts';
import type { Outcome } from './outcome.ts';
import type { Sender } from './sender.ts';

const keysPath = '/admin/api_keys';
const keysPerPage = 200;
/** Two hundred thousand keys; a server that sends more pages is going round in circles. */
const mostPages = 1_000;
/** Milliseconds for a list of any length. */
const longestList = 120_000;

export function keyCalls(
  sender: Sender,
): Pick<Convene, 'probeKey' | 'listKeys' | 'createKey' | 'renameKey' | 'revokeKey'> {
  const { send, sendAsPerson } = sender;
  return {
    async probeKey(key): Promise<Result<KeyProbe>> {
      const answer = await send({ method: 'GET', path: `${restBase}/dashboard` }, key, dashboardSchema);
      const reason = answer.ok ? undefined : answer.error.code;
      const refusal = reason === 'refused' || reason === 'not-allowed' ? reason : undefined;
      if (!answer.ok && !refusal) return failed(answer.error);
      if (answer.at === undefined) return noServerTime('dashboard');
      if (answer.ok) return ok({ accepted: true, dashboard: answer.value, at: answer.at });
      return refusal ? ok({ accepted: false, reason: refusal, at: answer.at }) : failed(answer.error);
    },

    listKeys: (organizationId) => listKeys(sender, organizationId),

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

    async renameKey(organizationId, keyId, name) {
      if (isPath(keyId)) return failed(failure('not-found', { name: keyId }));
      const renamed = await sendAsPerson(
        {
          method: 'PATCH',
          path: `${keysPath}/${encodeURIComponent(keyId)}`,
          headers: { ...forOrganization(organizationId), 'content-type': 'application/json' },
          body: JSON.stringify({ name }),
        },
        wireKeySchema,
      );
      if (!renamed.ok) return failed(whereUnknown(renamed.error));
      return renamed.value.id === keyId && renamed.value.name === name
        ? ok(undefined)
        : failed(failure('unexpected-answer', { detail: 'another key was renamed' }));
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
  };
}

/** All pages. A key that moves to another page while we read must not stand in the list twice. */
async function listKeys(
  { sendAsPerson }: Sender,
  organizationId: string,
): Promise<Result<{ keys: WireKey[]; at: string }>> {
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
    if (!isNewPage(cursor, seen))
      return failed(failure('unexpected-answer', { detail: 'list of keys: pages without an end' }));
  } while (cursor !== null);
  return ok({ keys: [...keys.values()], at });
}

/** Notes where the next page begins; false when it was there before, or pages don't end. */
function isNewPage(cursor: string | null, seen: Set<string>): boolean {
  if (cursor === null) return true;
  if (seen.has(cursor) || seen.size >= mostPages) return false;
  seen.add(cursor);
  return true;
}

const pageQuery = (cursor: string | null): string =>
  new URLSearchParams({ limit: String(keysPerPage), ...(cursor === null ? {} : { cursor }) }).toString();

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mcpPath, metadataPath, organizationHeader } from '../shared/convene/names.ts';
import {
  auditPageSchema,
  createdKeySchema,
  dashboardSchema,
  errorBodySchema,
  keyPageSchema,
  meSchema,
  revokedKeySchema,
  sessionPageSchema,
  type WireKey,
  wireKeySchema,
} from '../shared/convene/wire.ts';
import { startMarket } from '../testing/market.ts';
import { createCompanion } from './testing/companion.ts';
import { connectAssistant } from './testing/mcp-client.ts';
import { ask, createKeyRequest, exactly, rest } from './testing/requests.ts';

/**
 * What any Convene server must do, asked from outside. Against another server: CONVENE_CONTRACT_ADDRESS is its
 * address, and CONVENE_CONTRACT_CREDENTIALS a file, readable by its owner only, with `{ "session": … }`: the access
 * token of an admin of a market that is only there for trying. Keys are made there and revoked again.
 */
const credentialsSchema = z.object({ session: z.string() });

let address = '';
let session = '';
let stop = async (): Promise<void> => {};

beforeAll(async () => {
  const elsewhere = process.env.CONVENE_CONTRACT_ADDRESS;
  if (elsewhere === undefined) {
    const server = await startMarket();
    address = server.address;
    session = server.signIn().accessToken;
    stop = server.stop;
    return;
  }
  const file = process.env.CONVENE_CONTRACT_CREDENTIALS ?? '';
  address = new URL(elsewhere).origin;
  session = credentialsSchema.parse(JSON.parse(await readFile(file, 'utf8'))).session;
});

const made: WireKey[] = [];
afterAll(async () => {
  for (const { id } of made) await remove(id);
  await stop();
});

const admin = (path: string): string => `${address}/admin${path}`;
const remove = (id: string) => ask(admin(`/api_keys/${id}`), session, { method: 'DELETE' });
const freshName = (): string => `Contract ${randomUUID()} on test device`;

async function createKey(name = freshName(), idempotencyKey: string = randomUUID()) {
  const answer = await ask(admin('/api_keys'), session, createKeyRequest(name, idempotencyKey));
  const key = exactly(createdKeySchema, answer, 201);
  made.push(key);
  return key;
}

async function allKeys(limit: number): Promise<WireKey[]> {
  const keys: WireKey[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = exactly(keyPageSchema, await ask(admin(`/api_keys?limit=${limit}${after}`), session));
    keys.push(...page.api_keys);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return keys;
}

describe('signing in', () => {
  it('is described where the standard says', async () => {
    const { status, body } = await ask(`${address}${metadataPath}`, undefined);
    expect(status).toBe(200);
    expect(body).toMatchObject({ issuer: address, token_endpoint_auth_methods_supported: ['none'] });
  });

  it('begins with a code for the person, and waits', async () => {
    const app = await createCompanion(address);
    const begun = await app.begin('Contract test');
    expect(new URL(begun.verification_uri).origin).toBe(address);
    expect(await app.poll(begun.device_code)).toEqual({ error: 'authorization_pending' });
  });

  it('tells who signed in, and where they belong', async () => {
    const me = exactly(meSchema, await ask(admin('/me'), session));
    expect(me.organizations.length).toBeGreaterThan(0);
  });

  it('lists this session as the current one', async () => {
    const { sessions } = exactly(sessionPageSchema, await ask(admin('/sessions'), session));
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  });
});

describe('a key', () => {
  it('works from the moment it is made, for its own market', async () => {
    const key = await createKey();
    const { organization } = exactly(dashboardSchema, await ask(rest(address, '/dashboard'), key.token));
    const me = exactly(meSchema, await ask(admin('/me'), session));
    expect(organization.id).toBe(me.organizations[0]?.id);
    expect(key.token_hint).toBe(`…${key.token.slice(-4)}`);
  });

  it('is listed without its token, and with what it did', async () => {
    const key = await createKey();
    await ask(rest(address, '/dashboard'), key.token);
    const listed = (await allKeys(100)).find(({ id }) => id === key.id);
    expect(listed).toMatchObject({ name: key.name, request_count: 1, revoked_at: null });
    expect(listed?.last_used_at).not.toBeNull();
    expect(listed).not.toHaveProperty('token');
  });

  it('is the same key for the same Idempotency-Key', async () => {
    const [name, idempotencyKey] = [freshName(), randomUUID()];
    const first = await createKey(name, idempotencyKey);
    const second = await createKey(name, idempotencyKey);
    expect([second.id, second.token]).toEqual([first.id, first.token]);
    expect((await allKeys(100)).filter((key) => key.name === name)).toHaveLength(1);
  });

  it('can’t have the name of another working key', async () => {
    const { name } = await createKey();
    const again = await ask(admin('/api_keys'), session, createKeyRequest(name));
    exactly(errorBodySchema, again, 409);
  });

  it('can be called otherwise, by its own name too, and by no other working key’s', async () => {
    const [one, other] = [await createKey(), await createKey()];
    const rename = (name: string) =>
      ask(admin(`/api_keys/${one.id}`), session, { method: 'PATCH', json: { name } });
    const name = freshName();
    expect(exactly(wireKeySchema, await rename(name), 200)).toMatchObject({ id: one.id, name });
    exactly(wireKeySchema, await rename(name), 200);
    exactly(errorBodySchema, await rename(other.name), 409);
    exactly(errorBodySchema, await rename('two\nlines'), 422);
    await remove(other.id);
    expect(exactly(wireKeySchema, await rename(other.name), 200).name).toBe(other.name);
    expect((await allKeys(100)).find(({ id }) => id === one.id)?.name).toBe(other.name);
    await remove(one.id);
    exactly(errorBodySchema, await rename(freshName()), 422);
  });

  it.each(['', '   ', 'x'.repeat(256), 'two\nlines'])('can’t be called %j', async (name) => {
    const answer = await ask(admin('/api_keys'), session, createKeyRequest(name));
    exactly(errorBodySchema, answer, 422);
  });

  it.each(['Stall 🥕 "two"', '<b>Claude</b> on Ana’s laptop', 'x'.repeat(200)])(
    'can be called %j',
    async (name) => {
      const unique = `${name} ${randomUUID()}`;
      expect((await createKey(unique)).name).toBe(unique);
    },
  );

  it('stops working everywhere once it is revoked', async () => {
    const key = await createKey();
    const assistant = await connectAssistant(address, key.token);
    await assistant.listTools();
    const revoked = exactly(revokedKeySchema, await remove(key.id));
    expect(revoked.revoked_by).not.toBeNull();
    exactly(errorBodySchema, await ask(rest(address, '/dashboard'), key.token), 401);
    expect((await ask(`${address}${mcpPath}`, key.token, { method: 'POST', json: {} })).status).toBe(401);
    await expect(assistant.listTools()).rejects.toThrow();
    await assistant.close();
  });

  it('keeps the time of its first revocation', async () => {
    const { id } = await createKey();
    const first = exactly(revokedKeySchema, await remove(id));
    const second = exactly(revokedKeySchema, await remove(id));
    expect(second.revoked_at).toBe(first.revoked_at);
  });

  it('frees its name when it is revoked', async () => {
    const { id, name } = await createKey();
    await remove(id);
    expect((await createKey(name)).id).not.toBe(id);
  });

  it('can’t manage keys', async () => {
    const { id, token } = await createKey();
    for (const path of ['/me', '/api_keys', '/audit_log', '/sessions']) {
      exactly(errorBodySchema, await ask(admin(path), token), 403);
    }
    exactly(errorBodySchema, await ask(admin('/api_keys'), token, createKeyRequest(freshName())), 403);
    exactly(errorBodySchema, await ask(admin(`/api_keys/${id}`), token, { method: 'DELETE' }), 403);
  });
});

describe('the list of keys', () => {
  it('comes in pages, newest first, each key once', async () => {
    for (let count = 0; count < 3; count += 1) await createKey();
    const keys = await allKeys(2);
    expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
    const times = keys.map(({ created_at }) => Date.parse(created_at));
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it.each(['cursor=nonsense', 'limit=0', 'limit=many'])('refuses %s', async (query) => {
    exactly(errorBodySchema, await ask(admin(`/api_keys?${query}`), session), 422);
  });
});

describe('the audit log', () => {
  it('has what was done to a key and what the key did, newest first', async () => {
    const key = await createKey();
    await ask(rest(address, '/dashboard'), key.token);
    await remove(key.id);
    await ask(rest(address, '/dashboard'), key.token);
    const answer = await ask(admin(`/audit_log?api_key_id=${key.id}`), session);
    const { events } = exactly(auditPageSchema, answer);
    expect(events.map(({ actor, action, outcome }) => [actor.kind, action, outcome])).toEqual([
      ['api_key', 'dashboard.read', 'refused'],
      ['person', 'api_key.revoked', 'ok'],
      ['api_key', 'dashboard.read', 'ok'],
      ['person', 'api_key.created', 'ok'],
    ]);
    expect(events.filter(({ actor }) => actor.kind === 'api_key').map(({ actor }) => actor.name)).toEqual([
      key.name,
      key.name,
    ]);
  });

  it('is read by actor and time, in pages', async () => {
    const key = await createKey();
    for (let call = 0; call < 3; call += 1) await ask(rest(address, '/dashboard'), key.token);
    const since = encodeURIComponent(key.created_at);
    const query = `/audit_log?actor=${key.id}&since=${since}&limit=2`;
    const first = exactly(auditPageSchema, await ask(admin(query), session));
    expect(first.events).toHaveLength(2);
    const after = `${query}&cursor=${encodeURIComponent(first.next_cursor ?? '')}`;
    const second = exactly(auditPageSchema, await ask(admin(after), session));
    expect(second).toMatchObject({ events: [{ action: 'dashboard.read' }], next_cursor: null });
    const before = `/audit_log?actor=${key.id}&until=2020-01-01T00:00:00Z`;
    expect(exactly(auditPageSchema, await ask(admin(before), session)).events).toEqual([]);
  });
});

describe('who isn’t known', () => {
  it.each([undefined, 'nonsense', `fm_session_${'x'.repeat(43)}`, `fm_org_${'x'.repeat(43)}`])(
    'is refused with a token that it does not know (%#)',
    async (token) => {
      exactly(errorBodySchema, await ask(admin('/me'), token), 401);
      exactly(errorBodySchema, await ask(rest(address, '/dashboard'), token), 401);
      expect((await ask(`${address}${mcpPath}`, token, { method: 'POST', json: {} })).status).toBe(401);
    },
  );

  it('is refused when a session’s token is used as a key', async () => {
    exactly(errorBodySchema, await ask(rest(address, '/dashboard'), session), 401);
  });
});

describe('what isn’t there', () => {
  it.each(['/vendor_applications/999999999', '/bookings/999999999'])('%s is not found', async (path) => {
    const { token } = await createKey();
    exactly(errorBodySchema, await ask(rest(address, path), token), 404);
  });

  it('is an organization that the person doesn’t belong to', async () => {
    const headers = { [organizationHeader]: 'org_of_somebody_else' };
    exactly(errorBodySchema, await ask(admin('/api_keys'), session, { headers }), 404);
  });

  it('is a key or session that never was', async () => {
    exactly(errorBodySchema, await remove('key_that_never_was'), 404);
    const answer = await ask(admin('/sessions/ses_that_never_was'), session, { method: 'DELETE' });
    exactly(errorBodySchema, answer, 404);
  });
});

describe('an assistant', () => {
  it('is offered tools, and learns what is pending today', async () => {
    const { token } = await createKey();
    const assistant = await connectAssistant(address, token);
    const { tools } = await assistant.listTools();
    expect(tools.map(({ name }) => name)).toContain('get_dashboard');
    const answer = await assistant.callTool({ name: 'get_dashboard', arguments: {} });
    dashboardSchema.parse(answer.structuredContent);
    await assistant.close();
  });
});

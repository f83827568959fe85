import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createdKeySchema, errorBodySchema } from '../../shared/convene/wire.ts';
import { type MarketOptions, startMarket } from '../../testing/market.ts';
import { demoPeople, quince } from '../seed/people.ts';
import type { DemoServer } from '../server.ts';
import { ask, createKeyRequest, exactly, rest } from '../testing/requests.ts';

let server: DemoServer | undefined;
afterEach(() => server?.stop());

async function start(options: MarketOptions = {}) {
  server = await startMarket(options);
  const { address } = server;
  const as = (who?: string) => {
    const { accessToken } = started.signIn(who);
    return (name: string, idempotencyKey: string) =>
      ask(`${address}/admin/api_keys`, accessToken, createKeyRequest(name, idempotencyKey));
  };
  const started = server;
  return { server, as, dashboard: (token: string) => ask(rest(address, '/dashboard'), token) };
}

describe('the Idempotency-Key', () => {
  it('is remembered for 24 hours', async () => {
    let now = new Date('2026-06-09T09:00:00Z');
    const { as } = await start({ now: () => now, accessTokenSeconds: 200_000 });
    const create = as();
    const once = randomUUID();
    const first = exactly(createdKeySchema, await create('Claude Desktop on Stall', once), 201);
    now = new Date('2026-06-10T08:59:59Z');
    expect(exactly(createdKeySchema, await create('Claude Desktop on Stall', once), 201).id).toBe(first.id);
    now = new Date('2026-06-10T09:00:00Z');
    exactly(errorBodySchema, await create('Claude Desktop on Stall', once), 409);
  });

  it('belongs to one name', async () => {
    const { as } = await start();
    const create = as();
    const once = randomUUID();
    exactly(createdKeySchema, await create('One', once), 201);
    exactly(errorBodySchema, await create('Another', once), 422);
  });

  it('belongs to one person', async () => {
    const { as } = await start();
    const once = randomUUID();
    exactly(createdKeySchema, await as()('One', once), 201);
    exactly(errorBodySchema, await as(demoPeople.tom.email)('One', once), 409);
  });

  it.each(['', 'short', 'x'.repeat(256)])('can’t be %j', async (once) => {
    const { as } = await start();
    exactly(errorBodySchema, await as()('One', once), 422);
  });

  it('makes one key when it comes many times at once', async () => {
    const { server, as } = await start();
    const create = as();
    const once = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create('One', once)));
    const tokens = answers.map((answer) => exactly(createdKeySchema, answer, 201).token);
    expect(new Set(tokens).size).toBe(1);
    expect(server.keys().filter(({ name }) => name === 'One')).toHaveLength(1);
  });
});

describe('a key of', () => {
  it.each([
    ['somebody whose account was closed', (demo: DemoServer) => demo.setActive(demoPeople.tom.email, false)],
    ['a market that is still a draft', (demo: DemoServer) => demo.setDraft(quince.id, true)],
    [
      'somebody who is only a volunteer now',
      (demo: DemoServer) =>
        demo.database.run(`UPDATE memberships SET role = 'volunteer' WHERE person_id = ?`, [
          demoPeople.tom.id,
        ]),
    ],
    [
      'somebody who left the market',
      (demo: DemoServer) =>
        demo.database.run('DELETE FROM memberships WHERE person_id = ?', [demoPeople.tom.id]),
    ],
  ])('%s is known and not allowed', async (_, change) => {
    const { server, dashboard } = await start();
    const { token } = server.createKey('ChatGPT on Stall', demoPeople.tom.email);
    change(server);
    exactly(errorBodySchema, await dashboard(token), 403);
  });
});

describe('a volunteer', () => {
  it('may not see, make, rename or revoke keys, nor read the audit log', async () => {
    const { server } = await start();
    const { accessToken } = server.signIn(demoPeople.vera.email);
    const admin = (path: string, asked = {}) => ask(`${server.address}/admin${path}`, accessToken, asked);
    exactly(errorBodySchema, await admin('/api_keys'), 403);
    exactly(errorBodySchema, await admin('/api_keys', createKeyRequest('Mine')), 403);
    const first = `/api_keys/${server.keys()[0]?.id}`;
    exactly(errorBodySchema, await admin(first, { method: 'DELETE' }), 403);
    exactly(errorBodySchema, await admin(first, { method: 'PATCH', json: { name: 'Mine' } }), 403);
    exactly(errorBodySchema, await admin('/audit_log'), 403);
    expect((await admin('/me')).status).toBe(200);
  });
});

describe('the database', () => {
  it('holds no token and no password that could be read', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'convene-demo-'));
    const { server, as } = await start({ dataFolder });
    const once = randomUUID();
    const created = exactly(createdKeySchema, await as()('One', once), 201);
    const { accessToken, refreshToken } = server.signIn();
    await server.stop();
    const files = await readdir(dataFolder);
    const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(join(dataFolder, file)))));
    expect(bytes.includes('Quince Street Market')).toBe(true);
    for (const secret of [created.token, once, accessToken, refreshToken, 'quince-demo']) {
      expect(bytes.includes(secret)).toBe(false);
    }
    await rm(dataFolder, { recursive: true });
  });
});

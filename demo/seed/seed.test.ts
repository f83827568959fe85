import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditPageSchema } from '../../shared/convene/wire.ts';
import { keyAge } from '../../shared/keys/key-age.ts';
import { type DemoServer, type DemoServerOptions, startDemoServer } from '../server.ts';
import { ask, exactly } from '../testing/requests.ts';
import { harbor, quince } from './people.ts';

const running: DemoServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

const now = (): Date => new Date('2026-06-09T09:41:00');

async function start(options: DemoServerOptions = {}): Promise<DemoServer> {
  const server = await startDemoServer({ now, ...options });
  running.push(server);
  return server;
}

const tables = [
  'organizations',
  'people',
  'memberships',
  'api_keys',
  'audit_events',
  'vendors',
  'vendor_applications',
  'market_dates',
  'bookings',
];
const dump = ({ database }: DemoServer) =>
  tables.map((table) => database.all(z.unknown(), `SELECT * FROM ${table} ORDER BY rowid`));

describe('the made-up market', () => {
  it('is the same for the same number', async () => {
    expect(dump(await start({ seed: 7 }))).toEqual(dump(await start({ seed: 7 })));
  });

  it('is another one for another number', async () => {
    expect(dump(await start({ seed: 7 }))).not.toEqual(dump(await start({ seed: 8 })));
  });

  it.each(['2026-06-09T00:01:00', '2026-06-09T23:59:00', '2026-01-31T12:00:00', '2026-03-29T12:00:00'])(
    'has keys in every state, seen on %s',
    async (moment) => {
      const today = new Date(moment);
      const server = await start({ now: () => today });
      const states = server
        .keys(quince.id)
        .map((key) => [
          key.name,
          keyAge(new Date(key.created_at), today).ageDays,
          key.revoked_at ? 'revoked' : keyAge(new Date(key.created_at), today).stage,
          key.last_used_at !== null,
        ]);
      expect(states).toEqual(
        expect.arrayContaining([
          ['ChatGPT on Front desk iMac', 7, 'fresh', false],
          ['zap test 2', 42, 'fresh', true],
          ['ChatGPT on Market office laptop', 79, 'due-soon', true],
          ['Claude Desktop on Front desk iMac', 90, 'due', true],
          ['ChatGPT on Info tent tablet', 111, 'overdue', true],
          ['Cursor on Market office laptop', 115, 'revoked', true],
        ]),
      );
      expect(server.keys(harbor.id).length).toBeGreaterThan(0);
    },
  );

  it('has nothing that happened in the future', async () => {
    const server = await start();
    const times = server.keys().flatMap((key) => [key.created_at, key.last_used_at, key.revoked_at]);
    for (const time of times) expect(Date.parse(time ?? '2026-01-01')).toBeLessThan(now().getTime());
  });

  it('has as many events in the audit log as its keys made requests', async () => {
    const server = await start();
    const { accessToken } = server.signIn();
    for (const { id, request_count } of server.keys()) {
      const answer = await ask(`${server.address}/admin/audit_log?limit=500&actor=${id}`, accessToken);
      expect(exactly(auditPageSchema, answer).events).toHaveLength(request_count);
    }
  });

  it('is kept in its folder', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'convene-demo-'));
    const first = await start({ dataFolder, seed: 1 });
    const { token } = first.createKey('Claude Desktop on Stall');
    const { accessToken } = first.signIn();
    await first.stop();
    const second = await start({ dataFolder, seed: 2, port: first.port });
    expect(second.keys().map(({ name }) => name)).toContain('Claude Desktop on Stall');
    expect((await ask(`${second.address}/api/v1/admin/dashboard`, token)).status).toBe(200);
    expect((await ask(`${second.address}/admin/me`, accessToken)).status).toBe(200);
    await second.stop();
    await rm(dataFolder, { recursive: true });
  });
});

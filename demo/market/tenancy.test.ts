import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { organizationHeader } from '../../shared/convene/names.ts';
import { auditPageSchema, keyPageSchema } from '../../shared/convene/wire.ts';
import { startMarket } from '../../testing/market.ts';
import { demoPeople, harbor, quince } from '../seed/people.ts';
import type { DemoServer } from '../server.ts';
import { connectAssistant } from '../testing/mcp-client.ts';
import { ask, createKeyRequest, rest } from '../testing/requests.ts';

interface Market {
  readonly id: string;
  readonly token: string;
  /** Of somebody who belongs to this market only. */
  readonly session: string;
}

let server: DemoServer;
let markets: readonly [Market, Market];

beforeAll(async () => {
  server = await startMarket();
  const market = (id: string, who: string): Market => ({
    id,
    token: server.createKey('Claude Desktop on test', who, id).token,
    session: server.signIn(who).accessToken,
  });
  markets = [market(quince.id, demoPeople.tom.email), market(harbor.id, demoPeople.ines.email)];
});
afterAll(() => server.stop());

const tables = { vendor_applications: 'vendor_application', bookings: 'booking' } as const;
const owned = z.object({ id: z.coerce.string(), organization_id: z.string() });
const ownersOf = (table: string) => server.database.all(owned, `SELECT id, organization_id FROM ${table}`);
const other = (market: Market): Market => (market === markets[0] ? markets[1] : markets[0]);

describe('two markets', () => {
  it.each(Object.keys(tables))('see only their own %s, whatever number is asked for', async (table) => {
    const rows = ownersOf(table);
    const ids = fc.oneof(fc.constantFrom(...rows.map(({ id }) => id)), fc.nat(1_000).map(String));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1), ids, async (index, id) => {
        const market = index === 0 ? markets[0] : markets[1];
        const { status } = await ask(rest(server.address, `/${table}/${id}`), market.token);
        const mine = rows.some((row) => row.id === id && row.organization_id === market.id);
        expect(status).toBe(mine ? 200 : 404);
      }),
      { numRuns: 60 },
    );
  });

  it('change only what is their own', async () => {
    const dump = (id: string) =>
      ['vendor_applications', 'bookings'].flatMap((table) =>
        server.database.all(z.unknown(), `SELECT * FROM ${table} WHERE organization_id = ?`, [id]),
      );
    for (const market of markets) {
      const theirs = other(market);
      const before = dump(theirs.id);
      for (const { id } of ownersOf('bookings').filter((row) => row.organization_id === theirs.id)) {
        const asked = { method: 'PATCH', json: { status: 'cancelled' } };
        expect((await ask(rest(server.address, `/bookings/${id}`), market.token, asked)).status).toBe(404);
      }
      for (const { id } of ownersOf('vendor_applications').filter(
        (row) => row.organization_id === theirs.id,
      )) {
        const change = async (path: string, method: string, json: unknown) =>
          (
            await ask(rest(server.address, `/vendor_applications/${id}${path}`), market.token, {
              method,
              json,
            })
          ).status;
        expect(await change('', 'PATCH', { status: 'rejected' })).toBe(404);
        expect(await change('/remind', 'POST', {})).toBe(404);
        expect(await change('/credit', 'POST', { amount: 500 })).toBe(404);
      }
      expect(dump(theirs.id)).toEqual(before);
    }
  });

  it('get lists of their own things only', async () => {
    for (const market of markets) {
      for (const table of ['vendors', 'vendor_applications', 'bookings', 'market_dates']) {
        const path = `/${table}?limit=200&from=2000-01-01`;
        const { body } = await ask(rest(server.address, path), market.token);
        const listed = z.looseObject({ [table]: z.array(z.looseObject({ id: z.string() })) }).parse(body)[
          table
        ];
        const mine = ownersOf(table).filter((row) => row.organization_id === market.id);
        expect(
          z
            .array(owned.pick({ id: true }))
            .parse(listed)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(mine.map(({ id }) => id).sort());
      }
    }
  });

  it('are the same to each other’s assistants: not there', async () => {
    const [ours, theirs] = markets;
    const assistant = await connectAssistant(server.address, ours.token);
    const foreign = ownersOf('bookings').find((row) => row.organization_id === theirs.id);
    const answer = await assistant.callTool({ name: 'approve_booking', arguments: { id: foreign?.id } });
    expect(answer).toMatchObject({ isError: true });
    await assistant.close();
  });

  it('keep their keys and their audit log from each other’s people', async () => {
    for (const market of markets) {
      const theirs = other(market);
      const admin = (path: string, asked = {}) =>
        ask(`${server.address}/admin${path}`, market.session, asked);
      const named = { headers: { [organizationHeader]: theirs.id } };
      for (const path of ['/api_keys', '/audit_log']) expect((await admin(path, named)).status).toBe(404);
      const create = createKeyRequest('Planted');
      expect(
        (await admin('/api_keys', { ...create, headers: { ...create.headers, ...named.headers } })).status,
      ).toBe(404);
      const foreignKeys = server.keys(theirs.id);
      for (const { id } of foreignKeys) {
        expect((await admin(`/api_keys/${id}`, { method: 'DELETE' })).status).toBe(404);
      }
      expect(server.keys(theirs.id)).toEqual(foreignKeys);
      const { api_keys } = keyPageSchema.parse((await admin('/api_keys?limit=500')).body);
      const foreignIds = foreignKeys.map(({ id }) => id);
      expect(api_keys.filter(({ id }) => foreignIds.includes(id))).toEqual([]);
      const { events } = auditPageSchema.parse((await admin('/audit_log?limit=500')).body);
      expect(
        events.filter(({ actor, resource }) => [actor.id, resource.id].some((id) => foreignIds.includes(id))),
      ).toEqual([]);
    }
  });
});

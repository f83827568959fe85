import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditPageSchema, errorBodySchema } from '../../shared/convene/wire.ts';
import { startMarket } from '../../testing/market.ts';
import type { DemoServer } from '../server.ts';
import { ask, exactly, rest } from '../testing/requests.ts';

let server: DemoServer;
let token = '';
let keyId = '';
beforeAll(async () => {
  server = await startMarket();
  const made = server.createKey('ChatGPT on Stall');
  token = made.token;
  keyId = made.key.id;
});
afterAll(() => server.stop());

const patch = (path: string, json: unknown) =>
  ask(rest(server.address, path), token, { method: 'PATCH', json });

describe('the REST API', () => {
  it('changes what the path names, whatever else says so', async () => {
    const { body } = await patch('/bookings/123?id=127', { id: 128, status: 'approved' });
    expect(body).toMatchObject({ booking: { id: '123', status: 'approved' } });
  });

  it.each([undefined, null, [], 'approved', {}, { status: 'eaten' }])(
    'changes nothing for the body %j, and keeps the try in the audit log',
    async (json) => {
      exactly(errorBodySchema, await patch('/bookings/127', json), 422);
      const { accessToken } = server.signIn();
      const log = await ask(`${server.address}/admin/audit_log?actor=${keyId}&limit=1`, accessToken);
      expect(exactly(auditPageSchema, log).events).toMatchObject([
        { action: 'booking.updated', outcome: 'invalid' },
      ]);
      expect((await ask(rest(server.address, '/bookings/127'), token)).body).toMatchObject({
        booking: { status: 'pending' },
      });
    },
  );

  it('gives lists in pages, each thing once', async () => {
    const page = z.object({
      bookings: z.array(z.looseObject({ id: z.string() })),
      next_cursor: z.string().nullable(),
    });
    const seen: string[] = [];
    let query = '/bookings?limit=7';
    for (;;) {
      const { bookings, next_cursor } = page.parse((await ask(rest(server.address, query), token)).body);
      seen.push(...bookings.map(({ id }) => id));
      if (next_cursor === null) break;
      query = `/bookings?limit=7&cursor=${next_cursor}`;
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => String(130 - index)));
  });

  it('filters by state', async () => {
    const { body } = await ask(rest(server.address, '/vendor_applications?status=waitlisted'), token);
    expect(body).toMatchObject({ vendor_applications: [{ status: 'waitlisted' }], next_cursor: null });
  });
});

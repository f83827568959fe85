import { afterEach, describe, expect, it } from 'vitest';
import { auditPageSchema, dashboardSchema } from '../../shared/convene/wire.ts';
import { type MarketOptions, startMarket } from '../../testing/market.ts';
import { endpoints } from '../market/endpoints.ts';
import { demoPeople } from '../seed/people.ts';
import type { DemoServer } from '../server.ts';
import { connectAssistant } from '../testing/mcp-client.ts';
import { ask, exactly, rest } from '../testing/requests.ts';

let server: DemoServer | undefined;
let leave = async (): Promise<void> => {};
afterEach(async () => {
  await leave();
  await server?.stop();
});

async function assistant(options: MarketOptions = {}) {
  server = await startMarket(options);
  const { key, token } = server.createKey('Claude Desktop on Stall');
  const client = await connectAssistant(server.address, token);
  leave = () => client.close();
  const call = (name: string, given: Record<string, unknown> = {}) =>
    client.callTool({ name, arguments: given });
  return { server, key, token, client, call };
}

describe('an assistant', () => {
  it('has a tool for each endpoint, described well enough to choose it', async () => {
    const { client } = await assistant();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      endpoints.flatMap((one) => one.tools.map(({ name }) => name)),
    );
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
    for (const { name, description } of tools) {
      expect(name).toMatch(/^[a-z_]+$/);
      expect(description?.length).toBeGreaterThan(30);
    }
  });

  it('is never told that a tool that changes something only reads', async () => {
    const { client } = await assistant();
    const { tools } = await client.listTools();
    for (const { name, annotations } of tools) {
      expect(annotations?.readOnlyHint).toBe(/^(get|list)_/.test(name));
    }
  });

  it.each(['sse', 'json'] as const)('gets what the REST API answers, as %s', async (mcpAnswers) => {
    const { server, token, call } = await assistant({ mcpAnswers });
    const answer = await call('get_dashboard');
    expect(answer.structuredContent).toEqual(
      exactly(dashboardSchema, await ask(rest(server.address, '/dashboard'), token)),
    );
  });

  it('approves booking 123', async () => {
    const { call } = await assistant();
    const pending = await call('list_bookings', { status: 'pending' });
    expect(JSON.stringify(pending.structuredContent)).toContain('"id":"123"');
    expect(await call('approve_booking', { id: 123 })).toMatchObject({
      structuredContent: { booking: { id: '123', status: 'approved' } },
    });
  });

  it('approves an application, and reminds the vendor to pay', async () => {
    const { call } = await assistant();
    expect(await call('remind_vendor_application', { id: '308' })).toMatchObject({ isError: true });
    expect(await call('approve_vendor_application', { id: '308' })).toMatchObject({
      structuredContent: { vendor_application: { status: 'approved', payment_status: 'awaiting' } },
    });
    const reminded = await call('remind_vendor_application', { id: '308' });
    expect(reminded).not.toMatchObject({
      structuredContent: { vendor_application: { last_reminded_at: null } },
    });
    expect(reminded.isError).toBeUndefined();
  });

  it('can’t turn "approve" into something else', async () => {
    const { call } = await assistant();
    expect(await call('approve_booking', { id: 123, status: 'cancelled' })).toMatchObject({
      structuredContent: { booking: { status: 'approved' } },
    });
  });

  it.each([
    ['get_booking', { id: 'abc' }],
    ['get_booking', {}],
    ['update_booking', { id: 123, status: 'eaten' }],
    ['credit_vendor_application', { id: 308, amount: -5 }],
    ['update_vendor_application', { id: 308 }],
  ])('reads what was wrong with %s %j', async (name, given) => {
    const { call } = await assistant();
    expect(await call(name, given)).toMatchObject({ isError: true });
  });

  it('is told when there is no such tool', async () => {
    const { call } = await assistant();
    await expect(call('delete_everything')).rejects.toThrow('no tool called delete_everything');
  });

  it('is refused with its next call once the key is revoked', async () => {
    const { server, token, call } = await assistant();
    await call('get_dashboard');
    server.revokeKeyByHand('Claude Desktop on Stall');
    await expect(call('get_dashboard')).rejects.toThrow();
    const { status, body } = await ask(`${server.address}/mcp`, token, { method: 'POST', json: {} });
    expect([status, body]).toEqual([401, { error: 'This API key was revoked.' }]);
  });

  it('leaves each call in the audit log, the failed ones too', async () => {
    const { server, key, call } = await assistant();
    await call('approve_booking', { id: 123 });
    await call('approve_booking', { id: 523 });
    const { accessToken } = server.signIn();
    const log = await ask(`${server.address}/admin/audit_log?actor=${key.id}`, accessToken);
    const { events } = exactly(auditPageSchema, log);
    expect(events.map(({ action, resource, outcome }) => [action, resource.id, outcome])).toEqual([
      ['booking.updated', '523', 'not_found'],
      ['booking.updated', '123', 'ok'],
    ]);
  });

  it('may not go on when the person behind the key may not', async () => {
    const { server, call } = await assistant();
    server.setActive(demoPeople.ana.email, false);
    await expect(call('get_dashboard')).rejects.toThrow(/403|may no longer/);
  });
});

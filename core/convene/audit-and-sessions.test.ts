import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import type { WireAuditEvent } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { startMarket } from '../../testing/market.ts';
import type { Convene } from './convene.ts';
import { createConvene } from './create-convene.ts';
import { answerJson, startScriptedServer } from './scripted-server.ts';

const timeouts = { answerMs: 5_000, requestMs: 15_000, pausesMs: [1, 1] };
const tokensOf = (server: string, token: string) => ({
  current: async () => ok({ server, token }),
  renew: async () => failed(failure('signed-out')),
});

let demo: DemoServer;
let convene: Convene;
const asPerson = (who?: string): Convene =>
  createConvene({
    server: demo.address,
    timeouts,
    tokens: tokensOf(demo.address, demo.signIn(who).accessToken),
  });
beforeEach(async () => {
  demo = await startMarket();
  convene = asPerson();
});
afterEach(() => demo.stop());

async function allEvents(limit: number): Promise<WireAuditEvent[]> {
  const events: WireAuditEvent[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Convene['auditPage']>> = await convene.auditPage(
      quince.id,
      {},
      cursor,
      limit,
    );
    if (!page.ok) throw new Error(page.error.code);
    events.push(...page.value.events);
    cursor = page.value.nextCursor;
  } while (cursor !== null);
  return events;
}

describe('the audit log', () => {
  it('comes in pages, newest first, each event once', async () => {
    const events = await allEvents(50);
    expect(events.length).toBeGreaterThan(100);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const times = events.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    expect(events).toEqual(await allEvents(500));
  });

  it('is that of the organization that was asked for, with Convene’s time', async () => {
    const page = await convene.auditPage(harbor.id, {}, null, 500);
    expect(page).toMatchObject({ ok: true, value: { at: expect.stringMatching(/Z$/) } });
    expect(page.ok && page.value.events.map(({ resource }) => resource.id)).not.toContain(quince.id);
  });

  it('asks for one key only', async () => {
    const { key } = demo.createKey('Cursor on Stall 9');
    const page = await convene.auditPage(quince.id, { keyId: key.id }, null, 10);
    expect(page.ok && page.value.events).toMatchObject([{ action: 'api_key.created' }]);
  });

  it('that is called off lets go of the connection at once, and isn’t asked for again', async () => {
    const stop = new AbortController();
    let letGo = (): void => {};
    const isFree = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const slow = await startScriptedServer((response) => {
      response.socket?.once('close', letGo);
      stop.abort();
    });
    const patient = createConvene({
      server: slow.address,
      timeouts,
      tokens: tokensOf(slow.address, 'anybody'),
    });
    const page = await patient.auditPage(quince.id, {}, null, 10, stop.signal);
    await isFree;
    expect(page).toMatchObject({ ok: false, error: { code: 'timed-out' } });
    expect(slow.received).toHaveLength(1);
    await slow.stop();
  });

  it('isn’t for people who may not manage keys', async () => {
    const page = await asPerson(demoPeople.vera.email).auditPage(quince.id, {}, null, 10);
    expect(page).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
  });

  it('doesn’t go round in circles', async () => {
    const server = await startScriptedServer(answerJson({ events: [], next_cursor: 'here' }));
    const circling = createConvene({
      server: server.address,
      timeouts,
      tokens: tokensOf(server.address, 'x'),
    });
    expect(await circling.auditPage('o', {}, 'here', 1)).toMatchObject({
      ok: false,
      error: { code: 'unexpected-answer' },
    });
    await server.stop();
  });
});

describe('sessions', () => {
  it('are listed, with the one that asks marked', async () => {
    demo.signIn();
    const listed = await convene.listSessions();
    const sessions = listed.ok ? listed.value.sessions : [];
    expect(sessions.map(({ current }) => current).toSorted()).toEqual([false, true]);
  });

  it('can be ended, twice as well', async () => {
    demo.signIn();
    const listed = await convene.listSessions();
    const other = listed.ok ? listed.value.sessions.find(({ current }) => !current) : undefined;
    for (const _ of ['once', 'twice']) {
      expect(await convene.endSession(other?.id ?? '')).toMatchObject({
        ok: true,
        value: { endedAt: expect.stringMatching(/Z$/) },
      });
    }
    const left = await convene.listSessions();
    expect(left.ok && left.value.sessions.map(({ id }) => id)).not.toContain(other?.id);
  });

  it('are called by another device’s name, twice as well', async () => {
    const listed = await convene.listSessions();
    const own = listed.ok ? listed.value.sessions.find(({ current }) => current) : undefined;
    for (const _ of ['once', 'twice'])
      expect(await convene.renameSession(own?.id ?? '', 'Till by the door')).toEqual(ok(undefined));
    const now = await convene.listSessions();
    expect(now.ok && now.value.sessions).toMatchObject([{ id: own?.id, device_name: 'Till by the door' }]);
  });

  it('of others can’t be renamed', async () => {
    const tom = demo.signIn(demoPeople.tom.email, 'Info tent tablet');
    for (const id of [tom.sessionId, 'nobody', '..'])
      expect(await convene.renameSession(id, 'Till')).toMatchObject({ error: { code: 'not-found' } });
    expect(demo.sessions().find(({ id }) => id === tom.sessionId)?.deviceName).toBe('Info tent tablet');
  });

  it.each([404, 405, 501])('can’t be renamed on a server that answers %i', async (status) => {
    const server = await startScriptedServer(answerJson({}, status));
    const old = createConvene({ server: server.address, timeouts, tokens: tokensOf(server.address, 'x') });
    expect(await old.renameSession('ses_1', 'Till')).toMatchObject({ error: { code: 'not-found' } });
    await server.stop();
  });

  it('of others can’t be ended', async () => {
    const others = await asPerson(demoPeople.tom.email).listSessions();
    const id = others.ok ? (others.value.sessions[0]?.id ?? '') : '';
    for (const sessionId of [id, 'nobody', '..', ''])
      expect(await convene.endSession(sessionId)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it('of everybody are an admin’s to see and to end, twice as well', async () => {
    const tom = demo.signIn(demoPeople.tom.email, 'Info tent tablet');
    const listed = await convene.listTeamSessions(quince.id);
    const found = listed.ok ? listed.value.find(({ id }) => id === tom.sessionId) : undefined;
    expect(found).toMatchObject({ device_name: 'Info tent tablet', person: { name: 'Tom Okafor' } });
    for (const _ of ['once', 'twice'])
      expect(await convene.endTeamSession(quince.id, tom.sessionId)).toMatchObject({
        ok: true,
        value: { endedAt: expect.stringMatching(/Z$/) },
      });
    expect(demo.sessions().map(({ id }) => id)).not.toContain(tom.sessionId);
  });

  it('of others are nothing for who is no admin', async () => {
    const tom = asPerson(demoPeople.tom.email);
    const refused = { ok: false, error: { code: 'not-allowed' } };
    expect(await tom.listTeamSessions(quince.id)).toMatchObject(refused);
    expect(await tom.endTeamSession(quince.id, 'ses_1')).toMatchObject(refused);
    expect(await convene.endTeamSession(quince.id, '..')).toMatchObject({ error: { code: 'not-found' } });
  });

  it('that ended is not the one that was meant: not believed', async () => {
    const server = await startScriptedServer(answerJson({ id: 'another' }));
    const wrong = createConvene({ server: server.address, timeouts, tokens: tokensOf(server.address, 'x') });
    expect(await wrong.endSession('ses_1')).toMatchObject({
      ok: false,
      error: { code: 'unexpected-answer' },
    });
    await server.stop();
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { startMarket } from '../../testing/market.ts';
import type { AccessTokens } from './convene.ts';
import { createConvene } from './create-convene.ts';
import { answerJson, type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import type { ConveneOptions } from './sender.ts';

const timeouts = { answerMs: 5_000, requestMs: 15_000, pausesMs: [1, 1] };
const device = 'Claude Desktop on Stall 14';
const keysPath = '/admin/api_keys';
const newToken = (): string => `fm_org_${randomBytes(16).toString('hex')}`;

/** Tokens that are handed in; each renewal gives the next one. */
function tokensOf(server: string, first: string, ...renewed: string[]): AccessTokens & { refused: string[] } {
  const refused: string[] = [];
  return {
    refused,
    current: async () => ok({ server, token: first }),
    renew: async ({ token }) => {
      refused.push(token);
      const next = renewed.shift();
      return next === undefined ? failed(failure('signed-out')) : ok({ server, token: next });
    },
  };
}

describe('Convene', () => {
  let demo: DemoServer;
  beforeEach(async () => {
    demo = await startMarket();
  });
  afterEach(() => demo.stop());

  const convene = (options: Partial<ConveneOptions> = {}) =>
    createConvene({ server: demo.address, timeouts, ...options });
  const asPerson = (who: string = demoPeople.ana.email) =>
    convene({ tokens: tokensOf(demo.address, demo.signIn(who).accessToken) });

  it('accepts a key that works, and says whose it is and when', async () => {
    const { token } = demo.createKey(device);
    expect(await convene().probeKey({ server: demo.address, token })).toEqual({
      ok: true,
      value: {
        accepted: true,
        dashboard: expect.objectContaining({ organization: expect.objectContaining(quince) }),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
  });

  it('refuses a key that was revoked, with the time of the server', async () => {
    const { key, token } = demo.createKey(device);
    demo.revokeKeyByHand(key.id);
    demo.faults.add({ kind: 'wrong-date', path: '/api/v1/admin/dashboard' });
    const probe = await convene().probeKey({ server: demo.address, token });
    expect(probe).toMatchObject({ ok: true, value: { accepted: false, reason: 'refused' } });
    const at = probe.ok ? Date.parse(probe.value.at) : 0;
    expect(at - Date.now()).toBeGreaterThan(80_000_000);
  });

  it('doesn’t allow a key whose creator may no longer', async () => {
    const { token } = demo.createKey(device, demoPeople.tom.email);
    demo.setActive(demoPeople.tom.email, false);
    expect(await convene().probeKey({ server: demo.address, token })).toMatchObject({
      ok: true,
      value: { accepted: false, reason: 'not-allowed' },
    });
  });

  it('is not believed to have refused a key when a page in between said so', async () => {
    demo.faults.add({ kind: 'answer', status: 401, body: '<h1>Sign in</h1>', contentType: 'text/html' });
    expect(await convene().probeKey({ server: demo.address, token: newToken() })).toMatchObject({
      ok: false,
      error: { code: 'unexpected-answer' },
    });
  });

  it('says who is signed in', async () => {
    const { id, name, email } = demoPeople.ana;
    expect(await asPerson().me()).toMatchObject({ ok: true, value: { person: { id, name, email } } });
  });

  it('lists every key, page by page', async () => {
    const { accessToken } = demo.signIn();
    for (let number = 0; number < 450; number += 1) demo.createKey(`Claude Desktop on Stall ${number}`);
    const listed = await convene({ tokens: tokensOf(demo.address, accessToken) }).listKeys(quince.id);
    expect(listed.ok && listed.value.keys.map(({ id }) => id)).toEqual(
      demo.keys(quince.id).map(({ id }) => id),
    );
  });

  it('lists the keys of the organization that was asked for', async () => {
    const listed = await asPerson().listKeys(harbor.id);
    expect(listed.ok && listed.value.keys).toEqual(demo.keys(harbor.id));
  });

  it('makes a key that works', async () => {
    const created = await asPerson().createKey(quince.id, device, randomUUID());
    expect(created).toMatchObject({ ok: true, value: { name: device, revoked_at: null } });
    const token = created.ok ? created.value.token : '';
    expect(await convene().probeKey({ server: demo.address, token })).toMatchObject({
      ok: true,
      value: { accepted: true },
    });
  });

  it('makes one key only when its answer was lost', async () => {
    demo.faults.add({ kind: 'act-then-close', method: 'POST', path: keysPath });
    demo.faults.add({ kind: 'truncated', method: 'POST', path: keysPath });
    expect(await asPerson().createKey(quince.id, device, randomUUID())).toMatchObject({ ok: true });
    expect(demo.keys(quince.id).filter(({ name }) => name === device)).toHaveLength(1);
  });

  it('names the key that is in the way of a new one', async () => {
    demo.createKey(device);
    expect(await asPerson().createKey(quince.id, device, randomUUID())).toMatchObject({
      ok: false,
      error: { code: 'conflict', name: device },
    });
  });

  it.each([
    ['emoji', 'Claude Desktop on 🍐 Anaïs’s 笔记本 👩🏽‍🌾'],
    ['quotes', `Claude Desktop on "Bob's" \\ <stall>`],
    ['255 characters', `Claude Desktop on ${'x'.repeat(237)}`],
  ])('keeps %s in a name', async (_what, name) => {
    expect(await asPerson().createKey(quince.id, name, randomUUID())).toMatchObject({
      ok: true,
      value: { name },
    });
  });

  it('calls a name that is too long invalid', async () => {
    const name = `Claude Desktop on ${'x'.repeat(300)}`;
    expect(await asPerson().createKey(quince.id, name, randomUUID())).toMatchObject({
      ok: false,
      error: { code: 'invalid', status: 422 },
    });
  });

  it('revokes, and answers the first time again when asked twice', async () => {
    const { key, token } = demo.createKey(device);
    const first = await asPerson().revokeKey(quince.id, key.id);
    expect(first).toEqual({ ok: true, value: { revokedAt: expect.any(String) } });
    expect(await asPerson().revokeKey(quince.id, key.id)).toEqual(first);
    expect(await convene().probeKey({ server: demo.address, token })).toMatchObject({
      ok: true,
      value: { accepted: false },
    });
  });

  it('is asked again when the answer to revoking was lost', async () => {
    const { key } = demo.createKey(device);
    demo.faults.add({ kind: 'act-then-close', method: 'DELETE' });
    const revoked = await asPerson().revokeKey(quince.id, key.id);
    const [known] = demo.keys(quince.id).filter(({ id }) => id === key.id);
    expect(revoked).toEqual({ ok: true, value: { revokedAt: known?.revoked_at } });
  });

  it('doesn’t allow a volunteer to manage keys', async () => {
    const volunteer = asPerson(demoPeople.vera.email);
    const { key } = demo.createKey(device);
    for (const answer of [
      await volunteer.listKeys(quince.id),
      await volunteer.createKey(quince.id, 'another', randomUUID()),
      await volunteer.revokeKey(quince.id, key.id),
    ]) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    }
  });

  it('knows nothing of a key of another organization', async () => {
    const { key } = demo.createKey(device, demoPeople.ines.email, harbor.id);
    expect(await asPerson().revokeKey(quince.id, key.id)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
  });

  it.each(['.', '..', ''])('knows nothing of a key called "%s", and is not asked', async (id) => {
    const hit = demo.faults.add({ kind: 'server-error', times: Number.POSITIVE_INFINITY });
    expect(await asPerson().revokeKey(quince.id, id)).toMatchObject({ error: { code: 'not-found' } });
    expect(hit.hits()).toBe(0);
  });

  it('doesn’t let a key manage keys', async () => {
    const { token } = demo.createKey(device);
    expect(await convene({ tokens: tokensOf(demo.address, token) }).listKeys(quince.id)).toMatchObject({
      error: { code: 'not-allowed' },
    });
  });

  it('needs somebody signed in for everything but trying a key', async () => {
    const nobody = convene();
    for (const answer of [
      await nobody.me(),
      await nobody.listKeys(quince.id),
      await nobody.createKey(quince.id, device, randomUUID()),
      await nobody.revokeKey(quince.id, 'key'),
    ]) {
      expect(answer).toEqual({ ok: false, error: { code: 'signed-out' } });
    }
  });

  it('is asked again with a new access token when the old one was refused', async () => {
    const { accessToken } = demo.signIn();
    const tokens = tokensOf(demo.address, 'fm_session_old', accessToken);
    expect(await convene({ tokens }).createKey(quince.id, device, randomUUID())).toMatchObject({ ok: true });
    expect(tokens.refused).toEqual(['fm_session_old']);
  });

  it('has signed a person out when it refuses the new access token too', async () => {
    const tokens = tokensOf(demo.address, 'fm_session_old', 'fm_session_new', 'fm_session_newer');
    expect(await convene({ tokens }).me()).toMatchObject({ ok: false, error: { code: 'signed-out' } });
    expect(tokens.refused).toEqual(['fm_session_old']);
  });

  it.each(['https://convene.example', 'http://127.0.0.1:9', 'not an address'])(
    'is never sent the token of another server (%s)',
    async (server) => {
      const { token } = demo.createKey(device);
      const session = demo.signIn().accessToken;
      const asked = demo.faults.add({ kind: 'server-error', times: Number.POSITIVE_INFINITY });
      expect(await convene().probeKey({ server, token })).toMatchObject({ error: { code: 'bad-input' } });
      expect(await convene({ tokens: tokensOf(server, session) }).me()).toMatchObject({
        error: { code: 'signed-out' },
      });
      expect(asked.hits()).toBe(0);
    },
  );

  it('isn’t asked when there is no access token to be had, and the reason is passed on', async () => {
    const locked = failed(failure('keychain-locked', { command: 'unlock' }));
    const tokens: AccessTokens = { current: async () => locked, renew: async () => locked };
    expect(await convene({ tokens }).me()).toEqual(locked);
  });

  it('says why a new access token could not be had', async () => {
    const offline = failed(failure('offline'));
    const tokens: AccessTokens = {
      current: async () => ok({ server: demo.address, token: 'fm_session_old' }),
      renew: async () => offline,
    };
    expect(await convene({ tokens }).me()).toEqual(offline);
  });

  it.each([1, -1])('works as well when its clock is %d day ahead of ours, which is noted', async (days) => {
    const log = vi.fn();
    demo.faults.add({ kind: 'wrong-date', milliseconds: days * 86_400_000 });
    const made = convene({ tokens: tokensOf(demo.address, demo.signIn().accessToken), log });
    expect(await made.me()).toMatchObject({ ok: true });
    expect(log).toHaveBeenCalledWith('clocks differ', { serverAheadMs: expect.any(Number) });
  });

  it('may be silent; then every call ends with its deadline', async () => {
    demo.faults.add({ kind: 'hang', times: Number.POSITIVE_INFINITY });
    const hasty = { answerMs: 100, requestMs: 100, pausesMs: [] };
    const person = convene({ tokens: tokensOf(demo.address, 'fm_session_any'), timeouts: hasty });
    for (const answer of [
      await person.probeKey({ server: demo.address, token: newToken() }),
      await person.me(),
      await person.listKeys(quince.id),
      await person.createKey(quince.id, device, randomUUID()),
      await person.revokeKey(quince.id, 'key'),
    ]) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'timed-out' } });
    }
  });
});

describe('a Convene that can’t be trusted', () => {
  let server: ScriptedServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });
  const unexpected = { ok: false, error: { code: 'unexpected-answer' } };
  const dashboard = {
    organization: quince,
    pending_applications: 3,
    pending_orders: 2,
    upcoming_market_dates: 1,
    next_market_date: null,
    total_vendors: 9,
  };

  it.each([
    ['accepts', 200, dashboard],
    ['refuses', 401, { error: 'no' }],
  ])('that %s a key without saying the time proves nothing', async (_what, status, body) => {
    server = await startScriptedServer((response, request) => {
      response.sendDate = false;
      answerJson(body, status)(response, request);
    });
    const { address } = server;
    expect(
      await createConvene({ server: address, timeouts }).probeKey({ server: address, token: newToken() }),
    ).toMatchObject(unexpected);
  });

  it('that turns in circles with its pages is left', async () => {
    server = await startScriptedServer(answerJson({ api_keys: [], next_cursor: 'again' }));
    const made = createConvene({
      server: server.address,
      tokens: tokensOf(server.address, 'fm_session_any'),
      timeouts,
    });
    expect(await made.listKeys(quince.id)).toMatchObject(unexpected);
    expect(server.received).toHaveLength(2);
  });

  it('that never comes to a last page is left', async () => {
    let page = 0;
    server = await startScriptedServer((response, request) => {
      page += 1;
      answerJson({ api_keys: [], next_cursor: String(page) })(response, request);
    });
    const made = createConvene({
      server: server.address,
      tokens: tokensOf(server.address, 'fm_session_any'),
      timeouts,
    });
    expect(await made.listKeys(quince.id)).toMatchObject(unexpected);
    expect(page).toBeLessThanOrEqual(1_001);
  });

  it('that revoked another key than the one it was asked for proves nothing', async () => {
    const [person] = [{ id: 'p', name: 'P', email: 'p@quince.example', active: true }];
    const at = '2026-06-09T14:02:09Z';
    server = await startScriptedServer(
      answerJson({
        id: 'another',
        name: device,
        token_hint: '…a1b2',
        created_at: at,
        created_by: person,
        last_used_at: null,
        last_used_ip: null,
        request_count: 0,
        revoked_at: at,
        revoked_by: person,
      }),
    );
    const made = createConvene({
      server: server.address,
      tokens: tokensOf(server.address, 'fm_session_any'),
      timeouts,
    });
    expect(await made.revokeKey(quince.id, 'key')).toMatchObject(unexpected);
  });

  it('at an http address of another computer never hears from us', async () => {
    const made = createConvene({
      server: 'http://convene.example',
      tokens: tokensOf('http://convene.example', 'fm_session_any'),
      timeouts,
    });
    expect(await made.probeKey({ server: 'http://convene.example', token: newToken() })).toMatchObject({
      error: { code: 'bad-input' },
    });
    expect(await made.me()).toMatchObject({ error: { code: 'bad-input' } });
  });

  it('never gets a token shown in what we log', async () => {
    const log = vi.fn();
    const token = newToken();
    server = await startScriptedServer((response, { headers }) =>
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: headers })),
    );
    const made = createConvene({
      server: server.address,
      tokens: tokensOf(server.address, 'fm_session_any'),
      timeouts,
      log,
    });
    await made.probeKey({ server: server.address, token });
    await made.revokeKey(quince.id, token);
    expect(log).toHaveBeenCalled();
    expect(JSON.stringify(log.mock.calls)).not.toContain(token);
  });
});

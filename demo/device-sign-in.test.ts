import { afterEach, describe, expect, it } from 'vitest';
import {
  auditPageSchema,
  meSchema,
  sessionPageSchema,
  teamSessionPageSchema,
} from '../shared/convene/wire.ts';
import { type MarketOptions, startMarket } from '../testing/market.ts';
import { demoPeople } from './seed/people.ts';
import type { DemoServer } from './server.ts';
import { createCompanion } from './testing/companion.ts';
import { ask, exactly } from './testing/requests.ts';

let server: DemoServer | undefined;
afterEach(() => server?.stop());

async function companion(options: MarketOptions = {}) {
  server = await startMarket({ deviceIntervalSeconds: 0.001, ...options });
  return { server, app: await createCompanion(server.address) };
}

const accessOf = (answer: object): string =>
  'access_token' in answer ? String(answer.access_token) : `no token: ${JSON.stringify(answer)}`;
const refreshOf = (answer: object): string =>
  'refresh_token' in answer ? String(answer.refresh_token) : `no token: ${JSON.stringify(answer)}`;

describe('signing in with a code', () => {
  it('waits for the person, then gives a session for them', async () => {
    const { server, app } = await companion();
    const begun = await app.begin('Stall 🥕 laptop');
    expect(begun.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[2-9]{4}$/);
    expect(begun.verification_uri_complete).toBe(`${server.address}/device?user_code=${begun.user_code}`);
    expect(await app.poll(begun.device_code)).toEqual({ error: 'authorization_pending' });
    server.approve(begun.user_code, demoPeople.tom.email);
    const given = await app.poll(begun.device_code);
    expect(given).toMatchObject({ token_type: 'bearer', expires_in: 3_600, scope: 'admin' });
    const me = exactly(meSchema, await ask(`${server.address}/admin/me`, accessOf(given)));
    expect(me.person.name).toBe('Tom Okafor');
    expect(me.organizations.map(({ slug, role }) => [slug, role])).toEqual([
      ['quince-street', 'market_manager'],
    ]);
  });

  it('names the session after the device', async () => {
    const { server, app } = await companion();
    const begun = await app.begin(`  ${'👩🏽‍🌾'.repeat(200)}\u0000`);
    server.approve(begun.user_code);
    const given = await app.poll(begun.device_code);
    const answer = await ask(`${server.address}/admin/sessions`, accessOf(given));
    const { sessions } = exactly(sessionPageSchema, answer);
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ current: true });
    expect(sessions[0]?.device_name.replaceAll('👩🏽‍🌾', '')).toBe('');
  });

  it('ends when the person denies', async () => {
    const { server, app } = await companion();
    const begun = await app.begin();
    server.deny(begun.user_code);
    expect(await app.poll(begun.device_code)).toEqual({ error: 'access_denied' });
  });

  it('ends when the code has expired, and the code can’t be approved any more', async () => {
    let now = new Date('2026-06-09T09:00:00Z');
    const { server, app } = await companion({ now: () => now, deviceCodeSeconds: 600 });
    const begun = await app.begin();
    now = new Date('2026-06-09T09:10:00Z');
    expect(await app.poll(begun.device_code)).toEqual({ error: 'expired_token' });
    expect(() => server.approve(begun.user_code)).toThrow('expired');
  });

  it('tells an app that polls too fast to slow down', async () => {
    const { app } = await companion({ deviceIntervalSeconds: 5 });
    const begun = await app.begin();
    expect(await app.poll(begun.device_code)).toEqual({ error: 'authorization_pending' });
    expect(await app.poll(begun.device_code)).toEqual({ error: 'slow_down' });
  });

  it('gives tokens for one code once only', async () => {
    const { server, app } = await companion();
    const begun = await app.begin();
    server.approve(begun.user_code);
    await app.poll(begun.device_code);
    expect(await app.poll(begun.device_code)).toEqual({ error: 'invalid_grant' });
  });

  it('is offered to the companion only', async () => {
    const { app } = await companion();
    await expect(app.begin('Laptop', { client_id: 'somebody-else' })).rejects.toMatchObject({
      error: 'invalid_client',
    });
  });

  it('is not offered where apps can’t sign in, and neither is managing keys', async () => {
    server = await startMarket({ metadata: false });
    const { accessToken } = server.signIn();
    for (const path of [
      '/.well-known/oauth-authorization-server',
      '/admin/me',
      '/admin/api_keys',
      '/device',
    ]) {
      expect((await ask(`${server.address}${path}`, accessToken)).status).toBe(404);
    }
  });
});

describe('a session', () => {
  it('goes on with a fresh pair of tokens', async () => {
    const { server, app } = await companion();
    const first = server.signIn();
    const second = await app.refresh(first.refreshToken);
    expect(refreshOf(second)).not.toBe(first.refreshToken);
    expect((await ask(`${server.address}/admin/me`, accessOf(second))).status).toBe(200);
    expect(accessOf(await app.refresh(refreshOf(second)))).toMatch(/^fm_session_/);
  });

  it('ends for both when a refresh token is used twice', async () => {
    const { server, app } = await companion();
    const first = server.signIn();
    const second = await app.refresh(first.refreshToken);
    expect(await app.refresh(first.refreshToken)).toEqual({ error: 'invalid_grant' });
    expect(await app.refresh(refreshOf(second))).toEqual({ error: 'invalid_grant' });
    expect((await ask(`${server.address}/admin/me`, accessOf(second))).status).toBe(401);
    expect((await ask(`${server.address}/admin/me`, first.accessToken)).status).toBe(401);
  });

  it.each(['accessToken', 'refreshToken'] as const)('ends with its %s', async (kind) => {
    const { server, app } = await companion();
    const session = server.signIn();
    const other = server.signIn();
    await app.revoke(session[kind]);
    expect((await ask(`${server.address}/admin/me`, session.accessToken)).status).toBe(401);
    expect(await app.refresh(session.refreshToken)).toEqual({ error: 'invalid_grant' });
    expect((await ask(`${server.address}/admin/me`, other.accessToken)).status).toBe(200);
  });

  it('needs a fresh access token after an hour, and ends after thirty days', async () => {
    let now = new Date('2026-06-09T09:00:00Z');
    const { server, app } = await companion({ now: () => now });
    const { accessToken, refreshToken } = server.signIn();
    now = new Date('2026-06-09T10:00:00Z');
    expect((await ask(`${server.address}/admin/me`, accessToken)).status).toBe(401);
    now = new Date('2026-07-09T09:00:00Z');
    expect(await app.refresh(refreshToken)).toEqual({ error: 'invalid_grant' });
  });

  it('is worth nothing once the account is closed', async () => {
    const { server, app } = await companion();
    const { accessToken, refreshToken } = server.signIn(demoPeople.tom.email);
    server.setActive(demoPeople.tom.email, false);
    expect((await ask(`${server.address}/admin/me`, accessToken)).status).toBe(401);
    expect(await app.refresh(refreshToken)).toEqual({ error: 'invalid_grant' });
  });

  it('can be ended from another one of the same person, and by nobody else', async () => {
    const { server } = await companion();
    const [lost, here, tom] = [server.signIn(), server.signIn(), server.signIn(demoPeople.tom.email)];
    const end = (token: string) =>
      ask(`${server.address}/admin/sessions/${lost.sessionId}`, token, { method: 'DELETE' });
    expect((await end(tom.accessToken)).status).toBe(404);
    expect((await end(here.accessToken)).status).toBe(200);
    expect((await ask(`${server.address}/admin/me`, lost.accessToken)).status).toBe(401);
    const { sessions } = exactly(
      sessionPageSchema,
      await ask(`${server.address}/admin/sessions`, here.accessToken),
    );
    expect(sessions.map(({ id }) => id)).toEqual([here.sessionId]);
  });
});

describe('a session', () => {
  const rename = (server: DemoServer, id: string, token: string, body: unknown) =>
    ask(`${server.address}/admin/sessions/${id}`, token, {
      method: 'PATCH',
      json: body,
    });

  it('gets the new name of its device, once in the audit log', async () => {
    const { server } = await companion();
    const here = server.signIn();
    for (const _ of ['once', 'twice'])
      expect(
        (await rename(server, here.sessionId, here.accessToken, { device_name: ' Till  2 ' })).status,
      ).toBe(200);
    expect(server.sessions()).toMatchObject([{ id: here.sessionId, deviceName: 'Till 2' }]);
    const log = await ask(`${server.address}/admin/audit_log?action=session.renamed`, here.accessToken);
    expect(exactly(auditPageSchema, log).events).toHaveLength(1);
  });

  it.each([{}, { device_name: ' ' }, { device_name: 'x'.repeat(121) }])(
    'isn’t renamed by %j',
    async (body) => {
      const { server } = await companion();
      const here = server.signIn();
      expect((await rename(server, here.sessionId, here.accessToken, body)).status).toBe(422);
    },
  );

  it('that has ended has no name any more', async () => {
    const { server } = await companion();
    const [here, lost] = [server.signIn(), server.signIn()];
    await ask(`${server.address}/admin/sessions/${lost.sessionId}`, here.accessToken, { method: 'DELETE' });
    expect((await rename(server, lost.sessionId, here.accessToken, { device_name: 'Till' })).status).toBe(
      404,
    );
  });
});

describe('the sessions of a team', () => {
  const team = (server: DemoServer, id = '') => `${server.address}/admin/team/sessions${id && `/${id}`}`;
  const end = (server: DemoServer, id: string, token: string) =>
    ask(team(server, id), token, { method: 'DELETE' });

  it('are listed for an admin, with whose each is', async () => {
    const { server } = await companion();
    const [here, tom] = [server.signIn(), server.signIn(demoPeople.tom.email, 'Info tent tablet')];
    const { sessions } = exactly(teamSessionPageSchema, await ask(team(server), here.accessToken));
    expect(sessions).toMatchObject([
      { id: here.sessionId, current: true, person: { name: 'Ana Ferreira' } },
      { id: tom.sessionId, current: false, device_name: 'Info tent tablet', person: { name: 'Tom Okafor' } },
    ]);
  });

  it('are ended by an admin, twice as well, and the audit log says by whom', async () => {
    const { server } = await companion();
    const [here, tom] = [server.signIn(), server.signIn(demoPeople.tom.email)];
    for (const _ of ['once', 'twice'])
      expect((await end(server, tom.sessionId, here.accessToken)).status).toBe(200);
    expect((await ask(`${server.address}/admin/me`, tom.accessToken)).status).toBe(401);
    const log = await ask(`${server.address}/admin/audit_log?action=session.ended`, here.accessToken);
    const { events } = exactly(auditPageSchema, log);
    const about = events.filter(({ resource }) => resource.id === tom.sessionId);
    expect(about).toMatchObject([{ actor: { name: 'Ana Ferreira' }, ip: '127.0.0.1', outcome: 'ok' }]);
  });

  it.each([demoPeople.tom.email, demoPeople.vera.email])('are nothing for %s', async (email) => {
    const { server } = await companion();
    const [ana, asks] = [server.signIn(), server.signIn(email)];
    expect((await ask(team(server), asks.accessToken)).status).toBe(403);
    expect((await end(server, ana.sessionId, asks.accessToken)).status).toBe(403);
    expect((await ask(`${server.address}/admin/me`, ana.accessToken)).status).toBe(200);
  });

  it('of another organization are neither listed nor ended', async () => {
    const { server } = await companion();
    const [ines, tom] = [server.signIn(demoPeople.ines.email), server.signIn(demoPeople.tom.email)];
    const { sessions } = exactly(teamSessionPageSchema, await ask(team(server), ines.accessToken));
    expect(sessions.map(({ id }) => id)).toEqual([ines.sessionId]);
    expect((await end(server, tom.sessionId, ines.accessToken)).status).toBe(404);
    expect((await ask(`${server.address}/admin/me`, tom.accessToken)).status).toBe(200);
  });

  it('of a closed account aren’t listed, as they open nothing', async () => {
    const { server } = await companion();
    const [here] = [server.signIn(), server.signIn(demoPeople.tom.email)];
    server.setActive(demoPeople.tom.email, false);
    const { sessions } = exactly(teamSessionPageSchema, await ask(team(server), here.accessToken));
    expect(sessions.map(({ id }) => id)).toEqual([here.sessionId]);
  });

  it('can be asked about at whoever `me` names as an admin', async () => {
    const { server } = await companion();
    const tom = server.signIn(demoPeople.tom.email);
    const { organizations } = exactly(meSchema, await ask(`${server.address}/admin/me`, tom.accessToken));
    expect(organizations).toMatchObject([
      { admins: [{ name: 'Ana Ferreira', email: 'ana@quince.example' }] },
    ]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../demo/faults.ts';
import { demoPeople } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import { sessionPageSchema } from '../../shared/convene/wire.ts';
import type { Failure } from '../../shared/failure.ts';
import { ok } from '../../shared/result.ts';
import { type MarketOptions, startMarket } from '../../testing/market.ts';
import { createConvene } from '../convene/create-convene.ts';
import { exchange } from '../convene/http.ts';
import {
  type Answerer,
  answerHtml,
  answerJson,
  answerText,
  hangUp,
  inOrder,
  type ScriptedServer,
  saySilence,
  startScriptedServer,
} from '../convene/scripted-server.ts';
import { type DeviceSignInOptions, startSignIn } from './device-sign-in.ts';
import type { PendingSignIn } from './sign-in.ts';

const timeouts = { answerMs: 5_000, requestMs: 15_000, pausesMs: [1, 1] };
const deviceName = 'Market office laptop';
const tokenPath = '/oauth/token';
const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function startDemo(options: MarketOptions = {}): Promise<DemoServer> {
  const demo = await startMarket({ deviceIntervalSeconds: 0.01, ...options });
  ended.push(demo.stop);
  return demo;
}

async function begin(server: string, options: Partial<DeviceSignInOptions> = {}): Promise<PendingSignIn> {
  const started = await startSignIn({
    server,
    deviceName,
    timeouts,
    slowDownMs: 20,
    leastIntervalMs: 0,
    ...options,
  });
  if (!started.ok) throw new Error(started.error.code);
  return started.value;
}

/** What the person is told meanwhile, and the end of it. */
function watch(pending: PendingSignIn) {
  const abort = new AbortController();
  const troubles: (Failure | undefined)[] = [];
  const answer = pending.wait(abort.signal, (trouble) => troubles.push(trouble));
  return { answer, troubles, cancel: () => abort.abort() };
}

/** Counts the polls without changing anything. */
const countPolls = (demo: DemoServer) =>
  demo.faults.add({ kind: 'delay', milliseconds: 0, path: tokenPath, times: Number.POSITIVE_INFINITY });

describe('signing in with a code', () => {
  it('shows a code and the page where it is approved, on the same server', async () => {
    const demo = await startDemo();
    const now = new Date('2026-06-09T14:00:00Z');
    const pending = await begin(demo.address, { now: () => now });
    expect(pending.userCode).toMatch(/\S{6,}/);
    expect(new URL(pending.verificationAddress).origin).toBe(demo.address);
    expect(pending.verificationAddress).toContain(pending.userCode);
    expect(pending.expiresAt).toEqual(new Date('2026-06-09T14:10:00Z'));
  });

  it('gives a session that works once the person has approved', async () => {
    const demo = await startDemo();
    const polls = countPolls(demo);
    const pending = await begin(demo.address);
    const { answer, troubles } = watch(pending);
    await vi.waitFor(() => expect(polls.hits()).toBeGreaterThan(1));
    demo.approve(pending.userCode);
    const secret = await answer;
    if (!secret.ok) throw new Error(secret.error.code);
    expect(secret.value.server).toBe(demo.address);
    const { server, accessToken: token } = secret.value;
    const accessToken = async () => ok({ server, token });
    const tokens = { current: accessToken, renew: accessToken };
    const me = await createConvene({ server: demo.address, tokens }).me();
    expect(me).toMatchObject({ ok: true, value: { person: { email: demoPeople.ana.email } } });
    expect(troubles).toEqual([]);
  });

  it.each([
    ['as it is', deviceName],
    ['with emoji and quotes', `Anaïs’s 🍐 "笔记本" \\ <b>`],
    ['of 300 characters', 'x'.repeat(300)],
  ])('names the session after the device, %s', async (_what, name) => {
    const demo = await startDemo();
    const pending = await begin(demo.address, { deviceName: name });
    demo.approve(pending.userCode);
    const secret = await watch(pending).answer;
    const authorization = `Bearer ${secret.ok ? secret.value.accessToken : ''}`;
    const url = new URL('/admin/sessions', demo.address);
    const answer = await exchange({ method: 'GET', url, headers: { authorization } }, 5_000);
    const listed = sessionPageSchema.parse(JSON.parse(answer.ok ? answer.value.body : ''));
    const [current] = listed.sessions.filter(({ current }) => current);
    expect(name.startsWith(current?.device_name ?? '-')).toBe(true);
  });

  it('ends when the person denies', async () => {
    const demo = await startDemo();
    const pending = await begin(demo.address);
    demo.deny(pending.userCode);
    expect(await watch(pending).answer).toMatchObject({ ok: false, error: { code: 'sign-in-denied' } });
  });

  it('ends when the server says that the code has expired', async () => {
    let now = new Date();
    const demo = await startDemo({ now: () => now });
    const pending = await begin(demo.address);
    now = new Date(now.getTime() + 11 * 60_000);
    expect(await watch(pending).answer).toMatchObject({ ok: false, error: { code: 'sign-in-expired' } });
  });

  it('ends when the code has expired and the server is gone', async () => {
    const demo = await startDemo({ deviceCodeSeconds: 1 });
    const pending = await begin(demo.address);
    await demo.stop();
    const { answer, troubles } = watch(pending);
    expect(await answer).toMatchObject({ ok: false, error: { code: 'sign-in-expired' } });
    expect(troubles.at(-1)).toMatchObject({ code: 'offline' });
  });

  it('waits longer from then on when the server says that it is polled too fast', async () => {
    const server = await scripted(
      answerJson({ error: 'slow_down' }, 400),
      answerJson({ error: 'authorization_pending' }, 400),
    );
    server.device(answerJson({ ...codes(`${server.address}/device`), expires_in: 0.5 }));
    const pending = await begin(server.address, { slowDownMs: 60_000 });
    expect(await watch(pending).answer).toMatchObject({ error: { code: 'sign-in-expired' } });
    // The second and last question comes as the code ends; at the old pace there would be dozens.
    expect(server.asked('/token')).toBe(2);
  });

  it('goes on when it was polled too fast on the demo market', async () => {
    const demo = await startDemo();
    const slowDown = demo.faults.add({ kind: 'slow-down', path: tokenPath, times: 2 });
    const pending = await begin(demo.address);
    demo.approve(pending.userCode);
    expect(await watch(pending).answer).toMatchObject({ ok: true });
    expect(slowDown.hits()).toBe(2);
  });

  it('stops when the person stops it, also while the server is silent', async () => {
    const demo = await startDemo();
    const pending = await begin(demo.address);
    const silent = demo.faults.add({ kind: 'hang', path: tokenPath });
    const { answer, cancel } = watch(pending);
    await vi.waitFor(() => expect(silent.hits()).toBe(1));
    cancel();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'sign-in-cancelled' } });
  });

  it('stops before the first question when it was stopped already', async () => {
    const demo = await startDemo();
    const polls = countPolls(demo);
    const pending = await begin(demo.address);
    const answer = await pending.wait(AbortSignal.abort(), () => {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'sign-in-cancelled' } });
    expect(polls.hits()).toBe(0);
  });

  it('leaves no session behind when it was stopped just as the person approved', async () => {
    const server = await scripted(answerJson({ error: 'authorization_pending' }, 400));
    const pending = await begin(server.address);
    let approve = (): void => {};
    const asked = new Promise<void>((resolve) => {
      server.poll((response, request) => {
        approve = () => answerJson(newTokens)(response, request);
        resolve();
      });
    });
    const { answer, cancel } = watch(pending);
    await asked;
    cancel();
    await answer;
    approve();
    await vi.waitFor(() => expect(server.revoked()).toEqual(['fm_refresh_one']));
  });

  it('goes on after the server was restarted', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'convene-demo-'));
    ended.push(() => rm(dataFolder, { recursive: true }));
    const before = await startDemo({ dataFolder });
    const pending = await begin(before.address);
    const { answer, troubles } = watch(pending);
    await before.stop();
    await vi.waitFor(() => expect(troubles.at(-1)).toMatchObject({ code: 'offline' }));
    const after = await startDemo({ dataFolder, port: before.port });
    await vi.waitFor(() => expect(troubles.at(-1)).toBeUndefined());
    after.approve(pending.userCode);
    expect(await answer).toMatchObject({ ok: true });
  });

  it('ends when the server was restarted and has forgotten the code', async () => {
    const before = await startDemo();
    const pending = await begin(before.address);
    await before.stop();
    await startDemo({ port: before.port });
    expect(await watch(pending).answer).toMatchObject({ ok: false, error: { code: 'sign-in-expired' } });
  });

  it.each<[Fault['kind'], Fault, string]>([
    ['close', { kind: 'close', path: tokenPath, times: 2 }, 'offline'],
    ['html', { kind: 'html', path: tokenPath, times: 2 }, 'unexpected-answer'],
    ['server-error', { kind: 'server-error', path: tokenPath, times: 2 }, 'server-error'],
    ['truncated', { kind: 'truncated', path: tokenPath, times: 2 }, 'unexpected-answer'],
  ])('tells of trouble on the way (%s), goes on, and tells when it is over', async (_kind, fault, code) => {
    const demo = await startDemo();
    demo.faults.add(fault);
    const pending = await begin(demo.address);
    const { answer, troubles } = watch(pending);
    await vi.waitFor(() => expect(troubles).toHaveLength(3));
    expect(troubles).toMatchObject([{ code }, { code }, undefined]);
    demo.approve(pending.userCode);
    expect(await answer).toMatchObject({ ok: true });
  });

  it.each<[string, Answerer]>([
    ['temporarily_unavailable', answerJson({ error: 'temporarily_unavailable' }, 503)],
    ['temporarily_unavailable with 400', answerJson({ error: 'temporarily_unavailable' }, 400)],
    ['rate_limited', answerJson({ error: 'rate_limited' }, 429)],
    ['a word of its own', answerJson({ error: 'maintenance' }, 400)],
    ['too many requests without a word', answerText('', 'text/plain', 429)],
    ['a page of a proxy', answerHtml(403)],
    ['a proxy that wants a password', answerHtml(407)],
    ['a page of a gateway', answerHtml(502)],
  ])('goes on after what may pass (%s)', async (_what, fault) => {
    const server = await scripted(fault, answerJson({ error: 'access_denied' }, 400));
    const pending = await begin(server.address);
    const { answer, troubles } = watch(pending);
    expect(await answer).toMatchObject({ error: { code: 'sign-in-denied' } });
    expect(troubles).toHaveLength(1);
  });

  it.each([
    ['seconds', { 'retry-after': '60' }],
    ['a date', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }],
  ])('asks no sooner than a busy server wants (%s)', async (_what, headers) => {
    const busy = answerText('{"error":"rate_limited"}', 'application/json', 429, headers);
    const server = await scripted(busy, answerJson({ error: 'authorization_pending' }, 400));
    server.device(answerJson({ ...codes(`${server.address}/device`), expires_in: 0.5 }));
    const pending = await begin(server.address);
    expect(await watch(pending).answer).toMatchObject({ error: { code: 'sign-in-expired' } });
    // The second and last question comes as the code ends.
    expect(server.asked('/token')).toBe(2);
  });

  it('asks no more often than it may, whatever the server says', async () => {
    const server = await scripted(answerJson({ error: 'authorization_pending' }, 400));
    server.device(answerJson({ ...codes(`${server.address}/device`), interval: 0.001, expires_in: 0.5 }));
    const pending = await begin(server.address, { leastIntervalMs: 60_000 });
    expect(await watch(pending).answer).toMatchObject({ error: { code: 'sign-in-expired' } });
    expect(server.asked('/token')).toBe(1);
  });

  it('goes on after silence', async () => {
    const demo = await startDemo();
    demo.faults.add({ kind: 'hang', path: tokenPath, times: 2 });
    const pending = await begin(demo.address, { timeouts: { ...timeouts, answerMs: 500 } });
    demo.approve(pending.userCode);
    const { answer, troubles } = watch(pending);
    expect(await answer).toMatchObject({ ok: true });
    expect(troubles).toMatchObject([{ code: 'timed-out' }, { code: 'timed-out' }]);
  });

  it('asks a silent server less and less often', async () => {
    const server = await scripted(saySilence);
    server.device(answerJson({ ...codes(`${server.address}/device`), expires_in: 1 }));
    const pending = await begin(server.address, { timeouts: { ...timeouts, answerMs: 20 } });
    expect(await watch(pending).answer).toMatchObject({ error: { code: 'sign-in-expired' } });
    // At an even pace there would be more than thirty.
    expect(server.asked('/token')).toBeLessThan(12);
  });

  it.each([1, -1])('works when the server’s clock is %d day ahead of ours', async (days) => {
    const demo = await startDemo({ now: () => new Date(Date.now() + days * 86_400_000) });
    const now = new Date();
    const pending = await begin(demo.address, { now: () => now });
    demo.approve(pending.userCode);
    const hour = new Date(now.getTime() + 3_600_000).toISOString();
    expect(await watch(pending).answer).toMatchObject({ ok: true, value: { accessExpiresAt: hour } });
  });
});

describe('a sign-in that can’t begin', () => {
  it('is one that the server doesn’t offer', async () => {
    const demo = await startDemo({ metadata: false });
    expect(await startSignIn({ server: demo.address, deviceName })).toEqual({
      ok: false,
      error: { code: 'sign-in-not-offered' },
    });
  });

  it.each<[string, Answerer, string]>([
    ['a page', answerHtml(), 'unexpected-answer'],
    ['a server error', answerJson({ error: 'no' }, 500), 'server-error'],
    ['a refusal of this program', answerJson({ error: 'invalid_client' }, 401), 'unexpected-answer'],
    ['a cut connection', hangUp, 'offline'],
    [
      'a code without its page',
      answerJson({ device_code: 'd', user_code: 'u', expires_in: 9 }),
      'unexpected-answer',
    ],
    ['a page elsewhere', answerJson(codes('https://elsewhere.example/device')), 'unexpected-answer'],
    ['a page that is a program', answerJson(codes('javascript:alert(1)')), 'unexpected-answer'],
    ['a file', answerJson(codes('file:///etc/passwd')), 'unexpected-answer'],
  ])('is one that is answered by %s', async (_what, answerer, code) => {
    const server = await scripted(answerer);
    server.device(answerer);
    const started = await startSignIn({ server: server.address, deviceName, timeouts });
    expect(started).toMatchObject({ ok: false, error: { code } });
    expect(server.asked('/device')).toBe(1);
  });

  it('doesn’t accept a filled-in page elsewhere', async () => {
    const server = await scripted(hangUp);
    const elsewhere = { verification_uri_complete: 'https://elsewhere.example/device?user_code=u' };
    server.device(answerJson({ ...codes(`${server.address}/device`), ...elsewhere }));
    expect(await startSignIn({ server: server.address, deviceName, timeouts })).toMatchObject({
      error: { code: 'unexpected-answer' },
    });
  });
});

describe('tokens that can’t be used', () => {
  it.each<[string, object]>([
    ['without a refresh token', { access_token: 'fm_session_one', token_type: 'Bearer', expires_in: 60 }],
    ['that don’t fit into a header', newTokensOf('fm_session_\u{1f350}')],
  ])('are those %s', async (_what, tokens) => {
    const server = await scripted(answerJson(tokens));
    const pending = await begin(server.address, { timeouts });
    expect(await watch(pending).answer).toMatchObject({ error: { code: 'unexpected-answer' } });
  });
});

const newTokens = newTokensOf('fm_session_one');

function newTokensOf(accessToken: string) {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 3_600,
    refresh_token: 'fm_refresh_one',
  };
}

function codes(page: string) {
  return {
    device_code: 'device',
    user_code: 'PEAR-FIG',
    verification_uri: page,
    expires_in: 60,
    interval: 0.01,
  };
}

/** A server with sign-in whose polls are answered in this order. */
async function scripted(...polls: readonly [Answerer, ...Answerer[]]) {
  const server: ScriptedServer = await startScriptedServer(hangUp);
  ended.push(server.stop);
  const { address, received } = server;
  let poll = inOrder(...polls);
  let device = answerJson(codes(`${address}/device`));
  const endpoints = {
    device_authorization_endpoint: `${address}/device`,
    token_endpoint: `${address}/token`,
    revocation_endpoint: `${address}/revoke`,
  };
  server.answer((response, request) => {
    if (request.path === '/device') return device(response, request);
    if (request.path === '/token') return poll(response, request);
    if (request.path === '/revoke') return response.writeHead(200).end();
    return answerJson({ issuer: address, ...endpoints })(response, request);
  });
  return {
    address,
    poll: (next: Answerer) => {
      poll = next;
    },
    device: (next: Answerer) => {
      device = next;
    },
    asked: (path: string) => received.filter((request) => request.path === path).length,
    revoked: () =>
      received
        .filter(({ path }) => path === '/revoke')
        .map(({ body }) => new URLSearchParams(body).get('token')),
  };
}

import { afterEach, describe, expect, it } from 'vitest';
import { type MarketOptions, startMarket } from '../testing/market.ts';
import { demoPeople } from './seed/people.ts';
import type { DemoServer } from './server.ts';
import { openBrowser } from './testing/browser.ts';
import { createCompanion } from './testing/companion.ts';
import { ask, rest } from './testing/requests.ts';

const ana = demoPeople.ana.email;

let server: DemoServer | undefined;
afterEach(() => server?.stop());

async function visit(options: MarketOptions = {}) {
  server = await startMarket({ deviceIntervalSeconds: 0.001, ...options });
  return { server, browser: openBrowser(server.address), app: await createCompanion(server.address) };
}

describe('the page for codes', () => {
  it('asks to sign in first, then names code and device, and lets the app in', async () => {
    const { browser, app } = await visit();
    const begun = await app.begin('Ana’s "laptop" <b>');
    const path = `/device?user_code=${begun.user_code}`;
    expect((await browser.visit(path)).heading).toBe('Sign in to Convene');
    const asked = await browser.signIn(ana);
    expect(asked.at).toBe(path);
    expect(asked.html).toContain(begun.user_code);
    expect(asked.html).toContain('Ana’s &quot;laptop&quot; &lt;b&gt;');
    expect(asked.html).toContain('Quince Street Market and Harbor Makers Fair');
    const done = await browser.submit('/device', { decision: 'approve' });
    expect(done.heading).toBe('Approved. Go back to the app.');
    expect(await app.poll(begun.device_code)).toHaveProperty('access_token');
  });

  it('keeps the app out when the person denies', async () => {
    const { browser, app } = await visit();
    const begun = await app.begin('Laptop');
    await browser.visit(`/device?user_code=${begun.user_code}`);
    await browser.signIn(ana);
    expect((await browser.submit('/device', { decision: 'deny' })).heading).toContain('Denied');
    expect(await app.poll(begun.device_code)).toEqual({ error: 'access_denied' });
  });

  it('takes the code as people type it', async () => {
    const { browser, app } = await visit();
    const begun = await app.begin('Laptop');
    await browser.signIn(ana);
    const typed = begun.user_code.toLowerCase().replace('-', ' ');
    const asked = await browser.visit(`/device?user_code=${encodeURIComponent(typed)}`);
    expect(asked.heading).toBe('Does Convene Companion show this code?');
  });

  it('says when a code has expired, also between looking and approving', async () => {
    let now = new Date('2026-06-09T09:00:00Z');
    const { browser, app } = await visit({ now: () => now });
    const begun = await app.begin('Laptop');
    await browser.signIn(ana);
    await browser.visit(`/device?user_code=${begun.user_code}`);
    now = new Date('2026-06-09T09:10:00Z');
    expect(await browser.submit('/device', { decision: 'approve' })).toMatchObject({
      status: 410,
      heading: 'This code has expired.',
    });
    expect((await browser.visit(`/device?user_code=${begun.user_code}`)).heading).toBe(
      'This code has expired.',
    );
  });

  it('says when a code was used already or never existed', async () => {
    const { server, browser, app } = await visit();
    const begun = await app.begin('Laptop');
    server.approve(begun.user_code);
    await browser.signIn(ana);
    const used = await browser.visit(`/device?user_code=${begun.user_code}`);
    expect(used).toMatchObject({ status: 410, heading: 'This code was used already.' });
    expect(await browser.visit('/device?user_code=BCDF-2345')).toMatchObject({
      status: 404,
      heading: 'We don’t know this code.',
    });
  });

  it('lets nobody guess codes', async () => {
    const { browser } = await visit();
    await browser.signIn(ana);
    for (let guess = 0; guess < 20; guess += 1) await browser.visit('/device?user_code=BCDF-2345');
    expect((await browser.visit('/device?user_code=BCDF-2346')).status).toBe(429);
  });

  it('tells a volunteer that the app may not manage keys either', async () => {
    const { browser, app } = await visit();
    const begun = await app.begin('Laptop');
    await browser.signIn(demoPeople.vera.email);
    const asked = await browser.visit(`/device?user_code=${begun.user_code}`);
    expect(asked.html).toContain('so it may not either');
  });
});

describe('the sign-in page', () => {
  it('refuses a wrong password, and after five of them even the right one', async () => {
    const { browser } = await visit();
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await browser.signIn(ana, 'wrong')).status).toBe(401);
    }
    expect((await browser.signIn(ana)).status).toBe(429);
    expect((await browser.signIn(demoPeople.tom.email)).at).toBe('/admin/api_keys');
  });

  it('lets nobody in whose account was closed', async () => {
    const { browser } = await visit();
    expect(await browser.signIn(demoPeople.sam.email)).toMatchObject({ status: 403 });
  });

  it.each(['https://elsewhere.example/', '//elsewhere.example/device', '/device\\@elsewhere', '/sign-out'])(
    'leads to our own pages only, not to %j',
    async (next) => {
      const { browser } = await visit();
      await browser.visit(`/sign-in?next=${encodeURIComponent(next)}`);
      expect((await browser.signIn(ana)).at).toBe('/admin/api_keys');
    },
  );

  it('sets a cookie that scripts can’t read and other sites can’t send', async () => {
    const { server } = await visit();
    const answer = await fetch(`${server.address}/sign-in`);
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('gives a new cookie when somebody signs in', async () => {
    const { browser } = await visit();
    await browser.visit('/sign-in');
    const before = [...browser.cookies.values()];
    await browser.signIn(ana);
    expect([...browser.cookies.values()]).not.toEqual(before);
  });

  it('signs out for good', async () => {
    const { browser } = await visit();
    await browser.signIn(ana);
    const cookies = new Map(browser.cookies);
    await browser.submit('/sign-out', {});
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.visit('/admin/api_keys')).heading).toBe('Sign in to Convene');
  });
});

describe('the page of API keys', () => {
  it('shows a new key once, and the key works', async () => {
    const { server, browser } = await visit();
    await browser.signIn(ana);
    const made = await browser.submit('/admin/api_keys', { name: 'ChatGPT on <Ana’s> phone' });
    expect(made.status).toBe(201);
    const token = /data-token>([^<]+)</.exec(made.html)?.[1] ?? '';
    expect((await ask(rest(server.address, '/dashboard'), token)).status).toBe(200);
    expect((await browser.visit('/admin/api_keys')).html).not.toContain(token);
  });

  it('revokes at once', async () => {
    const { server, browser } = await visit();
    const { key, token } = server.createKey('Cursor on Front desk iMac');
    await browser.signIn(ana);
    const after = await browser.submit(`/admin/api_keys/${key.id}/revoke`, {});
    expect(after.html.indexOf('Cursor on Front desk iMac')).toBeGreaterThan(
      after.html.indexOf('Revoked</h2>'),
    );
    expect((await ask(rest(server.address, '/dashboard'), token)).status).toBe(401);
  });

  it.each([
    ['', 422],
    ['x'.repeat(256), 422],
    ['zap test 2', 409],
  ])('says what is wrong with the name %j', async (name, status) => {
    const { browser } = await visit();
    await browser.signIn(ana);
    const answer = await browser.submit('/admin/api_keys', { name });
    expect(answer.status).toBe(status);
    expect(answer.html).toContain('role="alert"');
  });

  it('lists the devices of everybody for an admin, who signs one out', async () => {
    const { server, browser } = await visit();
    const stolen = server.signIn(demoPeople.tom.email, 'Volunteer <laptop>');
    const page = await browser.signIn(ana);
    expect(page.html).toContain('Volunteer &lt;laptop&gt;');
    expect(page.html).toContain('Sign out Volunteer &lt;laptop&gt;, Tom Okafor');
    const after = await browser.submit(`/admin/devices/${stolen.sessionId}/sign_out`, {});
    expect(after.html).not.toContain('Volunteer &lt;laptop&gt;');
    expect((await ask(`${server.address}/admin/me`, stolen.accessToken)).status).toBe(401);
  });

  it('lists only their own devices for a market manager, and says who signs out the others', async () => {
    const { server, browser } = await visit();
    const anas = server.signIn(ana, 'Ana’s laptop');
    const own = server.signIn(demoPeople.tom.email, 'Tom’s tablet');
    const page = await browser.signIn(demoPeople.tom.email);
    expect(page.html).not.toContain('Ana’s laptop');
    expect(page.html).toContain('an admin: Ana Ferreira.');
    const refused = await browser.submit(`/admin/devices/${anas.sessionId}/sign_out`, {
      form_token: /name="form_token" value="([^"]+)"/.exec(page.html)?.[1] ?? '',
    });
    expect(refused.status).toBe(404);
    await browser.visit('/admin/api_keys');
    await browser.submit(`/admin/devices/${own.sessionId}/sign_out`, {});
    expect(server.sessions().map(({ id }) => id)).toEqual([anas.sessionId]);
  });

  it('is not for volunteers', async () => {
    const { browser } = await visit();
    expect((await browser.signIn(demoPeople.vera.email)).status).toBe(403);
  });

  it('stays there when apps can’t sign in', async () => {
    server = await startMarket({ metadata: false });
    const browser = openBrowser(server.address);
    expect((await browser.signIn(ana)).heading).toBe('API keys of Quince Street Market');
  });

  it('takes no form that another page made up', async () => {
    const { server, browser } = await visit();
    const before = server.keys().length;
    await browser.signIn(ana);
    const answer = await browser.visit('/admin/api_keys', { name: 'Planted', form_token: 'guessed' });
    expect(answer.status).toBe(400);
    expect(server.keys()).toHaveLength(before);
  });
});

describe('every page', () => {
  it.each(['/sign-in', '/device', '/admin/api_keys'])('%s runs no script and is not kept', async (path) => {
    const { browser } = await visit();
    await browser.signIn(ana);
    const { headers, html } = await browser.visit(path);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(html).not.toMatch(/<script|https?:\/\//);
  });
});

import { expect } from '@playwright/test';
import { host, test } from './fixture.ts';

test.describe(`what a page may do (${host})`, () => {
  test('a denied popup leaves no window behind', async ({ app, page }) => {
    expect(await page.evaluate(() => window.open('https://example.invalid/x') === null)).toBe(true);
    await page.locator('#popup').click();
    await expect.poll(() => app.windows().length).toBe(1);
    expect(await page.evaluate(() => globalThis.fixture.echo('still here'))).toBe('still here');
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('a refused navigation leaves the page where it is', async ({ app, page }) => {
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.once('will-navigate', (event) => {
        process.env.FIXTURE_ASKED = event.url;
      });
    });
    await page.locator('#away').click({ noWaitAfter: true });
    await expect
      .poll(() => app.evaluate(() => process.env.FIXTURE_ASKED))
      .toBe('https://example.invalid/away');
    await expect(page.locator('h1')).toHaveText('Fixture');
    expect(await page.evaluate(() => globalThis.fixture.echo('still here'))).toBe('still here');
  });

  test("the policy of the app's own scheme is enforced", async ({ page }) => {
    const outcome = await page.evaluate(async () => {
      const violated = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
      });
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.head.append(script);
      const connected = await fetch('index.html').then(
        () => 'connected',
        () => 'refused',
      );
      return { directive: await violated, injected: 'injected' in globalThis, connected };
    });
    expect(outcome).toEqual({ directive: 'script-src-elem', injected: false, connected: 'refused' });
  });

  test('a page without the right to the network reaches none', async ({ app }) => {
    const failed = await app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      return window.loadURL('http://example.com/').then(
        () => 'loaded',
        (error: Error) => {
          window.destroy();
          return error.message;
        },
      );
    });
    expect(failed).toBe("ERR_NAME_NOT_RESOLVED (-105) loading 'http://example.com/'");
  });

  test('refused permissions are denied', async ({ page }) => {
    const states = await page.evaluate(async () => {
      const names = ['notifications', 'geolocation', 'clipboard-read'] as PermissionName[];
      const asked = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
      return asked.map(({ state }) => state);
    });
    expect(states).toEqual(['denied', 'denied', 'denied']);
  });
});

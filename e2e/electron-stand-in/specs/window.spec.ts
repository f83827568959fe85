import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import { appFolder, host, test } from './fixture.ts';
import { processTree } from './processes.ts';

test.describe(`windows and the app (${host})`, () => {
  test('a hidden window is hidden to its page, also after a reload', async ({ app, page }) => {
    await expect
      .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true);
    expect(await page.evaluate(() => document.visibilityState)).toBe('visible');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    await page.reload();
    await expect.poll(() => page.evaluate(() => document.hidden)).toBe(true);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
  });

  test('closing can be refused', async ({ app, page }) => {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.isVisible())),
      )
      .toEqual([false]);
    expect(page.isClosed()).toBe(false);
  });

  test('a second start shows the first window, hands over its arguments and ends', async ({
    app,
    page,
    folder,
  }) => {
    await expect(page.locator('h1')).toBeVisible();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    const executable = await app.evaluate(() => process.argv[0] ?? '');
    const second = spawn(executable, [
      '--no-sandbox',
      `--user-data-dir=${folder}`,
      appFolder,
      '--greeting=hello',
    ]);
    const [status] = await once(second, 'exit');
    expect(status).toBe(0);
    await expect
      .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true);
    expect(await app.evaluate(() => process.env.FIXTURE_SECOND_ARGV)).toContain('--greeting=hello');
  });

  test('the page can be pictured in both schemes and at both sizes', async ({ page }) => {
    for (const size of [
      { width: 900, height: 640 },
      { width: 1400, height: 900 },
    ]) {
      await page.setViewportSize(size);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const seen = await page.evaluate(() => ({
          width: innerWidth,
          height: innerHeight,
          dark: matchMedia('(prefers-color-scheme: dark)').matches,
        }));
        expect(seen).toEqual({ ...size, dark: colorScheme === 'dark' });
        const picture = await page.screenshot();
        expect({ width: picture.readUInt32BE(16), height: picture.readUInt32BE(20) }).toEqual(size);
      }
    }
  });

  test('a window has the size that the app gave it', async ({ page }) => {
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([1000, 700]);
  });

  test('the theme that the app chooses reaches the page', async ({ app, page }) => {
    await app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'dark';
    });
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(true);
  });

  test('the app knows its name, version and folders', async ({ app, folder }) => {
    const seen = await app.evaluate(({ app: own }) => ({
      name: own.getName(),
      version: own.getVersion(),
      userData: own.getPath('userData'),
      packaged: own.isPackaged,
      electron: typeof process.versions.electron,
    }));
    expect(seen).toEqual({
      name: 'Stand-in Fixture',
      version: '1.2.3',
      userData: folder,
      packaged: false,
      electron: 'string',
    });
  });

  test('the app hears that its page has crashed', async ({ app, page }) => {
    const crashed = page.waitForEvent('crash');
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.once('render-process-gone', (_event, details) => {
        process.env.FIXTURE_GONE = details.reason;
      });
    });
    const tree = processTree(app.process().pid ?? 0);
    const renderers = tree.filter(({ commandLine }) => commandLine.includes('--type=renderer'));
    for (const { pid } of renderers) process.kill(pid, 'SIGKILL');
    await crashed;
    await expect.poll(() => app.evaluate(() => process.env.FIXTURE_GONE)).toMatch(/^(crashed|killed)$/);
  });
});

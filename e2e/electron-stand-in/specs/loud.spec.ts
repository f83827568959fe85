import { expect } from '@playwright/test';
import { host, test } from './fixture.ts';

test.describe('what the stand-in lacks', () => {
  test.skip(host !== 'stand-in', 'Electron lacks nothing.');

  test('a missing part of Electron says its name when it is used', async ({ app, page }) => {
    await expect(page.locator('h1')).toBeVisible();
    const said = await app.evaluate((electron) => {
      const whole = electron as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>;
      const attempt = (act: () => unknown): string => {
        try {
          act();
          return 'nothing';
        } catch (error) {
          return (error as Error).message;
        }
      };
      const [window] = electron.BrowserWindow.getAllWindows();
      const loose = window as unknown as Record<string, () => void>;
      return [
        attempt(() => whole.safeStorage?.isEncryptionAvailable?.()),
        attempt(() => whole.app?.showAboutPanel?.()),
        attempt(() => whole.shell?.trashItem?.('/tmp/x')),
        attempt(() => loose.setKiosk?.()),
        attempt(() => window?.on('swipe' as 'show', () => {})),
        attempt(() => electron.app.getPath('music')),
        attempt(() => new electron.BrowserWindow({ webPreferences: { sandbox: false } })),
        attempt(() => new electron.BrowserWindow({ kiosk: true })),
      ];
    });
    expect(said).toEqual(
      [
        'safeStorage.isEncryptionAvailable',
        'app.showAboutPanel',
        'shell.trashItem',
        'BrowserWindow.setKiosk',
        'the event "swipe" of BrowserWindow',
        "app.getPath('music')",
        'a window without sandbox and context isolation',
        'the option "kiosk" of BrowserWindow',
      ].map((what) => `stand-in: ${what} is not implemented`),
    );
  });

  test("a missing part of the preload's Electron says its name too", async ({ page }) => {
    await expect(page.evaluate(() => globalThis.fixture.unknownApi())).rejects.toThrow(
      'stand-in: ipcRenderer.sendSync is not implemented',
    );
  });
});

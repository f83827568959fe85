import { startAgain } from '../harness/app.ts';
import { expect, host, test } from '../harness/test.ts';

test(`closing the window keeps the tray, and the tray opens it again (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  // The page may be read before the window is shown.
  await expect.poll(() => running.windowVisible()).toBe(true);
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => running.windowVisible()).toBe(false);
  await world.tray.choose('Open Convene Companion');
  await expect.poll(() => running.windowVisible()).toBe(true);
});

test(`the awning has round scallops (${host})`, async ({ companion }) => {
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  const mask = await companion.page.evaluate(() => {
    const canopy = document.querySelector('.canopy');
    return canopy ? getComputedStyle(canopy, '::before').getPropertyValue('-webkit-mask-image') : 'no awning';
  });
  expect(mask).toContain('svg');
});

test(`Quit in the tray ends the program (${host})`, async ({ world, running, companion }) => {
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  const closed = running.app.waitForEvent('close');
  await world.tray.choose('Quit');
  await closed;
});

test(`a second start shows the first one's window (${host})`, async ({ world, running, companion }) => {
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  // The page may be read before the window is shown; hidden before that, it would be shown after all.
  await expect.poll(() => running.windowVisible()).toBe(true);
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await expect.poll(() => running.windowVisible()).toBe(false);
  expect(await startAgain({ env: world.env, folder: world.folder })).toBe(0);
  await expect.poll(() => running.windowVisible()).toBe(true);
});

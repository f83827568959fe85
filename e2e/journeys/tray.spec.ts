import { companionPage } from '../../testing/page/companion-page.ts';
import { launchApp, type RunningApp } from '../harness/app.ts';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const noTray = 'This desktop doesn’t show the Companion’s icon.';
/** The companion waits some seconds for a tray that only starts later. */
const afterGrace = { timeout: 15_000 };

const closeWindow = (running: RunningApp): Promise<void> =>
  running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

/** How often the window was minimized: nothing on a screen without a window manager does it. */
async function countMinimized(running: RunningApp): Promise<() => Promise<number>> {
  await running.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    if (!window) throw new Error('no window');
    window.minimize = () => {
      process.env.TIMES_MINIMIZED = String(Number(process.env.TIMES_MINIMIZED ?? 0) + 1);
    };
  });
  return () => running.app.evaluate(() => Number(process.env.TIMES_MINIMIZED ?? 0));
}

test.describe('on a desktop without a tray', () => {
  test.use({ worldOptions: { tray: false } });

  test(`closing the window asks once and minimizes from then on, until another choice is made (${host})`, async ({
    world,
    running,
    companion,
  }) => {
    await signIn(world, companion);
    const minimized = await countMinimized(running);
    await closeWindow(running);
    await expect.poll(() => running.asked()).toEqual(['What should closing the window do?']);
    expect(await minimized()).toBe(0);
    await running.willPress('Minimize it');
    await closeWindow(running);
    await expect.poll(minimized).toBe(1);
    await closeWindow(running);
    await expect.poll(minimized).toBe(2);
    expect(await running.asked()).toHaveLength(2);
    expect(await running.windowVisible()).toBe(true);

    await companion.chooseAccountItem('Reminders');
    await companion.button('When the window is closed').click();
    await companion.page.getByRole('option', { name: 'Quit the Companion' }).click();
    await companion.button('Done').click();
    const closed = running.app.waitForEvent('close');
    await closeWindow(running);
    await closed;
  });

  test(`closing the window ends it where that was chosen, also after the next start (${host})`, async ({
    world,
    running,
    companion,
  }) => {
    await expect(companion.title('Your market, one key for each device.')).toBeVisible();
    await running.willPress('Quit the Companion');
    const closed = running.app.waitForEvent('close');
    await closeWindow(running);
    await closed;
    const again = await launchApp({ env: world.env, folder: world.folder });
    await expect(companionPage(again).title('Your market, one key for each device.')).toBeVisible();
    const closedAgain = again.app.waitForEvent('close');
    await closeWindow(again);
    await closedAgain;
  });

  test(`that there is none is said until it is read, and never again (${host})`, async ({
    world,
    running,
    companion,
  }) => {
    await expect(companion.text(noTray)).toBeVisible(afterGrace);
    await companion.button('Close this notice').click();
    await expect(companion.text(noTray)).toBeHidden();
    await running.quit();
    const again = await launchApp({ env: world.env, folder: world.folder, args: ['--hidden'] });
    // It comes when the tray hasn't within the time for it, and then the notice would be there, too.
    await expect.poll(() => again.windowVisible(), afterGrace).toBe(true);
    await expect(companionPage(again).title('Your market, one key for each device.')).toBeVisible();
    await expect(companionPage(again).text(noTray)).toBeHidden();
    await again.quit();
  });

  test(`the icon is there when the tray comes later, and closing puts the window away (${host})`, async ({
    world,
    running,
    companion,
  }) => {
    await expect(companion.text(noTray)).toBeVisible(afterGrace);
    await world.startTray({ host: false });
    await expect(companion.text(noTray)).toBeVisible();
    world.tray.hostComes();
    await expect(companion.text(noTray)).toBeHidden();
    await closeWindow(running);
    await expect.poll(() => running.windowVisible()).toBe(false);
    await world.tray.click();
    await expect.poll(() => running.windowVisible()).toBe(true);
    expect(await running.asked()).toEqual([]);
  });
});

test(`a window that was put away comes back when the tray ends, and the icon when that starts again (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  expect((await world.tray.look()).toolTip).not.toBe('');
  await closeWindow(running);
  await expect.poll(() => running.windowVisible()).toBe(false);
  world.tray.stop();
  await expect.poll(() => running.windowVisible(), afterGrace).toBe(true);
  await expect(companion.text(noTray)).toBeVisible();
  await world.startTray();
  await expect(companion.text(noTray)).toBeHidden();
  await world.tray.choose('Open');
  await expect.poll(() => running.windowVisible()).toBe(true);
});

test(`Quit in the window’s menu ends it (${host})`, async ({ running, companion }) => {
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  const closed = running.app.waitForEvent('close');
  await running.app.evaluate(({ Menu }) => {
    const [companionMenu] = Menu.getApplicationMenu()?.items ?? [];
    companionMenu?.submenu?.items.find(({ label }) => label === 'Quit')?.click();
  });
  await closed;
});

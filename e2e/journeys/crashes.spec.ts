import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { companionPage } from '../../testing/page/companion-page.ts';
import { launchApp, type RunningApp, startAgain } from '../harness/app.ts';
import { signIn } from '../harness/steps.ts';
import { test as base, expect, host } from '../harness/test.ts';
import { killProcess, pressInWindow, windowText } from '../harness/window-text.ts';
import type { World } from '../harness/world.ts';

/** The app without the fixture that reads Playwright's page at the end: that page is killed here. */
const test = base.extend<{ running: RunningApp }>({
  running: async ({ world }, use) => {
    const running = await launchApp({ env: world.env, folder: world.folder });
    await use(running);
    await running.quit();
  },
});

const welcome = 'Your market, one key for each device.';
const reopened = 'The window closed unexpectedly and was opened again.';
const timesIn = (text: string, words: string): number => text.split(words).length - 1;
const logOf = (world: World): string => readFileSync(join(world.folder, 'companion.log'), 'utf8');

/** Kills the page's process, and waits until the app knows. */
async function killPage(running: RunningApp): Promise<void> {
  const pid = await killProcess(running, 'Tab');
  await expect
    .poll(() =>
      running.app.evaluate(({ app }, gone) => app.getAppMetrics().some((one) => one.pid === gone), pid),
    )
    .toBe(false);
}

/** Presses the second button of each message that the system shows; answers what they said so far. */
async function answerMessages(running: RunningApp): Promise<() => Promise<string[]>> {
  await running.app.evaluate(({ dialog }) => {
    const messages: string[] = [];
    Object.assign(globalThis, { messages });
    dialog.showMessageBox = (async (options: { message: string }) => {
      messages.push(options.message);
      return { response: 1, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  });
  return () => running.app.evaluate(() => (globalThis as unknown as { messages: string[] }).messages);
}

test(`a page whose process is killed comes back at its place, and that is told once (${host})`, async ({
  world,
  running,
}) => {
  const companion = companionPage(running);
  await signIn(world, companion);
  await companion.tab('Audit');
  await companion.page.getByRole('searchbox', { name: 'Find in the log' }).fill('tablet');
  await expect(companion.page).toHaveURL(/#audit\?find=tablet$/);
  await killPage(running);
  await expect.poll(() => windowText(running)).toContain(reopened);
  await expect.poll(() => windowText(running)).toMatch(/fit this/);
  expect(timesIn(await windowText(running), reopened)).toBe(1);
  expect(logOf(world)).toContain('page gone');
  await pressInWindow(running, 'Close this notice');
  await expect.poll(() => windowText(running)).not.toContain(reopened);
});

test(`a page that is killed again and again is not loaded for ever; tray and second start open it (${host})`, async ({
  world,
  running,
}) => {
  await expect.poll(() => windowText(running)).toContain(welcome);
  const messages = await answerMessages(running);
  for (let kills = 0; kills < 4; kills += 1) {
    await expect.poll(() => windowText(running)).toContain(welcome);
    await killPage(running);
  }
  await expect.poll(messages).toEqual(['The window keeps closing by itself.']);
  await expect.poll(() => running.windowVisible()).toBe(false);
  await world.tray.choose('Open Convene Companion');
  await expect.poll(() => windowText(running)).toContain(welcome);
  expect(await running.windowVisible()).toBe(true);

  for (let kills = 0; kills < 4; kills += 1) {
    await expect.poll(() => windowText(running)).toContain(welcome);
    await killPage(running);
  }
  await expect.poll(() => running.windowVisible()).toBe(false);
  expect(await startAgain({ env: world.env, folder: world.folder })).toBe(0);
  await expect.poll(() => windowText(running)).toContain(welcome);
});

test(`the process that draws may be killed ten times: the app goes on, and tells it once (${host})`, async ({
  world,
  running,
}) => {
  await expect.poll(() => windowText(running)).toContain(welcome);
  for (let kills = 0; kills < 10; kills += 1) {
    const before = await killProcess(running, 'GPU');
    await expect
      .poll(() =>
        running.app.evaluate(
          ({ app }, gone) => app.getAppMetrics().some(({ type, pid }) => type === 'GPU' && pid !== gone),
          before,
        ),
      )
      .toBe(true);
  }
  const text = await windowText(running);
  expect(text).toContain(welcome);
  expect(timesIn(text, 'The part that draws the window stopped')).toBe(1);
  expect(timesIn(logOf(world), 'process gone')).toBe(1);
});

test(`the network service may be killed: the page still loads, and it is told once (${host})`, async ({
  world,
  running,
}) => {
  const companion = companionPage(running);
  await expect(companion.title(welcome)).toBeVisible();
  await killProcess(running, 'Utility');
  await expect(companion.text('A part of the Companion stopped')).toBeVisible();
  await companion.page.reload();
  await expect(companion.title(welcome)).toBeVisible();
  await expect(companion.text('A part of the Companion stopped')).toHaveCount(1);
  await signIn(world, companion);
  expect(timesIn(logOf(world), 'process gone')).toBe(1);
});

for (const way of ['an exception', 'a rejection'] as const) {
  test(`${way} that nobody caught is told once and logged without what it says (${host})`, async ({
    world,
    running,
  }) => {
    const companion = companionPage(running);
    await expect(companion.title(welcome)).toBeVisible();
    const secret = `fm_org_${'s3cr3t'.repeat(5)}`;
    for (let count = 0; count < 2; count += 1) {
      await running.app.evaluate(
        (_electron, { rejects, words }) => {
          const mistake = (): Error => new TypeError(words);
          if (rejects) void Promise.reject(mistake());
          else
            setImmediate(() => {
              throw mistake();
            });
        },
        { rejects: way === 'a rejection', words: `"password": "hunter2", ${secret}` },
      );
    }
    await expect(companion.text('The Companion made a mistake, and goes on.')).toHaveCount(1);
    await expect.poll(() => logOf(world)).toMatch(/not (caught|handled)/);
    expect(logOf(world)).not.toMatch(/hunter2|s3cr3t/);
    await companion.button('Close this notice').click();
    await expect(companion.text('The Companion made a mistake')).toBeHidden();
    await signIn(world, companion);
  });
}

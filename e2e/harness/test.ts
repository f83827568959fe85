/** What every journey starts from: a computer of its own, the app on it, and a browser for Convene's pages. */
import { type Browser, test as base, chromium, expect } from '@playwright/test';
import { browserPath, browserSwitches } from '../../testing/browser.ts';
import { type CompanionPage, companionPage } from '../../testing/page/companion-page.ts';
import { hostName } from '../electron/host.ts';
import { type ConvenePages, convenePages } from '../pages/convene-pages.ts';
import { launchApp, type RunningApp } from './app.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** Stands in each title: an older Electron proves nothing about the current one, nor does one without a sandbox. */
export const host = hostName();

interface Fixtures {
  worldOptions: WorldOptions;
  /** What the page may complain about, because the journey tries it. */
  expectedComplaint: RegExp | undefined;
  world: World;
  running: RunningApp;
  companion: CompanionPage;
  convenePages: ConvenePages;
  /** Another computer of the same market, with a companion of its own. */
  volunteerLaptop: { readonly world: World; readonly running: RunningApp; readonly companion: CompanionPage };
}

/** The app on a computer for as long as `use` takes; nothing may be complained about in its window. */
async function withApp(
  world: World,
  expectedComplaint: RegExp | undefined,
  use: (running: RunningApp) => Promise<void>,
): Promise<void> {
  const running = await launchApp({ env: world.env, folder: world.folder });
  const complaints: string[] = [];
  running.page.on('pageerror', (error) => complaints.push(error.message));
  running.page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text()))
      complaints.push(message.text());
  });
  await use(running);
  await running.quit();
  expect(
    complaints.filter((one) => !expectedComplaint?.test(one)),
    'what the page complained about',
  ).toEqual([]);
}

async function withWorld(options: WorldOptions, use: (world: World) => Promise<void>): Promise<void> {
  const world = await createWorld(options);
  await use(world);
  const leaked = world.filesWithTokens();
  await world.end();
  expect(leaked, 'files in which a token stands').toEqual([]);
}

async function withCompanion(
  running: RunningApp,
  use: (companion: CompanionPage) => Promise<void>,
): Promise<void> {
  const companion = companionPage(running);
  await use(companion);
  expect(await companion.everyText(), 'what stands in the window').not.toMatch(
    /fm_(org|session|refresh)_\w{8}/,
  );
}

export const test = base.extend<Fixtures, { browserOfTheRun: Browser }>({
  browserOfTheRun: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern.
    async ({}, use) => {
      const browser = await chromium.launch({ executablePath: browserPath(), args: browserSwitches });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  worldOptions: [{}, { option: true }],
  expectedComplaint: [undefined, { option: true }],
  world: ({ worldOptions }, use) => withWorld(worldOptions, use),
  running: ({ world, expectedComplaint }, use) => withApp(world, expectedComplaint, use),
  companion: ({ running }, use) => withCompanion(running, use),
  volunteerLaptop: ({ world }, use) =>
    withWorld({ convene: world.convene, deviceName: 'Volunteer laptop' }, (laptop) =>
      withApp(laptop, undefined, (running) =>
        withCompanion(running, (companion) => use({ world: laptop, running, companion })),
      ),
    ),
  convenePages: async ({ browserOfTheRun }, use) => {
    const context = await browserOfTheRun.newContext();
    await use(convenePages(await context.newPage()));
    await context.close();
  },
});

export { expect };

/** What every page spec starts from: the built page in a browser, on examples or on the companion's services. */
import { test as base, expect, type Page } from '@playwright/test';
import { exampleNow } from '../gallery/example-views.ts';
import { filesUnder, holdsToken } from '../token-watch.ts';
import { createMemoryWorld, type World, type WorldOptions } from '../world.ts';
import { inPage } from './build.ts';
import { type CompanionPage, companionPage } from './companion-page.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { openOnServices, type TestDesktop, type WindowOptions } from './services-window.ts';

interface Fixtures {
  worldOptions: WorldOptions;
  /** What the page may complain about, because the spec tries it. */
  expectedComplaint: RegExp | undefined;
  /** What the page complained about, or what of an answer didn't fit the contract; must stay empty. */
  complaints: string[];
  desktop: TestDesktop;
  /** A computer with files, and a Convene. */
  world: World;
  /** Opens the window on the services of that computer. */
  openWindow(options?: WindowOptions): Promise<CompanionPage>;
  /** Opens the window on one of the gallery's scenarios, at its time, at a place such as `audit`. */
  openGallery(scenario: string, place?: string): Promise<CompanionPage>;
}

export const test = base.extend<Fixtures, { pageServer: PageServer }>({
  pageServer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern.
    async ({}, use) => {
      const server = await startPageServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  worldOptions: [{}, { option: true }],
  expectedComplaint: [undefined, { option: true }],
  complaints: async ({ page, expectedComplaint }, use) => {
    const complaints = complaintsOf(page);
    await use(complaints);
    expect(complaints.filter((one) => !expectedComplaint?.test(one))).toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern.
  desktop: ({}, use) => use({ opened: [], chosenPath: undefined }),
  world: async ({ worldOptions }, use) => {
    const world = await createMemoryWorld(worldOptions);
    await use(world);
    const leaked = filesUnder(world.home).filter((path) => holdsToken(path));
    await world.end();
    expect(leaked, 'files in which a token stands').toEqual([]);
  },
  openWindow: async ({ page, complaints, pageServer, world, desktop }, use) => {
    const opened = async (): Promise<string[]> => [...world.opened, ...desktop.opened];
    const companion = companionPage({ page, opened, ended: () => false });
    await use(async (options) => {
      const report = (problem: string): void => void complaints.push(problem);
      await openOnServices(page, { address: pageServer.address, world, desktop, report }, options);
      return companion;
    });
    expect(await companion.everyText(), 'what stands in the window').not.toMatch(
      /fm_(org|session|refresh)_\w{8}/,
    );
  },
  openGallery: async ({ page, complaints: _, pageServer }, use) => {
    const companion = companionPage({ page, opened: async () => [], ended: () => false });
    await page.clock.setFixedTime(exampleNow);
    await page.addInitScript({ path: inPage('gallery') });
    await use(async (scenario, place = '') => {
      await page.goto(`${pageServer.address}?scenario=${scenario}#${place}`);
      return companion;
    });
  },
});

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text()))
      complaints.push(message.text());
  });
  return complaints;
}

export { expect };

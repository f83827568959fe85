import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import type { Fixture } from '../fixture-app/preload.ts';
import { electronHost } from '../host.ts';

declare global {
  var fixture: Fixture;
}

export const { name: host } = electronHost();
export const appFolder = resolve(import.meta.dirname, '../../../out/stand-in-fixture');

interface Parts {
  readonly folder: string;
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** The fixture app, started anew for each test in a folder of its own. */
export const test = base.extend<Parts>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from this pattern.
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  app: async ({ folder }, use) => {
    const app = await _electron.launch({ args: [`--user-data-dir=${folder}`, appFolder], cwd: appFolder });
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    const page = await app.firstWindow();
    // The window exists before its first load, in Electron too.
    await page.waitForURL((url) => url.href !== 'about:blank');
    await page.locator('#state', { hasText: 'running' }).waitFor();
    await use(page);
  },
});

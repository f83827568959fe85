import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { browserPath, browserSwitches } from '../browser.ts';

/** Specs of the page, beside what they prove. */
export default defineConfig({
  testDir: '../../renderer',
  testMatch: '**/*.page.spec.ts',
  globalSetup: './build.ts',
  outputDir: '../../test-results/page',
  fullyParallel: true,
  // They wait for other processes and for the page now and then: with one more than there are cores, none idles.
  workers: Math.max(2, availableParallelism()) + 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: process.env.CI ? 'line' : 'list',
  use: {
    trace: 'off',
    screenshot: 'only-on-failure',
    // The window's own size at its first start.
    viewport: { width: 1180, height: 800 },
    launchOptions: { executablePath: browserPath(), args: browserSwitches },
  },
});

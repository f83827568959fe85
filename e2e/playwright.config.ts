import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'journeys',
  globalSetup: './harness/global-setup.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  // They wait for other processes and for the page now and then: with one more than there are cores, none idles.
  workers: Math.max(2, availableParallelism()) + 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: process.env.CI ? 'line' : 'list',
  use: { trace: 'off', screenshot: 'only-on-failure' },
});

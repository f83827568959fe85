import { defineConfig } from '@playwright/test';

/** The stand-in's own checks, apart from the app's journeys. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/stand-in',
  globalSetup: './specs/global-setup.config.ts',
  workers: 1,
  timeout: 30_000,
  forbidOnly: true,
  reporter: process.env.CI ? 'line' : 'list',
  use: { trace: 'off' },
});

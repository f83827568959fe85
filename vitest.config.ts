import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,core,main,preload,renderer,bridge,cli,demo,testing,e2e,scripts}/**/*.test.{ts,tsx}'],
    typecheck: { enabled: false },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The programs that tests start as real processes (bridge, keychain host, command line) are built once.
    globalSetup: ['testing/build-programs.global-setup.ts'],
  },
});

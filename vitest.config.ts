import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,core,main,preload,renderer,bridge,cli,demo,testing,e2e,scripts}/**/*.test.{ts,tsx}'],
    typecheck: { enabled: false },
    // Long enough for a computer that has other work; whoever waits in vain is told later, and nobody else is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['testing/patient-waiting.setup.ts'],
    // Most tests wait for other processes, so a core left over helps nobody.
    maxWorkers: Math.max(2, availableParallelism()),
    // The programs that tests start as real processes (bridge, keychain host, command line) are built once.
    globalSetup: ['testing/build-programs.global-setup.ts'],
  },
});

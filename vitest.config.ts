import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './testing/longest-first.ts';

const rooms = '{shared,core,main,preload,renderer,bridge,cli,demo,testing,e2e,scripts}';

/** What replaces file calls for its whole process, or tries what depends on which modules hold them. */
const ofFiles = [
  'core/settings-editor/{backups,clear-copies,settings-file,edit-crash,edit-faults,edit-hindered,edit-midway,edit-together}.test.ts',
  'core/clients/claude-desktop/*.test.ts',
  'core/files/{leftovers,lock,put-in-place,replace-file,spawn-apart,windows-program}.test.ts',
  'core/leftovers-at-start.test.ts',
];

/** What needs the system itself besides: its keychain, processes and their ends, `/proc`, `sh`. */
const ofTheSystem = [
  'bridge/{client-start,hostile-memory,program,rotation,sameness,sameness-inspector,sameness-modern}.test.ts',
  'cli/**/*.test.ts',
  'core/companion-on-real-parts.test.ts',
  'core/connect/connect.test.ts',
  'core/connections/bridge-probe.test.ts',
  'core/scan/{scans,in-git,scan}.test.ts',
  'core/keychain/{keychain-client,keychain-faults}.test.ts',
  'core/doctor/check-bridge.test.ts',
  'core/demo-market/*.test.ts',
  'core/rotation/rotation-on-real-parts.test.ts',
  'core/session/session.test.ts',
  'core/time-zone.test.ts',
  'demo/program.test.ts',
  'e2e/**/*.test.ts',
  'scripts/**/*.test.ts',
  'testing/{keyring/*,run-processes,token-watch}.test.ts',
];

/** What is worth repeating for an hour. */
const worthRepeating = [
  `${rooms}/**/*.property.test.ts`,
  'core/settings-editor/edit-{crash,together}.test.ts',
  'core/scan/scan.test.ts',
  'bridge/{model,rotation}.test.ts',
  'cli/damaged-files.test.ts',
];

const every = {
  typecheck: { enabled: false },
  // Long enough for a computer that has other work; whoever waits in vain is told later, and nobody else is.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  setupFiles: ['testing/patient-waiting.setup.ts'],
};

/** Loading the modules anew for each file took as long as the tests. */
const together = { isolate: false };

const projects = [
  {
    test: {
      ...every,
      name: 'unit',
      include: [`${rooms}/**/*.test.{ts,tsx}`],
      exclude: [...ofTheSystem, ...ofFiles],
      ...together,
    },
  },
  { test: { ...every, name: 'system', include: ofTheSystem, ...together } },
  { test: { ...every, name: 'files', include: ofFiles } },
];
const long = { test: { ...every, name: 'long', include: worthRepeating } };

export default defineConfig({
  test: {
    projects: process.env.CONVENE_LONG_RUNS ? [long] : projects,
    // Tests wait for other processes now and then: with one more than there are cores, none idles.
    maxWorkers: Math.max(2, availableParallelism()) + 1,
    sequence: { sequencer: LongestFirst },
    // The programs that tests start as real processes (bridge, keychain host, command line) are built once.
    globalSetup: ['testing/build-programs.global-setup.ts'],
  },
});

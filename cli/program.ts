#!/usr/bin/env node
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openCompanion } from '../core/companion.ts';
import { exposurePlaces } from '../core/exposure/places.ts';
import { dataFolder } from '../core/files/data-folder.ts';
import { storageFailure, systemCode } from '../core/files/file-failure.ts';
import type { Program } from '../core/programs/program.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { askOn } from './ask.ts';
import { runCommandLine } from './command-line.ts';
import { checkEnvironment } from './environment.ts';
import type { Streams, Terminal } from './terminal.ts';

delete process.env.ELECTRON_RUN_AS_NODE;

const program = (file: string): Program => ({
  command: process.execPath,
  args: [join(__dirname, file)],
  env: process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
});

const streams: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** `keys list | head -1`: whoever reads may leave early, and nothing is wrong then. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

async function openTerminal(): Promise<Result<Terminal>> {
  const fit = checkEnvironment(process.env);
  if (!fit.ok) return fit;
  const home = homedir();
  const folder = dataFolder({ env: process.env, platform: process.platform, home });
  try {
    const companion = openCompanion({
      folder,
      // The address is printed with its code; a browser on this machine may not be the person's.
      opener: { open: async () => ok(undefined) },
      programs: {
        bridge: program('bridge.cjs'),
        keychainHost: program('keychain-host.cjs'),
        practice: program('demo-server.cjs'),
      },
      scanWorker: join(__dirname, 'scan-worker.cjs'),
      env: process.env,
      platform: process.platform,
      home,
    });
    await companion.open();
    return ok({ ...streams, companion, ...askOn(process.stdin, process.stderr) });
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return failed(storageFailure(folder, error));
  }
}

// The services let the program end while they wait, as a window stays open anyway; a command has to stay itself.
const stay = setInterval(() => {}, 60_000);
runCommandLine(process.argv.slice(2), streams, openTerminal, {
  worker: join(__dirname, 'scan-worker.cjs'),
  folder: () => dataFolder({ env: process.env, platform: process.platform, home: homedir() }),
  async places() {
    const all = await exposurePlaces({ env: process.env, platform: process.platform, home: homedir() });
    return all.map(({ path }) => path);
  },
})
  .then((status) => {
    process.exitCode = status;
  })
  .finally(() => {
    clearInterval(stay);
    // A pipe that nobody closes must not keep the program.
    process.stdin.destroy();
  });

#!/usr/bin/env node
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SpawnCommand } from '../core/files/spawn-command.ts';
import { ripgrepPath } from '../core/scan/ripgrep-path.ts';
import { run } from './run.ts';

delete process.env.ELECTRON_RUN_AS_NODE;

const program = (file: string): SpawnCommand => ({
  command: process.execPath,
  args: [join(__dirname, file)],
  env: process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
});

/** `keys list | head -1`: whoever reads may leave early, and nothing is wrong then. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// The services let the program end while they wait, as a window stays open anyway; a command has to stay itself.
const stay = setInterval(() => {}, 60_000);
run(process.argv.slice(2), {
  streams: {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  },
  asked: { input: process.stdin, output: process.stderr },
  programs: {
    bridge: program('bridge.cjs'),
    keychainHost: program('keychain-host.cjs'),
    demo: program('demo-server.cjs'),
  },
  ripgrep: () => ripgrepPath(__filename),
  env: process.env,
  platform: process.platform,
  home: homedir(),
})
  .then((status) => {
    process.exitCode = status;
  })
  .finally(() => {
    clearInterval(stay);
    // A pipe that nobody closes must not keep the program.
    process.stdin.destroy();
  });

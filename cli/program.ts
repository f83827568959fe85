import { homedir } from 'node:os';
import { join } from 'node:path';
import { confirm, isCancel, password } from '@clack/prompts';
import { openCompanion } from '../core/companion.ts';
import { dataFolder } from '../core/files/data-folder.ts';
import type { Program } from '../core/programs/program.ts';
import { ok } from '../shared/result.ts';
import { runCommandLine, type Terminal } from './command-line.ts';
import type { Streams } from './output.ts';

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

async function openTerminal(): Promise<Terminal> {
  const home = homedir();
  const companion = openCompanion({
    folder: dataFolder({ env: process.env, platform: process.platform, home }),
    // The address is printed with its code; a browser on this machine may not be the person's.
    opener: { open: async () => ok(undefined) },
    programs: {
      bridge: program('bridge.cjs'),
      keychainHost: program('keychain-host.cjs'),
      practice: program('demo-server.cjs'),
    },
    env: process.env,
    platform: process.platform,
    home,
  });
  await companion.open();
  return {
    ...streams,
    companion,
    async secret(question) {
      if (!process.stdin.isTTY) return readAll();
      const answer = await password({ message: question });
      return isCancel(answer) ? undefined : answer;
    },
    async confirm(question) {
      if (!process.stdin.isTTY) return false;
      const answer = await confirm({ message: question, initialValue: false });
      return answer === true;
    },
  };
}

async function readAll(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8').trim();
}

runCommandLine(process.argv.slice(2), streams, openTerminal).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    streams.err(
      `Something went wrong inside Convene Companion: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);

/** A command in this process: the same command line on the same services, without starting a program. */

import { PassThrough } from 'node:stream';
import type { ClientProcess } from '../../core/clients/claude-desktop/processes.ts';
import type { SpawnCommand } from '../../core/files/spawn-command.ts';
import type { ChildSecretStore } from '../../core/keychain/keychain-client.ts';
import { ripgrepPath } from '../../core/scan/ripgrep-path.ts';
import { probeInProcess } from '../../testing/bridge/in-process.ts';
import { run } from '../run.ts';
import { built } from './programs.ts';

export interface Here {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly secrets: ChildSecretStore;
  readonly claude?: ClientProcess;
  /** Where the bridge is asked to prove itself; `here`, it has the same keychain in this process. */
  readonly bridge: 'here' | 'process';
}

export interface Heard {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Nobody is there to be asked; `input` is what a pipe holds. `onWords` hears standard error as it grows. */
export async function runHere(
  args: readonly string[],
  { env, home, secrets, claude, bridge }: Here,
  { input = '', onWords = () => {} }: { input?: string; onWords?: (err: string) => void } = {},
): Promise<Heard> {
  let out = '';
  let err = '';
  const program = (file: string): SpawnCommand => ({
    command: process.execPath,
    args: [built(file)],
    env: {},
  });
  const status = await run(args, {
    streams: {
      out(text) {
        out += text;
      },
      err(text) {
        err += text;
        onWords(err);
      },
    },
    asked: { input: new PassThrough().end(input), output: new PassThrough() },
    programs: {
      bridge: program('bridge.cjs'),
      keychainHost: program('keychain-host.cjs'),
      demo: program('demo-server.cjs'),
    },
    ripgrep: () => ripgrepPath(import.meta.filename),
    env,
    platform: process.platform,
    home,
    workingFolder: home,
    // It outlives the command, and the next one asks it again.
    secrets: { ...secrets, close: async () => {} },
    ...(claude ? { claude } : {}),
    ...(bridge === 'here' ? { openProbe: probeInProcess(program('bridge.cjs'), secrets) } : {}),
    pace: { entryMustLastMs: 10, lookEveryMs: 20, repeatAfterMs: [10, 20], pollEveryMs: 0 },
  });
  return { status, out, err };
}

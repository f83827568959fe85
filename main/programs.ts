import { join } from 'node:path';
import type { SpawnCommand } from '../core/files/spawn-command.ts';

/** Electron is its own Node with this variable set; each program deletes it at once, so that children don't inherit it. */
const asNode = { ELECTRON_RUN_AS_NODE: '1' };

/** The programs that run beside the window, each one file next to the built main process. */
export function companionPrograms(
  mainFolder: string,
): Record<'bridge' | 'keychainHost' | 'demo', SpawnCommand> {
  const program = (file: string): SpawnCommand => ({
    command: process.execPath,
    args: [join(mainFolder, '../programs', file)],
    env: asNode,
  });
  return {
    bridge: program('bridge.cjs'),
    keychainHost: program('keychain-host.cjs'),
    demo: program('demo-server.cjs'),
  };
}

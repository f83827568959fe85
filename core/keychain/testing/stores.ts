import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SpawnCommand } from '../../files/spawn-command.ts';
import { type ChildSecretStore, openSecretStore } from '../keychain-client.ts';

export const hostProgram = (env: Readonly<Record<string, string>>): SpawnCommand => ({
  command: process.execPath,
  args: [resolve('out/programs/keychain-host.cjs')],
  env,
});

const opened: ChildSecretStore[] = [];

/** A store that `closeStores` closes. */
export function storeOn(host: SpawnCommand, deadlineMs?: number): ChildSecretStore {
  const store = openSecretStore({ host, ...(deadlineMs ? { deadlineMs } : {}) });
  opened.push(store);
  return store;
}

export async function closeStores(): Promise<void> {
  for (const store of opened.splice(0)) await store.close();
}

export const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** The keychain processes that were started by this one. */
export const hostsOf = (pid: number): number[] =>
  childrenOf(pid).filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('keychain-host'));

/** Also a process that has ended but that nobody has asked about counts as gone. */
export function isGone(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return true;
    throw error;
  }
}

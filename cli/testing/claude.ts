/** A Claude in a home folder: a process that is called as Claude's is, quits when asked, and starts from the menu. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

const name = '/usr/lib/claude-desktop/claude-desktop';

/**
 * Puts the program and its entry in the menu into the home; it does nothing but be there. With `stubborn` it doesn't
 * quit when it is asked. What it was started by is not passed on: it outlives that.
 */
function installClaude(home: string, { stubborn = false } = {}) {
  const folder = join(home, '.local/lib/claude-desktop');
  const menu = join(home, '.local/share/applications');
  const starter = join(folder, 'claude-desktop');
  for (const one of [folder, menu]) mkdirSync(one, { recursive: true });
  const ready = join(folder, 'ready');
  rmSync(ready, { force: true });
  const script = [
    stubborn ? 'process.on("SIGTERM", () => {})' : '',
    `require("node:fs").writeFileSync("${ready}", "")`,
    'setInterval(() => {}, 60000)',
  ].join(';');
  const command = `exec -a ${name} '${process.execPath}' -e '${script}'`;
  writeFileSync(starter, `#!/bin/bash\nunset STARTED_BY\n${command}\n`);
  chmodSync(starter, 0o755);
  writeFileSync(join(menu, 'claude-desktop.desktop'), `[Desktop Entry]\nName=Claude\nExec="${starter}" %U\n`);
  return {
    /** From then on a stubborn one hears that it is asked, and stays. */
    isReady: (): boolean => existsSync(ready),
    start: (): ChildProcess =>
      spawn(starter, [], {
        env: { PATH: process.env.PATH ?? '', HOME: home },
        stdio: 'ignore',
      }),
  };
}

/** Puts it there and starts it; answers the id of the process once it is there. */
export async function openClaude(home: string, options?: { stubborn: boolean }): Promise<number> {
  const { start, isReady } = installClaude(home, options);
  start();
  return vi.waitFor(() => {
    const [id] = claudesIn(home);
    expect(id).toBeDefined();
    expect(isReady()).toBe(true);
    return Number(id);
  }, 10_000);
}

/** The ids of the processes that are called so there. */
export const claudesIn = (home: string): number[] =>
  readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id))
    .filter((id) => firstArgument(id) === name && readOf(id, 'environ').split('\0').includes(`HOME=${home}`))
    .map(Number);

const firstArgument = (id: string): string | undefined => readOf(id, 'cmdline').split('\0')[0];

/** A process may end while it is looked at. */
function readOf(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

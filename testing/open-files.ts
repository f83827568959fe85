/** Which open files programs share, as Linux tells it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface RunningProgram {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: string;
}

/** All that this process may look at; one that ends meanwhile is left out. */
export function runningPrograms(): RunningProgram[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    const [status, commandLine] = [`/proc/${id}/status`, `/proc/${id}/cmdline`].map(readOrNothing);
    const parent = /^PPid:\s*(\d+)$/m.exec(status ?? '')?.[1];
    const line = (commandLine ?? '').replaceAll('\0', ' ').trim();
    return parent === undefined ? [] : [{ pid: Number(id), parent: Number(parent), commandLine: line }];
  });
}

/** Sockets, pipes and files by what identifies them; what has no identity (`anon_inode`) and devices are left out. */
export function openFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return identified(readdirSync(folder).map((file) => orNothing(() => readlinkSync(`${folder}/${file}`))));
}

export const identified = (files: readonly string[]): string[] =>
  [...new Set(files)].filter((file) => /^(?:socket:|pipe:|\/(?!dev\/))/.test(file));

const readOrNothing = (path: string): string => orNothing(() => readFileSync(path, 'utf8'));

/** It may be gone by the time it is read. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const mountAt = (folder: string): boolean =>
  succeeds('mount', '-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', folder);

/** Mounting needs root, and leave of the container. */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'may-mount-'));
  const may = process.platform === 'linux' && mountAt(folder);
  if (may) succeeds('umount', folder);
  rmSync(folder, { recursive: true });
  return may;
}

export interface SmallDisk {
  /** Until it takes no more. */
  fill(): void;
  unmount(): void;
}

/** A disk of its own at `folder`, which can be full without any other being so. */
export function mountSmallDisk(folder: string): SmallDisk {
  mkdirSync(folder, { recursive: true });
  if (!mountAt(folder)) throw new Error('no disk could be mounted');
  return {
    fill() {
      for (const bytes of [1_000_000, 1])
        try {
          writeFileSync(join(folder, `filling-${bytes}`), Buffer.alloc(bytes));
        } catch {
          // Full.
        }
    },
    unmount: () => void succeeds('umount', '--lazy', folder),
  };
}

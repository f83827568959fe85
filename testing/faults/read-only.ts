/** A folder of the companion that can't be written, as its own person meets it. */
import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const nobody = 65_534;

/**
 * Does `work` while nothing in `folder` can be written. Root may write everywhere, so root's rights are put off for that long, and
 * the home above becomes somebody's who has none.
 */
export async function whileReadOnly<T>(folder: string, home: string, work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) give(home);
  chmodSync(folder, 0o500);
  if (isRoot) process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o700);
  }
}

function give(folder: string): void {
  const below = readdirSync(folder, { withFileTypes: true, recursive: true });
  for (const path of [
    folder,
    ...below.filter((one) => !one.isSymbolicLink()).map((one) => join(one.parentPath, one.name)),
  ])
    chownSync(path, nobody, nobody);
}

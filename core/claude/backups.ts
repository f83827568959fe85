import { createHash } from 'node:crypto';
import { mkdir, readdir, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure } from '../files/file-failure.ts';

/** How many copies of one file are kept. */
const kept = 20;

/** Backups of files that share a name (two places of Claude's settings) are told apart by their path. */
const stem = (path: string): string =>
  `${basename(path)}.${createHash('sha256').update(path).digest('hex').slice(0, 8)}.`;

/** Keeps an exact, private copy of what a file held; answers where. The newest 20 of a file stay. */
export async function backUp(
  folder: string,
  path: string,
  bytes: Buffer,
  now: Date,
): Promise<Result<string>> {
  const target = join(folder, `${stem(path)}${now.toISOString().replaceAll(':', '-')}.json`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(target, bytes, { mode: 0o600, flush: true });
    const all = (await readdir(folder)).filter((name) => name.startsWith(stem(path))).sort();
    for (const old of all.slice(0, Math.max(0, all.length - kept))) await unlink(join(folder, old));
    return ok(target);
  } catch (error) {
    return failed(storageFailure(folder, error));
  }
}

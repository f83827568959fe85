import { createHash } from 'node:crypto';
import { mkdir, readdir, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';

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
  const dated = join(folder, `${stem(path)}${now.toISOString().replaceAll(':', '-')}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = await writeFresh(dated, bytes);
    const all = (await readdir(folder)).filter((name) => name.startsWith(stem(path))).sort();
    for (const old of all.slice(0, Math.max(0, all.length - kept))) await unlink(join(folder, old));
    return ok(target);
  } catch (error) {
    return failed(storageFailure(folder, error));
  }
}

/** Two copies of one moment stand beside each other; the second doesn't take the place of the first. */
async function writeFresh(dated: string, bytes: Buffer): Promise<string> {
  for (let again = 0; ; again += 1) {
    const target = `${dated}${again ? `-${again}` : ''}.json`;
    try {
      await writeFile(target, bytes, { mode: 0o600, flush: true, flag: 'wx' });
      return target;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

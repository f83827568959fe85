import { realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import type { ScanTask } from './worker-messages.ts';

/** Where to begin: what links lead to, each once, nothing that lies in another of them. `not-found` names the first that isn't there. */
export async function startingPoints(paths: readonly string[]): Promise<Result<ScanTask[]>> {
  const real: string[] = [];
  for (const path of paths) {
    try {
      real.push(await realpath(path));
    } catch (error) {
      return failed(whyNot(path, error));
    }
  }
  const inside = (path: string, folder: string): boolean =>
    path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  const each = [...new Set(real)];
  const tasks: ScanTask[] = [];
  for (const path of each.filter((one) => !each.some((other) => inside(one, other)))) {
    try {
      tasks.push((await stat(path)).isDirectory() ? { folder: path } : { files: [path] });
    } catch (error) {
      return failed(whyNot(path, error));
    }
  }
  return ok(tasks);
}

const whyNot = (path: string, error: unknown) =>
  systemCode(error) === 'ENOENT' ? failure('not-found', { path, name: path }) : storageFailure(path, error);

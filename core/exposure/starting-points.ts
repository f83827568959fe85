import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import type { ScanTask } from './worker-messages.ts';

/** Where to begin: what links lead to, each once, nothing that lies in another of them. `not-found` names the first that isn't there. */
export async function startingPoints(paths: readonly string[]): Promise<Result<ScanTask>> {
  const isFolder = new Map<string, boolean>();
  for (const looked of await Promise.all(paths.map(lookAt))) {
    if (!looked.ok) return looked;
    isFolder.set(looked.value.path, looked.value.isFolder);
  }
  // Upwards from each, as before a commit there may be thousands of files: too many to compare each with each.
  const isInAnother = (path: string): boolean => {
    for (
      let [below, folder] = [path, dirname(path)];
      folder !== below;
      [below, folder] = [folder, dirname(folder)]
    )
      if (isFolder.has(folder)) return true;
    return false;
  };
  const starts = [...isFolder.keys()].filter((path) => !isInAnother(path));
  return ok({
    folders: starts.filter((path) => isFolder.get(path)),
    files: starts.filter((path) => !isFolder.get(path)),
  });
}

async function lookAt(path: string): Promise<Result<{ path: string; isFolder: boolean }>> {
  try {
    const real = await realpath(path);
    return ok({ path: real, isFolder: (await stat(real)).isDirectory() });
  } catch (error) {
    return failed(
      systemCode(error) === 'ENOENT'
        ? failure('not-found', { path, name: path })
        : storageFailure(path, error),
    );
  }
}

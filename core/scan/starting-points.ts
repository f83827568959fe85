import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import type { ScanTask } from './worker-messages.ts';

export interface StartingPoints extends ScanTask {
  /** Pipes, sockets and devices, which aren't opened. */
  readonly special: number;
}

type Kind = 'folder' | 'file' | 'special';

/** Where to begin: what links lead to, each once, nothing that lies in another of them. `not-found` names the first that isn't there. */
export async function startingPoints(paths: readonly string[]): Promise<Result<StartingPoints>> {
  const kinds = new Map<string, Kind>();
  for (const looked of await Promise.all(paths.map(lookAt))) {
    if (!looked.ok) return looked;
    kinds.set(looked.value.path, looked.value.kind);
  }
  // Upwards from each, as before a commit there may be thousands of files: too many to compare each with each.
  const isInAnother = (path: string): boolean => {
    for (
      let [below, folder] = [path, dirname(path)];
      folder !== below;
      [below, folder] = [folder, dirname(folder)]
    )
      if (kinds.has(folder)) return true;
    return false;
  };
  const starts = [...kinds.keys()].filter((path) => !isInAnother(path));
  const those = (kind: Kind): string[] => starts.filter((path) => kinds.get(path) === kind);
  return ok({ folders: those('folder'), files: those('file'), special: those('special').length });
}

async function lookAt(path: string): Promise<Result<{ path: string; kind: Kind }>> {
  try {
    const real = await realpath(path);
    const about = await stat(real);
    return ok({ path: real, kind: about.isDirectory() ? 'folder' : about.isFile() ? 'file' : 'special' });
  } catch (error) {
    return failed(
      systemCode(error) === 'ENOENT'
        ? failure('not-found', { path, name: path })
        : storageFailure(path, error),
    );
  }
}

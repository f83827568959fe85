import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type SkippedReason, skippedReasons } from '../../shared/scan.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { isOwn } from './open-own.ts';
import { mostBytes } from './ripgrep.ts';

/** A path that was named and isn't looked into: nothing is known of what it holds. */
export interface UnreadPath {
  readonly path: string;
  readonly reason: SkippedReason;
}

export interface StartingPoints {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Too big to be held as a whole. */
  readonly bigFiles: readonly string[];
  /** Pipes, sockets, devices, and what is somebody else's. */
  readonly unread: readonly UnreadPath[];
  /** How many there are in all. */
  readonly places: number;
}

type Kind = 'folder' | 'file' | 'big-file' | SkippedReason;

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
  const unread = skippedReasons.flatMap((reason) => those(reason).map((path) => ({ path, reason })));
  return ok({
    folders: those('folder'),
    files: those('file'),
    bigFiles: those('big-file'),
    unread,
    places: starts.length,
  });
}

async function lookAt(path: string): Promise<Result<{ path: string; kind: Kind }>> {
  try {
    const real = await realpath(path);
    return ok({ path: real, kind: kindOf(await stat(real)) });
  } catch (error) {
    return failed(
      systemCode(error) === 'ENOENT'
        ? failure('not-found', { path, name: path })
        : storageFailure(path, error),
    );
  }
}

function kindOf(about: Stats): Kind {
  if (about.isDirectory()) return 'folder';
  if (!about.isFile()) return 'special';
  if (!isOwn(about)) return 'not-ours';
  return about.size > mostBytes ? 'big-file' : 'file';
}

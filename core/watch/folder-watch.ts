import { type FSWatcher, watch } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Log } from '../log.ts';

export interface FolderWatch {
  /** Watches just these files from now on, and folders anew that were removed and made again. */
  follow(paths: readonly string[]): Promise<void>;
  close(): void;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Tells a folder from another that was made in its place. */
  readonly identity: string;
  names: ReadonlySet<string>;
}

/**
 * Says when one of some files may have changed. Folders are watched, because programs replace files; a link's target
 * as well as the link. Where the system can't watch, it stays silent: whoever uses it also looks from time to time.
 */
export function watchFolders(changed: () => void, log: Log): FolderWatch {
  const watched = new Map<string, Watched>();
  const mentioned = new Set<string>();

  function forget(folder: string): void {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  }

  function begin(folder: string, identity: string, names: ReadonlySet<string>): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        // Some systems don't say which file it was.
        if (name === null || watched.get(folder)?.names.has(name)) changed();
      });
      watcher.on('error', () => {
        forget(folder);
        changed();
      });
      watched.set(folder, { watcher, identity, names });
    } catch (error) {
      if (!mentioned.has(folder)) log('folder can’t be watched', { folder, error: String(error) });
      mentioned.add(folder);
    }
  }

  return {
    async follow(paths) {
      const wanted = await namesByFolder(paths);
      for (const folder of watched.keys()) if (!wanted.has(folder)) forget(folder);
      for (const [folder, names] of wanted) {
        const identity = await identityOf(folder);
        const now = watched.get(folder);
        if (now && now.identity === identity) now.names = names;
        else {
          forget(folder);
          if (identity !== undefined) begin(folder, identity, names);
        }
      }
    },
    close() {
      for (const folder of [...watched.keys()]) forget(folder);
    },
  };
}

async function namesByFolder(paths: readonly string[]): Promise<Map<string, Set<string>>> {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    // A file that isn't there leads nowhere else.
    const target = await realpath(path).catch(() => path);
    for (const one of [path, target]) {
      const names = folders.get(dirname(one)) ?? new Set();
      folders.set(dirname(one), names.add(basename(one)));
    }
  }
  return folders;
}

/** Undefined when there is no such folder. Its birth tells one from another where the system gives numbers again. */
const identityOf = (folder: string): Promise<string | undefined> =>
  stat(folder).then(
    (found) => (found.isDirectory() ? `${found.dev} ${found.ino} ${found.birthtimeMs}` : undefined),
    () => undefined,
  );

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const ownFolders = new Set(['operations', 'backups', 'bridge', 'practice-market', 'pages']);

/** What the companion itself keeps, beside Chromium's files; not its locks, which are of a moment. */
const isOwn = (name: string): boolean =>
  (/^[a-z][a-z-]*\.json(?:\.|$)/.test(name) && !name.includes('.lock')) ||
  ownFolders.has(name) ||
  name === 'companion.log';

const ownIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter(isOwn) : []);

/**
 * Moves the companion's own files to another folder, all of them or none: they are copied beside it, read back, and put in its
 * place in one step before the old ones are removed. Where the new folder has own files already they count, and the old ones stay.
 * Answers whether anything was moved; throws what the system says, with the old files as they were.
 */
export function moveOwnFiles(from: string, to: string): boolean {
  const names = ownIn(from);
  if (names.length === 0 || ownIn(to).length > 0) return false;
  const beside = `${to}.moving-${process.pid}`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  try {
    mkdirSync(beside, { mode: 0o700 });
    for (const name of names)
      cpSync(join(from, name), join(beside, name), { recursive: true, preserveTimestamps: true });
    for (const path of filesBelow(from, names))
      if (!readFileSync(join(from, path)).equals(readFileSync(join(beside, path))))
        throw new Error(`${path} could not be read back`);
    // An empty one may stand there; whatever else does keeps its place.
    if (existsSync(to)) rmdirSync(to);
    renameSync(beside, to);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  for (const name of names) rmSync(join(from, name), { recursive: true, force: true });
  return true;
}

function filesBelow(folder: string, names: readonly string[]): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
  return files.filter((path) =>
    names.some((name) => path === name || (/^[\\/]/.test(path.slice(name.length)) && path.startsWith(name))),
  );
}

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const gitIn = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.example', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

/** Each a question that git answers about a file, and an object that it needs for that and has to fetch. */
export const hostileKinds = ['a missing tree behind a sparse index', 'a missing ignore file'] as const;

/**
 * A repository as it may come in an archive: one object is missing, and the settings name `command` as what is started on the
 * server to fetch it from, which is this very folder. Whatever asks git about `file` starts it.
 */
export function makeHostileRepository(
  folder: string,
  kind: (typeof hostileKinds)[number],
  { file, command }: { file: string; command: string },
): void {
  mkdirSync(folder, { recursive: true });
  gitIn(folder, 'init');
  const missing = kind === 'a missing ignore file' ? withIgnoreFile(folder) : withSparseIndex(folder, file);
  rmSync(join(folder, '.git/objects', missing.slice(0, 2), missing.slice(2)));
  for (const [name, value] of [
    ['core.repositoryFormatVersion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.url', folder],
    ['remote.origin.uploadPack', `${command}; false`],
  ] as const)
    gitIn(folder, 'config', name, value);
}

/** What looking for keys must not do. */
export function askGit(folder: string, file: string): void {
  for (const question of ['ls-files', 'check-ignore']) spawnSync('git', [question, file], { cwd: folder });
}

/** Answers the object of an ignore file that isn't in the folder and isn't expected there. */
function withIgnoreFile(folder: string): string {
  writeFileSync(join(folder, '.gitignore'), '*.secret\n');
  gitIn(folder, 'add', '.gitignore');
  gitIn(folder, 'commit', '-m', 'first');
  gitIn(folder, 'update-index', '--skip-worktree', '.gitignore');
  rmSync(join(folder, '.gitignore'));
  return gitIn(folder, 'rev-parse', 'HEAD:.gitignore');
}

/** Answers the object of a folder that the index names as a whole. */
function withSparseIndex(folder: string, file: string): string {
  for (const name of ['deep/file', file]) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'text');
  }
  gitIn(folder, 'add', '.');
  gitIn(folder, 'commit', '-m', 'first');
  gitIn(folder, 'sparse-checkout', 'init', '--cone', '--sparse-index');
  return gitIn(folder, 'rev-parse', 'HEAD:deep');
}

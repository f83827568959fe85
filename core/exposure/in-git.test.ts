import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInGit } from './in-git.ts';

let folder = '';
let stop: AbortController;
let inGit: ReturnType<typeof openInGit>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'in-git-'));
  stop = new AbortController();
  inGit = openInGit(stop.signal);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content = 'text'): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const git = (...args: string[]): void =>
  void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.example', '-C', folder, ...args], {
    stdio: 'ignore',
  });

describe('a file', () => {
  it('in no repository is said to be in none, also where there is no git', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await inGit(write('notes.txt'))).toBeUndefined();
  });

  it('deep in a repository is told apart by whether git keeps it', async () => {
    git('init');
    write('.gitignore', '*.secret\n');
    const tracked = write('deep/er/kept ünder.env');
    git('add', '.');
    expect(await Promise.all([tracked, write('deep/er/new.env'), write('deep/a.secret')].map(inGit))).toEqual(
      ['tracked', 'untracked', 'ignored'],
    );
  });

  it('whose name looks like a pattern is only itself', async () => {
    git('init');
    write('a1.env');
    git('add', '.');
    expect(
      await Promise.all(['a*.env', 'a[1].env', ':(top)a1.env'].map((name) => inGit(write(name)))),
    ).toEqual(['untracked', 'untracked', 'untracked']);
  });

  it('among hundreds gets its own answer', async () => {
    git('init');
    const names = Array.from({ length: 230 }, (_, index) => write(`${index % 2 ? 'odd' : 'even'}/${index}`));
    git('add', 'odd');
    const answers = await Promise.all(names.map(inGit));
    expect(answers).toEqual(names.map((_, index) => (index % 2 ? 'tracked' : 'untracked')));
  });

  it('in a repository within another is asked about where it is', async () => {
    git('init');
    git('init', 'inner');
    const path = write('inner/key.env');
    git('-C', 'inner', 'add', '.');
    expect(await inGit(path)).toBe('tracked');
  });

  it('in a second work tree, whose .git is a file, is found to be kept', async () => {
    git('init', 'first');
    write('first/key.env');
    git('-C', 'first', 'add', '.');
    git('-C', 'first', 'commit', '-m', 'first');
    git('-C', 'first', 'worktree', 'add', '../second');
    expect(await inGit(join(folder, 'second/key.env'))).toBe('tracked');
  });

  it('is judged by its own repository, also when we were started from a hook of another', async () => {
    git('init');
    const path = write('key.env');
    git('add', '.');
    vi.stubEnv('GIT_DIR', '/nowhere');
    vi.stubEnv('GIT_INDEX_FILE', '/nowhere/index');
    expect(await inGit(path)).toBe('tracked');
  });
});

describe('it isn’t known', () => {
  it('where git isn’t installed', async () => {
    git('init');
    vi.stubEnv('PATH', '/nowhere');
    expect(await inGit(write('key.env'))).toBe('unknown');
  });

  it('of git’s own files', async () => {
    git('init');
    expect(await inGit(join(folder, '.git/config'))).toBe('unknown');
  });

  it('in a repository that git can’t make sense of', async () => {
    write('.git/HEAD', 'no repository');
    expect(await inGit(write('key.env'))).toBe('unknown');
  });

  it('in somebody else’s repository, which git doesn’t trust', async () => {
    git('init');
    const path = write('key.env');
    git('add', '.');
    const isRoot = process.getuid?.() === 0;
    if (isRoot) for (const each of [folder, join(folder, '.git')]) chownSync(each, 65_534, 65_534);
    expect(await inGit(path)).toBe(isRoot ? 'unknown' : 'tracked');
  });

  it('once the look was called off', async () => {
    git('init');
    stop.abort();
    expect(await inGit(write('key.env'))).toBe('unknown');
  });
});

it('starts nothing that a repository’s settings name', async () => {
  git('init');
  const path = write('key.env');
  git('add', '.');
  write('monitor.sh', `#!/bin/sh\ntouch '${join(folder, 'started')}'\n`);
  execFileSync('chmod', ['+x', join(folder, 'monitor.sh')]);
  git('config', 'core.fsmonitor', join(folder, 'monitor.sh'));
  expect(await inGit(path)).toBe('tracked');
  expect(() => execFileSync('ls', [join(folder, 'started')], { stdio: 'ignore' })).toThrow();
});

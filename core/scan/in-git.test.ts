import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openInGit } from './in-git.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'in-git-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'text');
  return path;
}

it('a file deep in a repository is in it, and one beside it isn’t', async () => {
  write('shop/.git/HEAD');
  const paths = ['shop/key.env', 'shop/deep/er/key.env', 'shop.env', 'deep/key.env'].map(write);
  expect(await Promise.all(paths.map(openInGit()))).toEqual([true, true, false, false]);
});

it('a file in a second work tree, whose .git is a file, is in a repository', async () => {
  write('second/.git');
  expect(await openInGit()(write('second/key.env'))).toBe(true);
});

it('one of git’s own files is in its repository', async () => {
  expect(await openInGit()(write('shop/.git/config'))).toBe(true);
});

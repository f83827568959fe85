import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FolderWatch, watchFolders } from './folder-watch.ts';

let home = '';
let folders: FolderWatch;
const changed = vi.fn();
const logged = vi.fn();
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'folder-watch-')));
  folders = watchFolders(changed, logged);
});
afterEach(() => {
  folders.close();
  changed.mockClear();
  logged.mockClear();
  rmSync(home, { recursive: true });
});

const path = (name: string): string => join(home, name);
const isTold = (): Promise<void> => vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 10_000 });

describe('watching files by their folders', () => {
  it('tells of a file that was replaced, and of no other', async () => {
    writeFileSync(path('settings.json'), '{}');
    await folders.follow([path('settings.json')]);
    for (let at = 0; at < 20; at += 1) writeFileSync(path(`other-${at}`), '');
    renameSync(path('other-0'), path('settings.json'));
    await isTold();
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('tells of a file that isn’t there yet', async () => {
    await folders.follow([path('settings.json')]);
    writeFileSync(path('settings.json'), '{}');
    await isTold();
  });

  it('tells of the file to which a link leads', async () => {
    mkdirSync(path('dotfiles'));
    writeFileSync(path('dotfiles/settings.json'), '{}');
    symlinkSync(path('dotfiles/settings.json'), path('settings.json'));
    await folders.follow([path('settings.json')]);
    writeFileSync(path('dotfiles/settings.json'), '{ }');
    await isTold();
  });

  it('watches anew a folder that was removed and made again', async () => {
    mkdirSync(path('Claude'));
    await folders.follow([path('Claude/settings.json')]);
    rmSync(path('Claude'), { recursive: true });
    mkdirSync(path('Claude'));
    await folders.follow([path('Claude/settings.json')]);
    changed.mockClear();
    writeFileSync(path('Claude/settings.json'), '{}');
    await isTold();
  });

  it('is silent about a folder that isn’t there, and watches it once it is', async () => {
    await folders.follow([path('Claude/settings.json')]);
    mkdirSync(path('Claude'));
    await folders.follow([path('Claude/settings.json')]);
    writeFileSync(path('Claude/settings.json'), '{}');
    await isTold();
    expect(logged).not.toHaveBeenCalled();
  });

  it('no longer tells of what isn’t followed any more', async () => {
    mkdirSync(path('one'));
    mkdirSync(path('two'));
    await folders.follow([path('one/settings.json')]);
    await folders.follow([path('two/settings.json')]);
    writeFileSync(path('one/settings.json'), '{}');
    renameSync(path('one/settings.json'), path('two/settings.json'));
    await isTold();
    expect(changed).toHaveBeenCalledTimes(1);
  });
});

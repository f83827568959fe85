import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderOfFile, removeLeftovers } from './leftovers.ts';
import { makerOf, temporaryFor } from './temporary-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The id of a process that ran and is gone. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

const leftBy = (id: number, of = 'settings.json'): string => `.${of}.${id}-0123456789ab.convene-new`;

/** Puts an empty file of that name into the folder. */
function put(name: string): string {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
}

describe('a temporary file', () => {
  it('bears the id of the process that makes it', () => {
    expect(makerOf(temporaryFor('settings.json'))).toBe(process.pid);
  });

  it('of a companion that was killed is removed', async () => {
    put(leftBy(await endedProcess()));
    expect(await removeLeftovers([folder])).toEqual({ ok: true, value: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of a companion that is writing it stays', async () => {
    const name = leftBy(process.pid);
    put(name);
    expect(await removeLeftovers([folder])).toEqual({ ok: true, value: 0 });
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('whose process id another program has by now is removed once it is old', async () => {
    const elevenMinutesAgo = Date.now() / 1000 - 11 * 60;
    utimesSync(put(leftBy(process.pid)), elevenMinutesAgo, elevenMinutesAgo);
    expect(await removeLeftovers([folder])).toEqual({ ok: true, value: 1 });
  });

  it('is removed in each of the folders, be one of them named twice or not there', async () => {
    const id = await endedProcess();
    mkdirSync(join(folder, 'other'));
    put(leftBy(id));
    put(join('other', leftBy(id)));
    const folders = [folder, join(folder, 'gone'), folder, join(folder, 'other')];
    expect(await removeLeftovers(folders)).toEqual({ ok: true, value: 2 });
  });
});

describe('what isn’t a temporary file of ours stays', () => {
  it('because of its name', async () => {
    const id = await endedProcess();
    const names = [
      'settings.json',
      '.settings.json.convene-new',
      '.settings.json.0123456789ab.convene-new',
      `settings.json.${id}-0123456789ab.convene-new`,
      `.settings.json.${id}-0123456789AB.convene-new`,
      `.settings.json.${id}-0123456789ab.convene-new~`,
      `.${id}-0123456789ab.convene-new`,
    ];
    for (const name of names) put(name);
    expect(await removeLeftovers([folder])).toEqual({ ok: true, value: 0 });
    expect(readdirSync(folder).sort()).toEqual(names.sort());
  });

  it('because it is a folder or a link', async () => {
    const id = await endedProcess();
    mkdirSync(join(folder, leftBy(id, 'folder')));
    symlinkSync(put('theirs'), join(folder, leftBy(id, 'link')));
    expect(await removeLeftovers([folder])).toEqual({ ok: true, value: 0 });
    expect(readFileSync(join(folder, 'theirs'), 'utf8')).toBe('');
    expect(readdirSync(folder)).toHaveLength(3);
  });
});

it('A folder that can’t be looked through is told, and the others are tidied all the same', async () => {
  put(leftBy(await endedProcess()));
  const circle = join(folder, 'circle');
  symlinkSync(circle, circle);
  expect(await removeLeftovers([circle, folder])).toMatchObject({
    ok: false,
    error: { code: 'storage-failed', path: circle, detail: 'ELOOP' },
  });
  expect(readdirSync(folder)).toEqual(['circle']);
});

describe('the folder in which a file’s temporary files are', () => {
  it('is the one that its link leads to', async () => {
    mkdirSync(join(folder, 'dotfiles'));
    symlinkSync(put('dotfiles/settings.json'), join(folder, 'link.json'));
    expect(await folderOfFile(join(folder, 'link.json'))).toBe(join(folder, 'dotfiles'));
  });

  it('is known before the file is there', async () => {
    expect(await folderOfFile(join(folder, 'fresh.json'))).toBe(folder);
  });

  it('is the one that a link points to, be it there or not', async () => {
    symlinkSync(join(folder, 'gone/settings.json'), join(folder, 'link.json'));
    expect(await folderOfFile(join(folder, 'link.json'))).toBe(join(folder, 'gone'));
  });
});

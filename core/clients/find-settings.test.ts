import {
  existsSync,
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
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Computer } from '../files/data-folder.ts';
import { createSettings, findSettings, locationIn } from './find-settings.ts';
import { clientTable } from './table.ts';

const file = 'claude_desktop_config.json';
const claude = clientTable['claude-desktop'];

let home = '';
let computer: Computer;
let standard = '';
let moved = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'settings-'));
  standard = join(home, '.config/Claude', file);
  moved = join(home, 'moved', file);
  computer = { platform: 'linux', env: { CLAUDE_USER_DATA_DIR: dirname(moved) }, home };
});
afterEach(() => rmSync(home, { recursive: true }));

function written(path: string, at = '2026-01-01'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{}');
  utimesSync(path, new Date(at), new Date(at));
}

describe('the settings that are meant', () => {
  it('are the only ones there are', async () => {
    written(standard);
    expect(await findSettings(claude, computer)).toMatchObject({ chosen: standard, why: 'only-one' });
  });

  it('are those that were written last by more than a day', async () => {
    written(moved, '2026-01-01');
    written(standard, '2026-01-03');
    expect(await findSettings(claude, computer)).toMatchObject({ chosen: standard, why: 'written-last' });
  });

  it('are asked for when two were written within a day', async () => {
    written(moved, '2026-01-01T20:00:00Z');
    written(standard, '2026-01-02T08:00:00Z');
    const places = await findSettings(claude, computer);
    expect(places).toMatchObject({ why: 'ambiguous' });
    expect(places).not.toHaveProperty('chosen');
    expect(locationIn(places)).toMatchObject({ ok: false, error: { code: 'config-ambiguous' } });
  });

  it('are those that the person chose, whichever was written last', async () => {
    written(moved, '2026-01-01');
    written(standard, '2026-02-01');
    expect(await findSettings(claude, computer, moved)).toMatchObject({
      chosen: moved,
      why: 'chosen-by-you',
    });
  });

  it('are never a file that isn’t one of the program’s places', async () => {
    written(standard);
    const elsewhere = join(home, 'notes.json');
    written(elsewhere);
    expect(await findSettings(claude, computer, elsewhere)).toMatchObject({ chosen: standard });
  });

  it('are a file rather than a folder of that name', async () => {
    written(standard);
    mkdirSync(moved, { recursive: true });
    expect(await findSettings(claude, computer)).toMatchObject({ chosen: standard, why: 'only-one' });
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path, { recursive: true })],
    [
      'a link to itself',
      (path: string) => {
        mkdirSync(dirname(path), { recursive: true });
        symlinkSync(path, path);
      },
    ],
  ])('that are %s are not missing, so that it is said what stands there', async (_what, make) => {
    make(standard);
    expect(await findSettings(claude, computer)).toMatchObject({ chosen: standard });
  });

  it('are told with every place, when it was written, and for whom it is', async () => {
    written(standard, '2026-01-01T00:00:00.000Z');
    const { places } = await findSettings(claude, computer);
    expect(places).toEqual([
      { path: moved, source: 'CLAUDE_USER_DATA_DIR', state: 'missing', folderExists: false },
      {
        path: standard,
        source: 'Claude Desktop',
        state: 'file',
        folderExists: true,
        writtenAt: '2026-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('are never made by looking', async () => {
    await findSettings(claude, computer);
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('where there are no settings yet', () => {
  it('they may be made in the folder that the program has made', async () => {
    mkdirSync(dirname(standard), { recursive: true });
    const places = await findSettings(claude, computer);
    expect(places).toMatchObject({ why: 'none-yet', mayCreate: standard });
    expect(locationIn(places)).toMatchObject({ error: { code: 'config-missing', path: standard } });
    expect(await createSettings(places, standard, computer)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(standard, 'utf8')).toBe('{}\n');
  });

  it('a folder is made where there is none at all, at the likeliest place', async () => {
    const places = await findSettings(claude, computer);
    expect(places).toMatchObject({ why: 'none-yet', mayCreate: moved });
    expect((await createSettings(places, moved, computer)).ok).toBe(true);
    expect(readFileSync(moved, 'utf8')).toBe('{}\n');
  });

  it('no folder is made beside one that the program has made', async () => {
    mkdirSync(dirname(standard), { recursive: true });
    const places = await findSettings(claude, computer);
    expect((await createSettings(places, moved, computer)).ok).toBe(false);
    expect(existsSync(dirname(moved))).toBe(false);
  });

  it('it is asked which, when the program has made two folders', async () => {
    mkdirSync(dirname(standard), { recursive: true });
    mkdirSync(dirname(moved), { recursive: true });
    expect(await findSettings(claude, computer)).toMatchObject({ why: 'ambiguous' });
  });

  it('a file that came meanwhile is left as it is', async () => {
    mkdirSync(dirname(standard), { recursive: true });
    const places = await findSettings(claude, computer);
    writeFileSync(standard, '{"theirs": 1}');
    expect((await createSettings(places, standard, computer)).ok).toBe(false);
    expect(readFileSync(standard, 'utf8')).toBe('{"theirs": 1}');
  });

  it('a link to a file that isn’t there is told, and the file made where it leads', async () => {
    const there = join(home, 'dotfiles', file);
    mkdirSync(dirname(standard), { recursive: true });
    symlinkSync(there, standard);
    const places = await findSettings(claude, computer);
    expect(locationIn(places)).toMatchObject({
      error: { code: 'config-link-broken', path: standard, name: there },
    });
    expect(await createSettings(places, standard, computer)).toMatchObject({
      error: { code: 'config-link-broken', path: standard, name: there },
    });
    mkdirSync(dirname(there));
    expect((await createSettings(places, standard, computer)).ok).toBe(true);
    expect(readFileSync(there, 'utf8')).toBe('{}\n');
  });

  it('no place but the program’s own is ever made', async () => {
    const places = await findSettings(claude, computer);
    const elsewhere = join(home, 'elsewhere.json');
    expect(await createSettings(places, elsewhere, computer)).toMatchObject({ error: { code: 'bad-input' } });
    expect(existsSync(elsewhere)).toBe(false);
  });
});

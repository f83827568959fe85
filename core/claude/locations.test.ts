import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { candidatePaths, locateConfig } from './locations.ts';

const file = 'claude_desktop_config.json';

describe('where Claude’s settings may be', () => {
  it('on a Mac', () => {
    expect(candidatePaths({ platform: 'darwin', env: {}, home: '/Users/ana' })).toEqual([
      `/Users/ana/Library/Application Support/Claude/${file}`,
    ]);
  });

  it('on Linux', () => {
    expect(candidatePaths({ platform: 'linux', env: {}, home: '/home/ana' })).toEqual([
      `/home/ana/.config/Claude/${file}`,
    ]);
  });

  it('on Windows, in any of the places that its builds use, for both package families', () => {
    const env = { LOCALAPPDATA: 'C:\\L', APPDATA: 'C:\\R' };
    expect(candidatePaths({ platform: 'win32', env, home: 'C:\\Users\\ana' })).toEqual([
      `C:\\L\\Claude-Data\\claude_pzs8sxrjxfjjc\\${file}`,
      `C:\\L\\Claude-Data\\anthropicpbc.claude_fnn82j28hfe8t\\${file}`,
      `C:\\L\\Claude-Data\\${file}`,
      `C:\\L\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\${file}`,
      `C:\\L\\Packages\\AnthropicPBC.Claude_fnn82j28hfe8t\\LocalCache\\Roaming\\Claude\\${file}`,
      `C:\\R\\Claude\\${file}`,
    ]);
  });

  it('first of all where it was told to keep them', () => {
    const env = { CLAUDE_USER_DATA_DIR: '/data/claude' };
    expect(candidatePaths({ platform: 'linux', env, home: '/home/ana' })[0]).toBe(`/data/claude/${file}`);
  });
});

describe('the settings that count', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'locations-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function written(path: string, at: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{}');
    utimesSync(path, new Date(at), new Date(at));
  }

  it('are those that Claude wrote last', async () => {
    const moved = join(home, 'moved', file);
    const standard = join(home, '.config/Claude', file);
    written(moved, '2026-01-01');
    written(standard, '2026-02-01');
    const computer = { platform: 'linux' as const, env: { CLAUDE_USER_DATA_DIR: dirname(moved) }, home };
    expect(await locateConfig(computer)).toMatchObject({ ok: true, value: { path: standard } });
  });

  it('are a file rather than a folder of that name', async () => {
    const moved = join(home, 'moved');
    const standard = join(home, '.config/Claude', file);
    written(standard, '2026-01-01');
    mkdirSync(join(moved, file), { recursive: true });
    const computer = { platform: 'linux' as const, env: { CLAUDE_USER_DATA_DIR: moved }, home };
    expect(await locateConfig(computer)).toMatchObject({ ok: true, value: { path: standard } });
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
    const standard = join(home, '.config/Claude', file);
    make(standard);
    expect(await locateConfig({ platform: 'linux', env: {}, home })).toMatchObject({
      ok: true,
      value: { path: standard },
    });
  });

  it('are never made where they were missing', async () => {
    await locateConfig({ platform: 'linux', env: {}, home });
    expect(readdirSync(home)).toEqual([]);
  });

  it('that are nowhere are said to be missing, with the likeliest place', async () => {
    expect(await locateConfig({ platform: 'linux', env: {}, home })).toMatchObject({
      ok: false,
      error: { code: 'config-missing', path: join(home, '.config/Claude', file) },
    });
  });
});

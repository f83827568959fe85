import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observeFileCalls, systemError } from '../../testing/faults/file-calls.ts';
import { backUp, listBackups, readBackup } from './backups.ts';
import { clearCopies } from './clear-copies.ts';
import { keysBeside } from './copies-beside.ts';
import { takenOut } from './keys-in-bytes.ts';
import { settingsDiff } from './settings-diff.ts';

const token = `fm_org_${'aB3'.repeat(9)}`;
const settings = (key: string) =>
  `{\n  "mcpServers": { "mine": { "command": "npx", "env": { "KEY": "${key}", "OTHER": "secret" } } }\n}\n`;

let root = '';
let folder = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'copies-')));
  folder = join(root, 'backups');
});
afterEach(() => rmSync(root, { recursive: true }));

/** Keeps a copy of what `path` held, and answers where. */
async function copied(bytes: string | Buffer, path = join(root, 'mcp.json')): Promise<string> {
  const copy = await backUp({ folder, path, bytes: Buffer.from(bytes), before: 'adding', now: new Date() });
  if (!copy.ok) throw new Error(JSON.stringify(copy.error));
  return copy.value;
}
const text = (path: string): string => readFileSync(path, 'utf8');

/** The system refuses this call for this file. */
const refuse = (name: string, path: string, code = 'EACCES') =>
  observeFileCalls({
    before(call) {
      if (call.name === name && call.path === path) throw systemError(code, call);
    },
  });

describe('a key in the copies of settings', () => {
  it('is taken out of every copy, whichever file it was taken from', async () => {
    const copies = [await copied(settings(token)), await copied(settings(token), '/elsewhere/other.json')];
    expect(await clearCopies(folder)).toEqual([]);
    expect(copies.map(text)).toEqual([settings(takenOut), settings(takenOut)]);
  });

  it('is taken out of what was filed under the name of a link', async () => {
    writeFileSync(join(root, 'real.json'), settings(token));
    symlinkSync(join(root, 'real.json'), join(root, 'link.json'));
    const copies = [
      await copied(settings(token), join(root, 'link.json')),
      await copied(settings(token), join(root, 'real.json')),
    ];
    expect(await clearCopies(folder)).toEqual([]);
    for (const copy of copies) expect(text(copy)).not.toContain('fm_org_');
  });

  it('is taken out through a link to the folder', async () => {
    const copy = await copied(settings(token));
    symlinkSync(folder, join(root, 'linked'));
    expect(await clearCopies(join(root, 'linked'))).toEqual([]);
    expect(text(copy)).toBe(settings(takenOut));
  });

  it.each([
    ['UTF-16, little end first', (all: string) => Buffer.from(`\ufeff${all}`, 'utf16le')],
    ['UTF-16, big end first', (all: string) => Buffer.from(`\ufeff${all}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', (all: string) => Buffer.from(all, 'utf16le')],
    ['what is no text', (all: string) => Buffer.concat([Buffer.from([0, 255, 1]), Buffer.from(all)])],
  ])('is taken out of %s, and nothing else with it', async (_what, encode) => {
    const copy = await copied(encode(settings(token)));
    expect(await clearCopies(folder)).toEqual([]);
    expect(readFileSync(copy)).toEqual(encode(settings(takenOut)));
  });

  it.each([
    ['escaped letters', token.replace('_org_', '\\u005forg\\u005F').replace('a', '\\u0061')],
    ['a key that was cut off', token.slice(0, 17)],
    ['a key with more behind it', `${token}_and-more`],
  ])('is taken out as %s', async (_what, written) => {
    const copy = await copied(settings(written));
    await clearCopies(folder);
    expect(text(copy)).toBe(settings(takenOut));
  });

  it('leaves copies without one as they are, to the time of their last change', async () => {
    const copy = await copied(settings('nothing'));
    const before = statSync(copy, { bigint: true }).mtimeNs;
    await clearCopies(folder);
    expect(statSync(copy, { bigint: true }).mtimeNs).toBe(before);
  });

  it('leaves a copy that can be listed, read and shown, and shows that the key isn’t there', async () => {
    const path = join(root, 'mcp.json');
    const copy = await copied(settings(token), path);
    await clearCopies(folder);
    expect(await listBackups(folder, path, undefined)).toMatchObject({ value: [{ id: basename(copy) }] });
    const read = await readBackup(folder, path, basename(copy));
    const { lines } = settingsDiff(path, Buffer.from('{}\n'), read.ok ? read.value : Buffer.alloc(0));
    const shown = lines.map((line) => line.text).join('\n');
    expect(shown).toContain(takenOut);
    expect(shown).not.toContain('secret');
  });

  it('stays and is named where a copy can’t be read', async () => {
    const [closed, open] = [await copied(settings(token)), await copied(settings(token))];
    const stop = refuse('readFile', closed);
    const left = await clearCopies(folder);
    stop();
    expect(left).toEqual([{ path: closed, why: 'unreadable', detail: 'EACCES' }]);
    expect(text(open)).toBe(settings(takenOut));
  });

  it.each([
    ['access', 'EACCES'],
    ['rename', 'ENOSPC'],
  ])('stays whole and is named where a copy can’t be written (%s)', async (call, code) => {
    const copy = await copied(settings(token));
    const stop = observeFileCalls({
      before(one) {
        // Of a rename the first path is the temporary file's.
        if (one.name === call && one.path.includes(basename(copy))) throw systemError(code, one);
      },
    });
    const left = await clearCopies(folder);
    stop();
    expect(left).toEqual([{ path: copy, why: 'not-written', detail: code }]);
    expect(text(copy)).toBe(settings(token));
    expect(readdirSync(folder).filter((name) => name.endsWith('.convene-new'))).toEqual([]);
  });

  it('is taken out of what a kill left half-written', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, '.mcp.json.4711-0a1b2c3d4e5f.convene-new'), settings(token).slice(0, 90));
    expect(await clearCopies(folder)).toEqual([]);
    expect(text(join(folder, '.mcp.json.4711-0a1b2c3d4e5f.convene-new'))).not.toContain('fm_org_');
  });

  it('in a file of somebody else’s in that folder is named, and not touched', async () => {
    mkdirSync(join(folder, 'theirs'), { recursive: true });
    const theirs = [join(folder, 'kept.json'), join(folder, 'theirs/mcp.json')];
    for (const path of theirs) writeFileSync(path, settings(token));
    expect((await clearCopies(folder)).sort((one, other) => one.path.localeCompare(other.path))).toEqual(
      theirs.map((path) => ({ path, why: 'not-ours' })),
    );
    for (const path of theirs) expect(text(path)).toBe(settings(token));
  });

  it('behind a link out of the folder isn’t touched, and the link is named', async () => {
    const copy = await copied(settings('nothing'));
    const link = copy.replace(/\d{3}Z/, '999Z');
    writeFileSync(join(root, 'outside.json'), settings(token));
    symlinkSync(join(root, 'outside.json'), link);
    expect(await clearCopies(folder)).toEqual([{ path: link, why: 'link' }]);
    expect(text(join(root, 'outside.json'))).toBe(settings(token));
  });

  it('in folders deeper than we look is named by its folder', async () => {
    mkdirSync(join(folder, 'a/b/c/d'), { recursive: true });
    expect(await clearCopies(folder)).toEqual([{ path: join(folder, 'a/b/c/d'), why: 'too-many' }]);
  });

  it('needs no folder', async () => {
    expect(await clearCopies(join(root, 'none'))).toEqual([]);
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('a key in copies that others made', () => {
  const named = async (file: string, inside = settings(token)): Promise<string[]> => {
    writeFileSync(join(root, 'mcp.json'), settings(token));
    writeFileSync(join(root, file), inside);
    return (await keysBeside([join(root, 'mcp.json')], { itself: false })).map(({ path }) => basename(path));
  };

  it.each([
    'mcp.json.bak',
    'mcp.json~',
    '.mcp.json.swp',
    '#mcp.json#',
    'mcp copy.json',
    'mcp.json.backup.1769596532941',
  ])('is named: %s', async (file) => {
    expect(await named(file)).toEqual([file]);
    expect(text(join(root, file))).toBe(settings(token));
  });

  it('isn’t looked for in files that are called otherwise, nor named where there is none', async () => {
    expect(await named('mcproxy.json')).toEqual([]);
    expect(await named('mcp.json.bak', settings('fm_org_your_key'))).toEqual([]);
  });

  it('beside the file that a link leads to is named, and so is the settings file if it counts', async () => {
    mkdirSync(join(root, 'dotfiles'));
    const paths = ['dotfiles/cursor.json', 'dotfiles/cursor.json.orig'].map((name) => join(root, name));
    for (const path of paths) writeFileSync(path, settings(token));
    symlinkSync(join(root, 'dotfiles/cursor.json'), join(root, 'mcp.json'));
    expect(
      await keysBeside([join(root, 'mcp.json'), join(root, 'dotfiles/cursor.json')], { itself: true }),
    ).toEqual([
      { path: paths[1], why: 'not-ours' },
      { path: join(root, 'mcp.json'), why: 'settings' },
    ]);
  });
});

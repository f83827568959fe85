import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram, startChild } from '../../testing/faults/children.ts';
import { createSettingsFile } from './settings-file.ts';

const name = 'convene-market';
const entry = { command: '/opt/convene/bridge', args: ['c1'] };
const before = '{\n  "mcpServers": { "other": { "command": "node" } }\n}\n';

let root = '';
let path = '';
const mounted: string[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'edit-hindered-'));
  path = join(root, 'claude/settings.json');
  mkdirSync(join(root, 'claude'));
  writeFileSync(path, before);
});
afterEach(() => {
  for (const folder of mounted.splice(0)) mount('umount', folder);
  rmSync(root, { recursive: true });
});

const mount = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** A mount needs root, and leave of the container. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'may-mount-'));
  const may =
    process.platform === 'linux' && mount('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  if (may) mount('umount', folder);
  rmSync(folder, { recursive: true });
  return may;
}

function mountDisk(folder: string): void {
  mkdirSync(folder, { recursive: true });
  expect(mount('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder)).toBe(true);
  mounted.unshift(folder);
}

/** Writes until the disk takes no more. */
function fill(folder: string): void {
  expect(() => writeFileSync(join(folder, 'filling'), Buffer.alloc(1_000_000))).toThrow('ENOSPC');
}

const put = () => createSettingsFile({ path, backupFolder: join(root, 'backups') }).put(name, entry);
const temporaryFiles = (): string[] =>
  readdirSync(root, { recursive: true })
    .map(String)
    .filter((each) => each.endsWith('.convene-new'));

if (mayMount()) {
  describe('on disks that are mounted for this', () => {
    it('settings on a full one stay as they are, and it is told', async () => {
      mountDisk(join(root, 'claude'));
      writeFileSync(path, before);
      fill(join(root, 'claude'));
      expect(await put()).toMatchObject({ ok: false, error: { code: 'storage-failed', detail: 'ENOSPC' } });
      expect(readFileSync(path, 'utf8')).toBe(before);
      expect(temporaryFiles()).toEqual([]);
    });

    it('settings stay as they are when there is no room for their copy', async () => {
      mountDisk(join(root, 'backups'));
      fill(join(root, 'backups'));
      expect(await put()).toMatchObject({ ok: false, error: { code: 'storage-failed', detail: 'ENOSPC' } });
      expect(readFileSync(path, 'utf8')).toBe(before);
      expect(temporaryFiles()).toEqual([]);
    });

    it('settings on one that can only be read stay as they are, and it is told', async () => {
      mountDisk(join(root, 'claude'));
      writeFileSync(path, before);
      expect(mount('mount', '-o', 'remount,ro', join(root, 'claude'))).toBe(true);
      expect(await put()).toMatchObject({
        ok: false,
        error: { code: 'config-not-writable', detail: 'EROFS', path },
      });
      expect(readFileSync(path, 'utf8')).toBe(before);
    });

    it('settings that are mounted by themselves, as into a container, are written in place', async () => {
      const outside = join(root, 'outside.json');
      writeFileSync(outside, before);
      expect(mount('mount', '--bind', outside, path)).toBe(true);
      mounted.unshift(path);
      expect(await put()).toMatchObject({ ok: true });
      expect(JSON.parse(readFileSync(outside, 'utf8')).mcpServers[name]).toEqual(entry);
      expect(readdirSync(join(root, 'claude'))).toEqual(['settings.json']);
    });

    it('settings to which a link leads from another one are replaced where they lie', async () => {
      mountDisk(join(root, 'dotfiles'));
      rmSync(path);
      writeFileSync(join(root, 'dotfiles/claude.json'), before);
      symlinkSync(join(root, 'dotfiles/claude.json'), path);
      expect(statSync(path).dev).not.toBe(lstatSync(path).dev);
      expect(await put()).toMatchObject({ ok: true });
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
      expect(JSON.parse(readFileSync(path, 'utf8')).mcpServers[name]).toEqual(entry);
      expect(readdirSync(join(root, 'dotfiles'))).toEqual(['claude.json']);
    });
  });
} else {
  it('Where no disk can be mounted, full and read-only ones are tried by failing calls only', () => {
    expect(existsSync(path)).toBe(true);
  });
}

const python = (...args: string[]): string => spawnSync('python3', args, { encoding: 'utf8' }).stdout.trim();
const setAttribute = 'import os, sys; os.setxattr(sys.argv[1], "user.note", b"ours"); print("set")';
const getAttribute = 'import os, sys; print(os.getxattr(sys.argv[1], "user.note").decode())';

describe('of which more is known than mode and owner', () => {
  it('settings keep their extended attributes, where this system has any', async () => {
    const has = python('-c', setAttribute, path) === 'set';
    expect(await put()).toMatchObject({ ok: true });
    if (has) expect(python('-c', getAttribute, path)).toBe('ours');
  });
});

if (process.getuid?.() === 0) {
  describe('of a person who isn’t the settings’ owner', () => {
    const nobody = 65_534;
    let programs = '';
    let program = '';
    beforeAll(async () => {
      programs = mkdtempSync(join(tmpdir(), 'edit-hindered-programs-'));
      chmodSync(programs, 0o755);
      program = await buildProgram('edit-program.ts', programs);
    });
    afterAll(() => rmSync(programs, { recursive: true }));
    beforeEach(() => {
      chmodSync(root, 0o755);
      mkdirSync(join(root, 'backups'));
      chownSync(join(root, 'backups'), nobody, nobody);
    });

    async function putAsNobody(): Promise<unknown> {
      const backupFolder = join(root, 'backups');
      const child = startChild(program, { path, backupFolder, edit: 'put', name, entry, userId: nobody });
      expect(await child.ended).toEqual({ signal: null, errors: '' });
      return JSON.parse(child.lines[1] ?? '').outcome;
    }

    it.each([
      ['whose folder they may not write to', 0o755, 0o666, 'config-not-writable'],
      ['that they may only read', 0o777, 0o644, 'config-not-writable'],
      ['that they may not read', 0o777, 0o600, 'config-unreadable'],
      ['whose folder is closed to them', 0o700, 0o666, 'config-unreadable'],
      ['that all may write to but nobody may give away', 0o777, 0o666, 'config-not-writable'],
    ] as const)('settings %s stay as they are, and it is told', async (_title, folderMode, mode, code) => {
      chmodSync(join(root, 'claude'), folderMode);
      chmodSync(path, mode);
      expect(await putAsNobody()).toMatchObject({ ok: false, error: { code, path } });
      expect(readFileSync(path, 'utf8')).toBe(before);
      expect(temporaryFiles()).toEqual([]);
    });

    it('settings are untouched when the folder of their copies is closed to them', async () => {
      chownSync(path, nobody, nobody);
      chownSync(join(root, 'claude'), nobody, nobody);
      chownSync(join(root, 'backups'), 0, 0);
      expect(await putAsNobody()).toMatchObject({
        ok: false,
        error: { code: 'storage-failed', detail: 'EACCES' },
      });
      expect(readFileSync(path, 'utf8')).toBe(before);
    });
  });
} else {
  it('Settings whose folder this person may not write to stay as they are, and it is told', async () => {
    chmodSync(join(root, 'claude'), 0o555);
    const outcome = await put();
    chmodSync(join(root, 'claude'), 0o755);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'config-not-writable', path } });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
}

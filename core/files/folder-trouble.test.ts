import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whileReadOnly } from '../../testing/faults/read-only.ts';
import { folderTrouble } from './folder-trouble.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a folder of ours', () => {
  it('is made where it isn’t there, for its owner alone, and left empty', () => {
    const folder = join(home, 'a/b');
    expect(folderTrouble(folder)).toBeUndefined();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('with a file in its place can’t be used', () => {
    const path = join(home, 'file');
    writeFileSync(path, '');
    expect(folderTrouble(path)).toEqual({ path, code: 'EEXIST', readable: false });
    expect(folderTrouble(join(path, 'below'))).toMatchObject({ code: 'ENOTDIR', readable: false });
  });

  it('that can only be read is told as that', async () => {
    const path = join(home, 'ours');
    mkdirSync(path);
    const trouble = await whileReadOnly(path, home, async () => folderTrouble(path));
    expect(trouble).toEqual({ path, code: 'EACCES', readable: true });
  });

  it('that can’t be made holds nothing to be read', async () => {
    const path = join(home, 'closed/ours');
    mkdirSync(join(home, 'closed'));
    const trouble = await whileReadOnly(join(home, 'closed'), home, async () => folderTrouble(path));
    expect(trouble).toEqual({ path, code: 'EACCES', readable: true });
  });
});

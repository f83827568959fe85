import {
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFile } from './make-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'make-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a file that is made', () => {
  it('holds the bytes, for its owner alone, and nothing else is left beside it', async () => {
    const path = join(folder, 'copy.json');
    expect(await makeFile(path, Buffer.from('bytes'))).toEqual({ ok: true, value: true });
    expect(readFileSync(path, 'utf8')).toBe('bytes');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['copy.json']);
  });

  it('doesn’t take the place of another, nor of a link that leads nowhere', async () => {
    writeFileSync(join(folder, 'copy.json'), 'theirs');
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link.json'));
    for (const name of ['copy.json', 'link.json'])
      expect(await makeFile(join(folder, name), Buffer.from('bytes'))).toEqual({ ok: true, value: false });
    expect(readFileSync(join(folder, 'copy.json'), 'utf8')).toBe('theirs');
    expect(readdirSync(folder).sort()).toEqual(['copy.json', 'link.json']);
  });

  it('is made by one of two at once', async () => {
    const path = join(folder, 'copy.json');
    const both = await Promise.all(['one', 'two'].map((text) => makeFile(path, Buffer.from(text))));
    expect(both.map((made) => made.ok && made.value).sort()).toEqual([false, true]);
  });

  it('needs its folder', async () => {
    const path = join(folder, 'gone/copy.json');
    expect(await makeFile(path, Buffer.from('bytes'))).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', path, detail: 'ENOENT' },
    });
  });
});

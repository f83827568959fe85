import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
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
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from './replace-file.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-'));
  path = join(folder, 'settings.json');
  writeFileSync(path, 'old');
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from('new');

/** A program of its own that may use `replaceFile`; answers its path. */
async function built(contents: string): Promise<string> {
  const outfile = join(folder, 'program.cjs');
  await build({
    stdin: {
      contents: `import { replaceFile } from './replace-file.ts';\n${contents}`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
  });
  return outfile;
}

describe('a file that is replaced', () => {
  it('holds the new bytes, and nothing else is left beside it', async () => {
    expect(await replaceFile(path, bytes)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('keeps its rights', async () => {
    writeFileSync(path, 'old', { mode: 0o640 });
    const before = statSync(path).mode;
    await replaceFile(path, bytes);
    expect(statSync(path).mode).toBe(before);
  });

  it('keeps its owner', async () => {
    if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534);
    const { uid, gid } = statSync(path);
    await replaceFile(path, bytes);
    expect(statSync(path)).toMatchObject({ uid, gid });
  });

  it('that is reached by a link is replaced where it lies, and the link stays', async () => {
    const link = join(folder, 'link.json');
    symlinkSync(path, link);
    await replaceFile(link, bytes);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('that a link names, and that is not there yet, is made there, and the link stays', async () => {
    mkdirSync(join(folder, 'dotfiles'));
    const link = join(folder, 'link.json');
    symlinkSync('dotfiles/fresh.json', link);
    expect(await replaceFile(link, bytes)).toMatchObject({ ok: true });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'dotfiles/fresh.json'))).toEqual(bytes);
  });

  it('that was not there is made, for its owner alone', async () => {
    const fresh = join(folder, 'fresh.json');
    await replaceFile(fresh, bytes);
    expect(statSync(fresh).mode & 0o777).toBe(0o600);
  });

  it('holds any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (any) => {
        await replaceFile(path, Buffer.from(any));
        expect(readFileSync(path)).toEqual(Buffer.from(any));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a file that is left alone', () => {
  it('because somebody changed it meanwhile', async () => {
    const read = readFileSync(path);
    writeFileSync(path, 'theirs');
    expect(await replaceFile(path, bytes, { mustStillBe: read })).toMatchObject({
      ok: false,
      error: { code: 'config-changed-meanwhile' },
    });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('because it should not have been there', async () => {
    expect(await replaceFile(path, bytes, { mustStillBe: 'absent' })).toMatchObject({ ok: false });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('because it became a folder', async () => {
    rmSync(path);
    mkdirSync(path);
    expect(await replaceFile(path, bytes)).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', path },
    });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('because its links lead in a circle', async () => {
    const link = join(folder, 'link.json');
    symlinkSync(link, link);
    expect(await replaceFile(link, bytes)).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', path: link, detail: 'ELOOP' },
    });
  });

  it('because the system takes no more bytes, and the part that was written goes', async () => {
    const program = await built(`const [, , path] = process.argv;
      replaceFile(path, Buffer.alloc(100_000)).then((outcome) => process.stdout.write(JSON.stringify(outcome)));`);
    const { stdout } = spawnSync('sh', [
      '-c',
      'ulimit -f 8; exec "$@"',
      'sh',
      process.execPath,
      program,
      path,
    ]);
    expect(JSON.parse(String(stdout))).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', path, detail: 'EFBIG' },
    });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['program.cjs', 'settings.json']);
  });

  it('because its folder is gone', async () => {
    const lost = join(folder, 'gone/settings.json');
    expect(await replaceFile(lost, bytes)).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', detail: 'ENOENT' },
    });
  });
});

describe('a program that is killed while it replaces a file', () => {
  it('leaves the old or the new one, never another', async () => {
    const sizes = { old: 300_000, new: 400_000 };
    writeFileSync(path, 'o'.repeat(sizes.old));
    const program = await built(`const [, , path] = process.argv;
      (async () => {
        process.stdout.write('go');
        for (let at = 0; ; at += 1) {
          await replaceFile(path, Buffer.from(at % 2 ? 'o'.repeat(${sizes.old}) : 'n'.repeat(${sizes.new})));
        }
      })();`);
    for (let round = 0; round < 30; round += 1) {
      const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'ignore'] });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const text = readFileSync(path, 'utf8');
      const whole = text === 'o'.repeat(sizes.old) || text === 'n'.repeat(sizes.new);
      expect(whole, `round ${round}: ${text.length} bytes`).toBe(true);
    }
    const beside = readdirSync(folder).filter((name) => !['program.cjs', 'settings.json'].includes(name));
    for (const name of beside) expect(name).toMatch(/^\.settings\.json\.\d+-[0-9a-f]{12}\.convene-new$/);
  });
});

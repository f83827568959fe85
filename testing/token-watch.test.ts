import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { holdsToken, watchForTokens } from './token-watch.ts';

const made: string[] = [];
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'token-watch-'));
  made.push(path);
  return path;
}
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true });
});

const token = (): string => `fm_org_${randomBytes(16).toString('hex')}`;

describe('the search for tokens', () => {
  it.each(['utf8', 'utf16le'] as const)('finds one in a file written as %s', (encoding) => {
    const path = join(folder(), 'note.txt');
    writeFileSync(path, `key: ${token()}\n`, encoding);
    expect(holdsToken(path)).toBe(true);
  });

  it('finds one deep in a folder and names the place, not the token', async () => {
    const root = folder();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    writeFileSync(join(root, 'a/b/c.json'), JSON.stringify({ token: token() }));
    expect(await watchForTokens({ folders: [root] }).end()).toContain(join(root, 'a/b/c.json'));
  });

  it('passes over a folder without one', async () => {
    const root = folder();
    writeFileSync(join(root, 'note.txt'), 'fm_org_ is how keys begin');
    const leaks = await watchForTokens({ folders: [root] }).end();
    expect(leaks.filter((place) => place.startsWith(root))).toEqual([]);
  });

  it('finds a token in the arguments of a process and says which program, not the token', async () => {
    // Another form than a real token's, so that the search over the whole run is not set off by this test.
    const planted = `planted-${randomBytes(12).toString('hex')}`;
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', planted], {
      stdio: 'ignore',
    });
    const watch = watchForTokens({ folders: [], token: new RegExp(planted) });
    try {
      const place = `/proc/${child.pid}/cmdline (${process.execPath} -e setInterval(() => {}, 1000) …)`;
      await vi.waitFor(async () => expect(await watch.end()).toContain(place));
    } finally {
      child.kill();
    }
  });
});

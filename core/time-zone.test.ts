import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { timeZoneHere } from './time-zone.ts';

let folder = '';
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'time-zone-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('the zone that the environment says is the one', () => {
  vi.stubEnv('TZ', 'Asia/Tokyo');
  expect([timeZoneHere(), new Date(0).getHours()]).toEqual(['Asia/Tokyo', 9]);
  expect(process.env.TZ).toBe('Asia/Tokyo');
});

it('asking leaves no zone in the environment where there was none', () => {
  vi.stubEnv('TZ', undefined);
  timeZoneHere();
  expect('TZ' in process.env).toBe(false);
});

/** Where this program may have an `/etc` of its own, which needs leave of the container. */
const withOwnEtc = ['-rm', 'sh', '-c', 'mount --bind "$0" /etc && exec "$@"'];
const mayMount =
  process.platform === 'linux' && spawnSync('unshare', [...withOwnEtc, tmpdir(), 'true']).status === 0;

if (mayMount) {
  it('a process that runs while the computer moves to another zone follows, in dates too', async () => {
    const etc = join(folder, 'etc');
    mkdirSync(etc);
    const moveTo = (zone: string): void => {
      rmSync(join(etc, 'localtime'), { force: true });
      symlinkSync(`/usr/share/zoneinfo/${zone}`, join(etc, 'localtime'));
    };
    moveTo('Europe/Berlin');
    const program = join(folder, 'program.cjs');
    await build({
      stdin: {
        contents: `import { timeZoneHere } from './time-zone.ts';
          const say = () => console.log(timeZoneHere() + ' ' + new Date(0).getHours());
          say();
          process.stdin.on('data', say);`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      outfile: program,
      bundle: true,
      platform: 'node',
    });
    const { TZ: _zone, NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;
    const started = spawn('unshare', [...withOwnEtc, etc, process.execPath, program], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = started;
    const next = async (): Promise<string> => String((await once(started.stdout, 'data'))[0]).trim();
    expect(await next()).toBe('Europe/Berlin 1');
    moveTo('Asia/Tokyo');
    started.stdin.write('now\n');
    expect(await next()).toBe('Asia/Tokyo 9');
  });
} else {
  it('a process that runs while the computer moves isn’t tried here: nothing may be mounted', () => {
    expect(mayMount).toBe(false);
  });
}

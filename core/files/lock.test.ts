import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../shared/result.ts';
import { observeFileCalls, systemError } from '../../testing/faults/file-calls.ts';
import { withLock } from './lock.ts';
import type { LockOwner } from './lock-owner.ts';

let folder = '';
let path = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'companion/work.lock');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** Another companion: a process that runs `body`, in which `path` is the lock and `file` a file to work on. */
async function startOther(body: string): Promise<ChildProcess> {
  const program = join(folder, 'other.cjs');
  await build({
    stdin: {
      contents: `import { readFileSync, writeFileSync } from 'node:fs';
        import { withLock } from './lock.ts';
        const [, , path, file] = process.argv;
        const done = async () => ({ ok: true, value: undefined });
        (async () => { ${body} })();`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    outfile: program,
    bundle: true,
    platform: 'node',
  });
  const child = spawn(process.execPath, [program, path, join(folder, 'count')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

const year = 365 * 24 * 60 * 60 * 1000;

/** A companion that has the lock. */
async function heldByAnother(): Promise<ChildProcess> {
  const child = await startOther(
    `await withLock(path, () => { process.stdout.write('held'); return new Promise(() => setInterval(() => {}, 1000)); });`,
  );
  await once(child.stdout ?? child, 'data');
  return child;
}

/** A lock of somebody like the one whose it is now, or like us. */
function leaveLock(unlike: Partial<LockOwner>): void {
  const like = JSON.parse(readFileSync(`${path}.lock`, 'utf8')) as LockOwner;
  writeFileSync(`${path}.lock`, JSON.stringify({ ...like, id: 'abcdefabcdef', ...unlike }));
}

/** A companion that has the lock and was killed while it had it. */
async function killedWithTheLock(): Promise<void> {
  const child = await heldByAnother();
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a lock', () => {
  it('lets one work at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
      return ok(name);
    };
    await Promise.all([withLock(path, work('one')), withLock(path, work('two'))]);
    expect(order[1]).toBe(order[0]?.replace('begins', 'ends'));
  });

  it('holds between processes too', async () => {
    const count = join(folder, 'count');
    writeFileSync(count, '0');
    const other = await startOther(
      `for (let at = 0; at < 20; at += 1) await withLock(path, async () => {
        writeFileSync(file, String(Number(readFileSync(file, 'utf8')) + 1));
        return done();
      });`,
    );
    const ended = once(other, 'exit');
    for (let at = 0; at < 20; at += 1) {
      await withLock(path, async () => {
        const before = Number(readFileSync(count, 'utf8'));
        await new Promise((resolve) => setImmediate(resolve));
        writeFileSync(count, String(before + 1));
        return ok(undefined);
      });
    }
    await ended;
    expect(readFileSync(count, 'utf8')).toBe('40');
  });

  it('that another holds is busy after the wait', async () => {
    const outcome = await withLock(path, () => withLock(path, async () => ok(1), { waitMs: 100 }));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'busy' } });
  });

  it('is free again after work that failed', async () => {
    await withLock(path, async () => ({ ok: false, error: { code: 'offline' } }));
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual({ ok: true, value: 1 });
  });

  it('is free again after work that threw', async () => {
    await expect(
      withLock(path, async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual({ ok: true, value: 1 });
  });

  it('that a killed companion left is free at once', async () => {
    await killedWithTheLock();
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual({ ok: true, value: 1 });
    expect(readdirSync(join(folder, 'companion'))).toEqual([]);
  });

  it.each([-year, 0, year])('that a companion holds is busy, whatever its date (%i)', async (off) => {
    await heldByAnother();
    const at = (Date.now() + off) / 1000;
    utimesSync(`${path}.lock`, at, at);
    expect(await withLock(path, async () => ok(1), { waitMs: 100 })).toMatchObject({
      error: { code: 'busy' },
    });
  });

  it.each([-year, year])('that a companion holds is busy, whatever our clock says (%i)', async (off) => {
    await heldByAnother();
    const now = (): number => Date.now() + off;
    expect(await withLock(path, async () => ok(1), { waitMs: 100, now })).toMatchObject({
      error: { code: 'busy' },
    });
  });

  it('of a process whose number another one has by now is free at once', async () => {
    const child = await heldByAnother();
    leaveLock({ pid: child.pid ?? 0, startedAt: 1 });
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual({ ok: true, value: 1 });
  });

  it('of an earlier boot is free at once', async () => {
    const child = await heldByAnother();
    leaveLock({ pid: child.pid ?? 0, boot: 'an earlier one' });
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual({ ok: true, value: 1 });
  });

  it('that is taken over by two at once is one’s after the other', async () => {
    await killedWithTheLock();
    let inside = 0;
    const work = async () => {
      inside += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return ok(inside--);
    };
    expect(await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)))).toEqual(
      Array(8).fill(ok(1)),
    );
  });

  it('whose taking over was killed halfway is free at once', async () => {
    await killedWithTheLock();
    const { id } = JSON.parse(readFileSync(`${path}.lock`, 'utf8')) as LockOwner;
    await copyFile(`${path}.lock`, `${path}.lock.${id}`);
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual({ ok: true, value: 1 });
    expect(readdirSync(join(folder, 'companion'))).toEqual([]);
  });

  it('that must not be waited for is gone on without', async () => {
    await heldByAnother();
    expect(await withLock(path, async () => ok(1), { waitMs: 0, ifBusy: 'go-on' })).toEqual(ok(1));
    expect(readdirSync(join(folder, 'companion'))).toEqual(['work.lock.lock']);
  });

  it('in a place that can’t be written is gone on without, where it must not be waited for', async () => {
    writeFileSync(join(folder, 'companion'), 'a file where the folder should be');
    expect(await withLock(path, async () => ok(1), { ifBusy: 'go-on' })).toEqual(ok(1));
  });

  it('that isn’t there any more when it is given back lets the work finish', async () => {
    const outcome = await withLock(path, async () => {
      rmSync(`${path}.lock`);
      return ok('finished');
    });
    expect(outcome).toEqual(ok('finished'));
  });

  it('that somebody else has by now isn’t given back', async () => {
    await withLock(path, async () => {
      leaveLock({ pid: 1 });
      return ok('finished');
    });
    expect(readdirSync(join(folder, 'companion'))).toEqual(['work.lock.lock']);
  });

  it('in a place that can’t be written says which', async () => {
    writeFileSync(join(folder, 'companion'), 'a file where the folder should be');
    expect(await withLock(path, async () => ok(1))).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', path },
    });
    expect(statSync(join(folder, 'companion')).isFile()).toBe(true);
  });

  it('that the system refuses is given up after a few tries, and not waited for like one that is held', async () => {
    let tries = 0;
    const stop = observeFileCalls({
      before(call) {
        if (call.name !== 'writeFile') return;
        tries += 1;
        throw systemError('EACCES', call);
      },
    });
    expect(await withLock(path, async () => ok(1))).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', detail: 'EACCES' },
    });
    stop();
    expect(tries).toBe(6);
  });
});

describe('a lock whose owner can’t be known', () => {
  const lock = (): string => `${path}.lock`;
  const elsewhere = JSON.stringify({ id: 'abcdefabcdef', pid: 1, startedAt: 1, computer: 'another' });
  const kinds: [string, () => void][] = [
    ['of another computer', () => writeFileSync(lock(), elsewhere)],
    ['of an older version', () => mkdirSync(lock())],
    ['of zero length', () => writeFileSync(lock(), '')],
    ['of NULs', () => writeFileSync(lock(), '\0'.repeat(200))],
  ];
  const dated = (make: () => void, off: number): void => {
    mkdirSync(join(folder, 'companion'));
    make();
    const at = (Date.now() + off) / 1000;
    utimesSync(lock(), at, at);
  };
  const later = (ms: number) => (): number => Date.now() + ms;
  const take = (now = later(0)) => withLock(path, async () => ok(1), { waitMs: 0, now });

  it.each(kinds)('%s is busy while it is dated anew', async (_what, make) => {
    dated(make, 0);
    expect(await take(later(9_000))).toMatchObject({ error: { code: 'busy' } });
  });

  it.each(kinds)('%s is free once nobody has dated it for a while', async (_what, make) => {
    dated(make, -11_000);
    expect(await take()).toEqual(ok(1));
    expect(readdirSync(join(folder, 'companion'))).toEqual([]);
  });

  it.each(kinds)('%s with a date to come is free after that while, too', async (_what, make) => {
    dated(make, year);
    expect(await take()).toMatchObject({ error: { code: 'busy' } });
    expect(await take(later(9_000))).toMatchObject({ error: { code: 'busy' } });
    expect(await take(later(11_000))).toEqual(ok(1));
  });

  it('is respected for as long as it is dated in the future again', async () => {
    dated(kinds[0]?.[1] ?? (() => {}), year);
    for (const ms of [0, 8_000, 16_000, 24_000]) {
      expect(await take(later(ms))).toMatchObject({ error: { code: 'busy' } });
      const at = (Date.now() + year + ms) / 1000;
      utimesSync(lock(), at, at);
    }
  });

  it('is dated anew by who has it, all the while', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const dates: number[] = [];
    await withLock(path, async () => {
      utimesSync(lock(), 1, 1);
      await vi.advanceTimersByTimeAsync(5_000);
      await vi.waitFor(() => expect(statSync(lock()).mtimeMs).toBeGreaterThan(1_000));
      dates.push(statSync(lock()).mtimeMs);
      return ok(undefined);
    });
    expect(dates).toHaveLength(1);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../shared/result.ts';
import { observeFileCalls, systemError } from '../../testing/faults/file-calls.ts';
import { withLock } from './lock.ts';

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

/** A companion that has the lock and was killed while it had it. */
async function killedWithTheLock(): Promise<void> {
  const child = await startOther(
    `await withLock(path, () => { process.stdout.write('held'); return new Promise(() => setInterval(() => {}, 1000)); });`,
  );
  await once(child.stdout ?? child, 'data');
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

  it('that a killed companion left is busy while it is fresh', async () => {
    await killedWithTheLock();
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toMatchObject({
      ok: false,
      error: { code: 'busy' },
    });
  });

  it('that a killed companion left is taken over once it is old', async () => {
    await killedWithTheLock();
    const minuteAgo = Date.now() / 1000 - 60;
    utimesSync(`${path}.lock`, minuteAgo, minuteAgo);
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual({ ok: true, value: 1 });
  });

  it('that was taken away while it was held lets the work finish, and stops no process', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const outcome = await withLock(path, async () => {
      rmSync(`${path}.lock`, { recursive: true });
      // The lock is looked at again every few seconds, and finds itself gone.
      await vi.advanceTimersByTimeAsync(10_000);
      for (let look = 0; look < 20; look += 1) await new Promise((resolve) => setImmediate(resolve));
      return ok('finished');
    });
    expect(outcome).toEqual({ ok: true, value: 'finished' });
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
        if (call.name !== 'mkdir' || !call.path.endsWith('.lock')) return;
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

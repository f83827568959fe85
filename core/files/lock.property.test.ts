import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ok } from '../../shared/result.ts';
import { isLongRun, longTestMs } from '../../testing/long-runs.ts';

import { withLock } from './lock.ts';

let folder = '';
const children = new Set<ChildProcess>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-kills-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Takes the lock again and again, with a clock that jumps by years. While it has it, it has a port of this computer, which the
 * system gives to one at a time and takes back from who is killed: a second holder can't get it.
 */
const contender = `import { createServer } from 'node:net';
import { withLock } from './lock.ts';
const [, , path, port] = process.argv;
const jump = () => (Math.random() - 0.5) * 4e11;
let off = jump();
const work = () => new Promise((resolve) => {
  const server = createServer().once('error', (error) => { console.log('two at once: ' + error.code); process.exit(1); });
  server.listen({ port: Number(port), host: '127.0.0.1', exclusive: true }, () => {
    setTimeout(() => server.close(() => { console.log('alone'); resolve({ ok: true, value: 1 }); }), Math.random() * 15);
  });
});
(async () => {
  for (;;) {
    off = jump();
    const done = await withLock(path, work, { waitMs: 600_000, now: () => Date.now() + off });
    if (!done.ok) { console.log('failed: ' + JSON.stringify(done)); process.exit(1); }
  }
})();`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

const kills = isLongRun ? 5_000 : 40;

it(
  `a lock is never two processes’, with ${kills} kills at any moment and clocks that jump`,
  async () => {
    const program = join(folder, 'contender.cjs');
    const stdin = { contents: contender, resolveDir: import.meta.dirname, loader: 'ts' as const };
    await build({ stdin, outfile: program, bundle: true, platform: 'node' });
    const [path, port] = [join(folder, 'own/work'), await freePort()];
    const wrong: string[] = [];
    let [turns, killed, nextKill] = [0, 0, 3];
    const done = new Promise<void>((resolve) => {
      const start = (): void => {
        const child = spawn(process.execPath, [program, path, String(port)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        children.add(child);
        child.on('exit', () => {
          children.delete(child);
          if (killed < kills && wrong.length === 0) start();
          else resolve();
        });
        child.stdout.on('data', (text: Buffer) => {
          const lines = text.toString().trim().split('\n');
          wrong.push(...lines.filter((line) => line !== 'alone'));
          turns += lines.length;
          if (turns < nextKill || killed >= kills) return;
          killed += 1;
          nextKill = turns + Math.ceil(Math.random() * 6);
          const all = [...children];
          all[Math.floor(Math.random() * all.length)]?.kill('SIGKILL');
        });
      };
      for (let at = 0; at < 3; at += 1) start();
    });
    await done;
    const ended = [...children].map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ended);
    expect(wrong).toEqual([]);
    expect(killed).toBe(kills);
    expect(await withLock(path, async () => ok(1), { waitMs: 0 })).toEqual(ok(1));
  },
  longTestMs,
);

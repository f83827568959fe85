import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runApart } from './run-apart.ts';
import { spawnApart } from './spawn-apart.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apart-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const listOpenFiles = 'for file in /proc/self/fd/*; do readlink "$file"; done';

/** A program that was given two files as Electron has them, open for others, and starts one as `code` says. */
async function started(code: string): Promise<string> {
  const program = join(folder, 'parent.mts');
  const module = JSON.stringify(resolve(import.meta.dirname, 'spawn-apart.ts'));
  writeFileSync(
    program,
    `import { spawn } from 'node:child_process';
    import { spawnApart } from ${module};
    const options = { stdio: ['ignore', 'pipe', 'ignore'] };
    const child = ${code}('/bin/sh', ['-c', ${JSON.stringify(listOpenFiles)}], options);
    child.stdout.pipe(process.stdout);`,
  );
  const file = openSync(join(folder, 'profile'), 'w');
  // Node has the first few that it gets closed for others, up to a gap.
  const gap = Array.from({ length: 17 }, () => 'ignore' as const);
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit', ...gap, file, 'ignore', file],
  });
  closeSync(file);
  if (!child.stdout) throw new Error('no output to read');
  return text(child.stdout);
}

describe.runIf(process.platform === 'linux')('a program that is started apart', () => {
  it('has none of the files that are open here', async () => {
    expect(await started('spawn')).toContain(join(folder, 'profile'));
    expect(await started('spawnApart')).not.toContain(join(folder, 'profile'));
  });
});

describe('a program that is started', () => {
  it('is spoken with as ever', async () => {
    const code = 'process.stdin.on("data", (text) => process.stdout.write("heard " + text))';
    const child = spawnApart(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.end('this');
    expect(await text(child.stdout)).toBe('heard this');
  });

  it('says that it isn’t there', async () => {
    const child = spawnApart(join(folder, 'nothing'), [], { stdio: ['ignore', 'ignore', 'ignore'] });
    const [error] = await once(child, 'error');
    expect(error).toMatchObject({ code: 'ENOENT' });
  });
});

describe('a command that is run to its end', () => {
  const run = (code: string, timeoutMs = 15_000): Promise<void> =>
    runApart({ file: process.execPath, args: ['-e', code] }, { timeoutMs, cwd: folder });

  it('is done when it says so', async () => {
    await expect(run('')).resolves.toBeUndefined();
  });

  it('has its last words told when it fails', async () => {
    await expect(run('console.error("no such server"); process.exitCode = 3')).rejects.toThrow(
      /ended with 3: no such server$/,
    );
  });

  it('is ended when it takes too long', async () => {
    await expect(run('setInterval(() => {}, 1000)', 300)).rejects.toThrow(/ended with SIGKILL/);
  });

  it('is over though something that it has started goes on and holds its output', async () => {
    const code = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'],
      { stdio: ['ignore', 'ignore', 'inherit'], detached: true }); child.unref(); console.error(child.pid); process.exitCode = 1;`;
    const problem: Error = await run(code).then(
      () => new Error('it was done'),
      (error) => error,
    );
    expect(problem.message).toMatch(/ended with 1: \d+$/);
    process.kill(Number(problem.message.split(' ').at(-1)), 'SIGKILL');
  });

  it('isn’t there', async () => {
    await expect(
      runApart({ file: join(folder, 'nothing'), args: [] }, { timeoutMs: 1_000, cwd: folder }),
    ).rejects.toThrow('ENOENT');
  });
});

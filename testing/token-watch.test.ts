import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openRunProcesses } from './run-processes.ts';
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

/** Numbers of processes that no other one ends. */
const left: number[] = [];
afterEach(() => {
  for (const pid of left.splice(0)) process.kill(pid, 'SIGKILL');
});

const waits = 'setInterval(() => {}, 1000)';

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  if (child.pid) left.push(child.pid);
  let said = '';
  const ready = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      resolve(said);
    });
  });
  return { child, ready, said: () => said };
}

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
    expect(await watchForTokens({ folders: [root], processes: () => [] }).end()).toContain(
      join(root, 'a/b/c.json'),
    );
  });

  it('passes over a folder without one', async () => {
    const root = folder();
    writeFileSync(join(root, 'note.txt'), 'fm_org_ is how keys begin');
    const leaks = await watchForTokens({ folders: [root], processes: () => [] }).end();
    expect(leaks.filter((place) => place.startsWith(root))).toEqual([]);
  });

  it('finds a token in the arguments of a process and says which program, not the token', async () => {
    // Another form than a real token's, so that the search over the whole run is not set off by this test.
    const planted = `planted-${randomBytes(12).toString('hex')}`;
    const { child } = start(process.execPath, ['-e', waits, planted]);
    const watch = watchForTokens({ folders: [], token: new RegExp(planted) });
    const place = `/proc/${child.pid}/cmdline (${process.execPath} -e ${waits} …)`;
    await vi.waitFor(async () => expect(await watch.end()).toContain(place));
  });
});

describe('the watch over a run', () => {
  const shape = /planted-[0-9a-f]{24}/;
  const planted = (): string => `planted-${randomBytes(12).toString('hex')}`;

  it('doesn’t report the program of somebody else', async () => {
    const run = start(process.execPath, ['-e', waits]);
    const other = start(process.execPath, ['-e', waits, planted()]);
    const all = watchForTokens({ folders: [], token: shape });
    const place = expect.stringContaining(`/proc/${other.child.pid}/cmdline`);
    await vi.waitFor(async () => expect(await all.end()).toContainEqual(place));
    const processes = openRunProcesses({ root: run.child.pid ?? 0, mark: 'convene-run-x' });
    const watch = watchForTokens({ folders: [], token: shape, processes: processes.now });
    expect(await watch.end()).toEqual([]);
    expect(watch.looked()).toBeGreaterThan(0);
  });

  it('reports a program that outlived its starter, in a session of its own and with a clean environment', async () => {
    const run = start(process.execPath, [writeRun(), planted()]);
    const pid = Number(await run.ready);
    left.push(pid);
    const processes = openRunProcesses({ root: run.child.pid ?? 0, mark: 'convene-run-x' });
    expect(processes.now().map((one) => one.pid)).toContain(pid);
    run.child.stdin.write('end it\n');
    await vi.waitFor(() => expect(run.said()).toContain('ended'));
    const watch = watchForTokens({ folders: [], token: shape, processes: processes.now });
    await vi.waitFor(async () =>
      expect(await watch.end()).toContainEqual(expect.stringContaining(`/proc/${pid}/cmdline`)),
    );
  });
});

/** Starts one that starts another, and says the number of that one; ends the first when it is told to, and says so. */
function writeRun(): string {
  const at = folder();
  const starter = `const { spawn } = require('node:child_process');
const other = spawn(process.execPath, ['-e', ${JSON.stringify(waits)}, process.argv[2]], { detached: true, stdio: 'ignore', env: {} });
other.once('spawn', () => console.log(other.pid));
process.stdin.once('data', () => process.exit());`;
  const run = `const { spawn } = require('node:child_process');
const first = spawn(process.execPath, [${JSON.stringify(join(at, 'starter.cjs'))}, process.argv[2]], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
first.stdout.pipe(process.stdout);
process.stdin.pipe(first.stdin);
first.once('exit', () => console.log('ended'));
${waits}`;
  writeFileSync(join(at, 'starter.cjs'), starter);
  writeFileSync(join(at, 'run.cjs'), run);
  return join(at, 'run.cjs');
}

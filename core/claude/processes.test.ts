import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  claudeProcesses,
  isLinuxClaude,
  isOfAnotherHome,
  readLinuxStatus,
  readMacList,
  readWindowsList,
} from './processes.ts';

/** A home that nobody else on this computer has, so that nobody else's Claude is seen, and ours by nobody else. */
const home = join(tmpdir(), `home-${randomUUID()}`);
const children: ChildProcess[] = [];
afterEach(() => Promise.all(children.splice(0).map(ended)));

async function startNamed(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); process.stdout.write("here")'], {
    argv0: name,
    env: { ...process.env, HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('whether Claude runs', () => {
  it('is found out on this computer', async () => {
    expect(await claudeProcesses({ platform: 'linux', home: '/home/ana' }).running()).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['/usr/lib/claude-desktop/claude-desktop\0--type=renderer\0', '', true],
    ['claude-desktop\0', '/usr/lib/claude-desktop/claude-desktop', true],
    ['claude-desktop\0', '/usr/lib/claude-desktop/claude-desktop (deleted)', true],
    ['/usr/bin/node\0/usr/lib/claude-desktop/x', '/usr/bin/node', false],
    ['claude\0', '/home/ana/.local/bin/claude', false],
    ['', '', false],
  ])('on Linux is told by the program’s own path: %j, %j', (commandLine, program, runs) => {
    expect(isLinuxClaude(commandLine, program)).toBe(runs);
  });

  it('on Linux is found out of the processes that run, and dated', async () => {
    const claude = await startNamed('/usr/lib/claude-desktop/claude-desktop');
    const look = claudeProcesses({ platform: 'linux', home });
    const seen = await look.running();
    expect(seen).toMatchObject({ ok: true, value: { running: true } });
    const since = seen.ok ? (seen.value.since?.getTime() ?? 0) : 0;
    expect(Math.abs(Date.now() - since)).toBeLessThan(60_000);
    await ended(claude);
    expect(await look.running()).toEqual({ ok: true, value: { running: false } });
  });

  it('on Linux is not asked of a Claude that somebody else runs', async () => {
    await startNamed('/usr/lib/claude-desktop/claude-desktop');
    const elsewhere = claudeProcesses({ platform: 'linux', home: `${home}-of-tom` });
    expect(await elsewhere.running()).toEqual({ ok: true, value: { running: false } });
  });

  it('is not guessed where the system’s list can’t be had', async () => {
    // Neither of these systems' programs is here.
    expect(await claudeProcesses({ platform: 'win32', home }).running()).toMatchObject({
      ok: false,
      error: { code: 'internal', name: 'list of processes' },
    });
  });

  it.each([
    ['PATH=/bin\0HOME=/home/ana\0', false],
    ['PATH=/bin\0HOME=/home/tom\0', true],
    ['', false],
  ])('on Linux is asked of this home folder only: %j', (environment, other) => {
    expect(isOfAnotherHome(environment, '/home/ana')).toBe(other);
  });

  it('on Linux is dated by the start of its process, whatever its name', () => {
    const fields = Array.from({ length: 19 }, (_, at) => at + 4).join(' ');
    expect(readLinuxStatus(`12 (claude (x) 1) S ${fields.replace(/22$/, '4200')} 0`)).toEqual({
      state: 'S',
      startedMs: 42_000,
    });
  });

  it('on a Mac is told by the app’s own program', () => {
    const list = [
      'Mon Nov 23 09:12:01 2026     /Applications/Claude.app/Contents/MacOS/Claude',
      'Mon Nov 23 09:12:02 2026     /Applications/Claude.app/Contents/Frameworks/Claude Helper',
      'Mon Nov 23 08:00:00 2026     /usr/local/bin/claude',
    ].join('\n');
    expect(readMacList(list)).toEqual({ running: true, since: new Date('Mon Nov 23 09:12:01 2026') });
    expect(readMacList('')).toEqual({ running: false });
  });

  it.each([
    [
      '2026-11-23T09:12:01.0000000Z|C:\\Program Files\\WindowsApps\\Claude_1.0_x64__pzs8sxrjxfjjc\\app\\Claude.exe',
      true,
    ],
    [
      '2026-11-23T09:12:01.0000000Z|C:\\Program Files\\WindowsApps\\AnthropicPBC.Claude_1.0_x64__fnn82j28hfe8t\\Claude.exe',
      true,
    ],
    ['2026-11-23T09:12:01.0000000Z|C:\\Users\\ana\\AppData\\Local\\AnthropicClaude\\app-1\\claude.exe', true],
    ['2026-11-23T09:12:01.0000000Z|C:\\Users\\ana\\.local\\bin\\claude.exe', false],
    ['', false],
  ])('on Windows is told by the folder, because Claude Code is a claude.exe too: %j', (list, running) => {
    expect(readWindowsList(list).running).toBe(running);
  });
});

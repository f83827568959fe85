import { describe, expect, it } from 'vitest';
import {
  claudeProcesses,
  isLinuxClaude,
  isOfAnotherHome,
  readLinuxStatus,
  readMacList,
  readWindowsList,
} from './processes.ts';

describe('whether Claude runs', () => {
  it('is found out on this computer', async () => {
    expect(await claudeProcesses({ platform: 'linux', home: '/home/ana' }).running()).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['/usr/lib/claude-desktop/claude-desktop\0--type=renderer\0', true],
    ['/usr/bin/node\0/usr/lib/claude-desktop/x', false],
    ['claude\0', false],
    ['', false],
  ])('on Linux is told by the program’s own path: %j', (commandLine, runs) => {
    expect(isLinuxClaude(commandLine)).toBe(runs);
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

/** Text in, text out: nothing of this has run on a Mac or on Windows. */
import { describe, expect, it } from 'vitest';
import { macQuitCommand, macStartCommand, readMacList } from './macos.ts';
import { withoutOurs } from './start-environment.ts';
import { readWindowsList, windowsLookCommand, windowsQuitCommand, windowsStartCommand } from './windows.ts';

describe('Claude on a Mac (never run)', () => {
  it('is told by the app’s own program', () => {
    const list = [
      '  812 Mon Nov 23 09:12:01 2026     /Applications/Claude.app/Contents/MacOS/Claude',
      '  813 Mon Nov 23 09:12:02 2026     /Applications/Claude.app/Contents/Frameworks/Claude Helper',
      '70001 Mon Nov 23 08:00:00 2026     /usr/local/bin/claude',
    ].join('\n');
    expect(readMacList(list)).toEqual([
      {
        id: 812,
        helper: false,
        startedAt: new Date('Mon Nov 23 09:12:01 2026'),
        program: '/Applications/Claude.app/Contents/MacOS/Claude',
      },
    ]);
    expect(readMacList('')).toEqual([]);
  });

  it('is asked to quit and started by its identity', () => {
    expect(macQuitCommand.args).toEqual([
      '-e',
      'tell application id "com.anthropic.claudefordesktop" to quit',
    ]);
    expect(macStartCommand).toEqual({
      file: '/usr/bin/open',
      args: ['-b', 'com.anthropic.claudefordesktop'],
    });
  });
});

const store = 'C:\\Program Files\\WindowsApps\\AnthropicPBC.Claude_1.0.2_x64__fnn82j28hfe8t\\app\\Claude.exe';
const direct = 'C:\\Program Files\\WindowsApps\\Claude_1.0_x64__pzs8sxrjxfjjc\\app\\Claude.exe';
const classic = 'C:\\Users\\ana\\AppData\\Local\\AnthropicClaude\\app-1\\claude.exe';
const claudeCode = 'C:\\Users\\ana\\.local\\bin\\claude.exe';

describe('Claude on Windows (never run)', () => {
  it.each([
    [store, true],
    [direct, true],
    [classic, true],
    [claudeCode, false],
  ])('is told by the folder, because Claude Code is a claude.exe too: %s', (program, seen) => {
    const list = `2026-11-23T09:12:01.0000000Z|4711|${program}|"${program}"\r\n`;
    const found = { id: 4711, helper: false, startedAt: new Date('2026-11-23T09:12:01Z'), program };
    expect(readWindowsList(list)).toEqual(seen ? [found] : []);
  });

  it.each(['', '\r\n', 'something else'])('is not seen in %j', (list) => {
    expect(readWindowsList(list)).toEqual([]);
  });

  it('has helpers, which are not asked to quit', () => {
    const list = `2026-11-23T09:12:01.0Z|12|${classic}|"${classic}" --type=renderer --a="b|c"`;
    expect(readWindowsList(list)).toMatchObject([{ id: 12, helper: true }]);
  });

  it('is looked for by Windows’ own PowerShell, not by one of that name in the current folder', () => {
    expect(windowsLookCommand.file).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
  });

  it('is asked to quit without force', () => {
    expect(windowsQuitCommand([12, 34])).toEqual({
      file: 'C:\\Windows\\System32\\taskkill.exe',
      args: ['/PID', '12', '/PID', '34'],
    });
  });

  it.each([
    [
      undefined,
      { file: 'C:\\Windows\\explorer.exe', args: ['shell:AppsFolder\\Claude_pzs8sxrjxfjjc!Claude'] },
    ],
    [direct, { file: 'C:\\Windows\\explorer.exe', args: ['shell:AppsFolder\\Claude_pzs8sxrjxfjjc!Claude'] }],
    [
      store,
      {
        file: 'C:\\Windows\\explorer.exe',
        args: ['shell:AppsFolder\\AnthropicPBC.Claude_fnn82j28hfe8t!Claude'],
      },
    ],
    [classic, { file: classic, args: [] }],
  ])('is started by its identity where it is a Store package: %s', (program, command) => {
    expect(windowsStartCommand(program)).toEqual(command);
  });
});

describe('what Claude is started with', () => {
  it('is nothing of this program’s own', () => {
    const env = {
      CONVENE_SERVER: 'x',
      convene_device_name: 'x',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--inspect',
      APPIMAGE: '/x',
      PATH: '/bin',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x',
    };
    expect(withoutOurs(env)).toEqual({ PATH: '/bin', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' });
  });
});

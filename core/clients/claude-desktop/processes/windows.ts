import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { windowsProgram } from '../../../files/windows-program.ts';
import { type ClaudeProcess, type Command, deadlineMs, isHelper, type System } from './system.ts';

const execute = promisify(execFile);

/** Never run. */
export const onWindows = (): System => ({
  async look() {
    const { file, args } = windowsLookCommand;
    const { stdout } = await execute(file, args, { timeout: deadlineMs * 2, windowsHide: true });
    return readWindowsList(stdout);
  },
  async askToQuit(processes) {
    const { file, args } = windowsQuitCommand(processes.map(({ id }) => id));
    await execute(file, args, { timeout: deadlineMs, windowsHide: true });
  },
  startCommand: async (program) => windowsStartCommand(program),
  environment: {},
  // Explorer answers 1 also when it has started what it was asked to.
  exitCodeMeansNothing: true,
});

export const windowsLookCommand: Command = {
  file: windowsProgram('System32\\WindowsPowerShell\\v1.0\\powershell.exe'),
  args: [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    "Get-CimInstance Win32_Process -Filter \"Name='claude.exe'\" | ForEach-Object { $_.CreationDate.ToUniversalTime().ToString('o') + '|' + $_.ProcessId + '|' + $_.ExecutablePath + '|' + $_.CommandLine }",
  ],
};

/**
 * Without `/F`: windows are asked to close, nothing is ended. A Claude that then only hides in its tray stays, and the
 * person is asked to quit it there: Windows has no kinder way that a tray app understands.
 */
export const windowsQuitCommand = (ids: readonly number[]): Command => ({
  file: windowsProgram('System32\\taskkill.exe'),
  args: ids.flatMap((id) => ['/PID', String(id)]),
});

const storeApp = /\\WindowsApps\\((?:AnthropicPBC\.)?Claude)_[^\\]*__([a-z0-9]+)\\/i;

/**
 * A Store package is started by its identity: its folder carries the version, and its program can't be started from
 * there by itself.
 */
export function windowsStartCommand(program: string | undefined): Command {
  const [, name = 'Claude', publisher = 'pzs8sxrjxfjjc'] = storeApp.exec(program ?? '') ?? [];
  if (program !== undefined && !storeApp.test(program)) return { file: program, args: [] };
  return { file: windowsProgram('explorer.exe'), args: [`shell:AppsFolder\\${name}_${publisher}!Claude`] };
}

/**
 * Lines like `2026-11-23T09:12:01.0Z|4711|C:\…\claude.exe|"C:\…\claude.exe" --type=renderer`. Claude Code's command
 * line is a `claude.exe` too, so the folder decides.
 */
export function readWindowsList(list: string): ClaudeProcess[] {
  return list.split(/\r?\n/).flatMap((line) => {
    const [start, id, program, ...commandLine] = line.split('|');
    if (!start || !id || !program || !claudesFolder.test(program)) return [];
    return [
      {
        id: Number(id),
        helper: isHelper(commandLine.join('|')),
        startedAt: new Date(start),
        program,
      },
    ];
  });
}

const claudesFolder = /\\(?:WindowsApps\\(?:AnthropicPBC\.)?Claude_|AnthropicClaude\\)/i;

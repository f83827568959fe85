import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';

export interface ClaudeState {
  readonly running: boolean;
  /** When the oldest of its processes was started, where the system tells. */
  readonly since?: Date;
}

/** Whether Claude Desktop runs on this computer, its window open or only in the tray. */
export interface ClaudeProcesses {
  running(): Promise<Result<ClaudeState>>;
}

/** Milliseconds for the system's list of processes. */
const deadlineMs = 5_000;

/** Linux was tried; the ways for macOS and Windows follow their manuals and have never run. */
export function claudeProcesses({
  platform,
  home,
}: {
  platform: NodeJS.Platform;
  home: string;
}): ClaudeProcesses {
  const look = platform === 'darwin' ? onMac : platform === 'win32' ? onWindows : () => onLinux(home);
  return {
    async running() {
      try {
        return ok(await look());
      } catch (error) {
        return failed(failure('internal', { name: 'list of processes', detail: String(error) }));
      }
    },
  };
}

const linuxProgram = '/usr/lib/claude-desktop/';

async function onLinux(home: string): Promise<ClaudeState> {
  const starts: Date[] = [];
  const sinceBootMs = Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]) * 1000;
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // A process may end while it is looked at; then its files are gone.
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    // Only one's own processes tell their program's path; the first argument tells it of the others.
    const program = await readlink(`/proc/${id}/exe`).catch(() => '');
    if (!isLinuxClaude(command, program)) continue;
    if (isOfAnotherHome(await readFile(`/proc/${id}/environ`, 'utf8').catch(() => ''), home)) continue;
    const status = readLinuxStatus(await readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''));
    if (status && status.state !== 'Z') starts.push(new Date(Date.now() - (sinceBootMs - status.startedMs)));
  }
  return oldest(starts);
}

/** By its path, or by how it was called: a menu starts it as `claude-desktop`, through a link in `/usr/bin`. */
export const isLinuxClaude = (commandLine: string, program: string): boolean =>
  program.startsWith(linuxProgram) || (commandLine.split('\0')[0]?.startsWith(linuxProgram) ?? false);

/** Only the Claude of this home folder reads the settings there; one that doesn't tell its home counts all the same. */
export function isOfAnotherHome(environment: string, home: string): boolean {
  const own = environment.split('\0').find((one) => one.startsWith('HOME='));
  return own !== undefined && own !== `HOME=${home}`;
}

/** Linux counts a process's start in hundredths of a second since boot, on every platform it runs on. */
const tickMs = 10;

/** `pid (name) state …`, start in field 22; the name stands in brackets and may hold any character. See proc(5). */
export function readLinuxStatus(text: string): { state: string; startedMs: number } | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return state && start ? { state, startedMs: Number(start) * tickMs } : undefined;
}

const execute = promisify(execFile);

async function onMac(): Promise<ClaudeState> {
  const { stdout } = await execute('/bin/ps', ['-axo', 'lstart=,comm='], {
    timeout: deadlineMs,
    // Its dates are read by their English names, in this process's own time zone.
    env: { ...process.env, LC_ALL: 'C' },
  });
  return readMacList(stdout);
}

/** Lines like `Mon Nov 23 09:12:01 2026     /Applications/Claude.app/Contents/MacOS/Claude`. */
export function readMacList(list: string): ClaudeState {
  const starts = list
    .split('\n')
    .map(
      (line) =>
        /^(\w+ +\w+ +\d+ [\d:]+ \d+)\s+.*\/Claude\.app\/Contents\/MacOS\/Claude$/.exec(line.trim())?.[1],
    )
    .filter((start) => start !== undefined)
    .map((start) => new Date(start));
  return oldest(starts);
}

async function onWindows(): Promise<ClaudeState> {
  const script =
    "Get-CimInstance Win32_Process -Filter \"Name='claude.exe'\" | ForEach-Object { $_.CreationDate.ToUniversalTime().ToString('o') + '|' + $_.ExecutablePath }";
  const { stdout } = await execute('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    timeout: deadlineMs * 2,
    windowsHide: true,
  });
  return readWindowsList(stdout);
}

/** Claude Code's command line is a `claude.exe` too, so the folder decides. */
export function readWindowsList(list: string): ClaudeState {
  const starts = list
    .split(/\r?\n/)
    .map(
      (line) =>
        /^([^|]+)\|.*\\(?:WindowsApps\\(?:AnthropicPBC\.)?Claude_|AnthropicClaude\\)/i.exec(line)?.[1],
    )
    .filter((start) => start !== undefined)
    .map((start) => new Date(start));
  return oldest(starts);
}

function oldest(starts: readonly Date[]): ClaudeState {
  const [first] = [...starts].sort((one, other) => one.getTime() - other.getTime());
  return first ? { running: true, since: first } : { running: false };
}

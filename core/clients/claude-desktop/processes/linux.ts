import { access, constants, readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readLinuxStatus } from '../../../files/process-status.ts';
import { commandOfEntry } from './desktop-entry.ts';
import { type ClaudeProcess, type Command, isHelper, type System } from './system.ts';

/** Where the official package lies, and the community's build of the same app, which shares its settings. */
const programFolders = ['/usr/lib/claude-desktop/', '/usr/lib/claude-desktop-unofficial/'];

/** Programs in that folder that outlive Claude for a moment and never touch its settings. */
const bystanders = new Set(['chrome_crashpad_handler', 'chrome-sandbox']);

/** What a menu starts: the entry of one's own home counts before the system's. */
const entryNames = [
  'claude-desktop.desktop',
  'com.anthropic.Claude.desktop',
  'claude-desktop-unofficial.desktop',
];

export const onLinux = (home: string): System => ({
  look: () => look(home),
  async askToQuit(processes) {
    for (const { id } of processes) askOne(id);
  },
  startCommand: (program) => findProgram(home, program),
  environment: { HOME: home },
  exitCodeMeansNothing: false,
});

async function look(home: string): Promise<ClaudeProcess[]> {
  const sinceBootMs = Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]) * 1000;
  const bootedAt = Date.now() - sinceBootMs;
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(ids.map((id) => claudeProcess(id, home, bootedAt)));
  return found.filter((one) => one !== undefined);
}

async function claudeProcess(id: string, home: string, bootedAt: number): Promise<ClaudeProcess | undefined> {
  // A process may end while it is looked at; then its files are gone.
  const read = (name: string): Promise<string> => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '');
  const command = await read('cmdline');
  // Only one's own processes tell their program's path; the first argument tells it of the others.
  const program = await readlink(`/proc/${id}/exe`).catch(() => '');
  if (!isLinuxClaude(command, program) || isOfAnotherHome(await read('environ'), home)) return undefined;
  // Another person's doesn't tell its home.
  if (isOfAnotherUser(await read('status'), process.getuid?.())) return undefined;
  const status = readLinuxStatus(await read('stat'));
  if (!status || status.state === 'Z') return undefined;
  const restartable = programToRestart(program);
  return {
    id: Number(id),
    helper: isHelper(command),
    startedAt: new Date(bootedAt + status.startedTicks * tickMs),
    ...(restartable ? { program: restartable } : {}),
  };
}

const isInProgramFolder = (path: string): boolean => programFolders.some((one) => path.startsWith(one));

/** The system says so of a program whose file was replaced while it ran, as an update does. */
const withoutDeleted = (path: string): string => path.replace(/ \(deleted\)$/, '');

/** By its path, or by how it was called: a menu starts it as `claude-desktop`, through a link in `/usr/bin`. */
export function isLinuxClaude(commandLine: string, program: string): boolean {
  const [called = ''] = commandLine.split('\0');
  const path = [withoutDeleted(program), called].find(isInProgramFolder);
  return path !== undefined && !bystanders.has(basename(path));
}

/** Only the app's own program can be started as it is; a bare Electron would need to be told which app. */
export function programToRestart(program: string): string | undefined {
  const path = withoutDeleted(program);
  return isInProgramFolder(path) && basename(path) === 'claude-desktop' ? path : undefined;
}

/** Only the Claude of this home folder reads the settings there; one that doesn't tell its home counts all the same. */
export function isOfAnotherHome(environment: string, home: string): boolean {
  const own = environment.split('\0').find((one) => one.startsWith('HOME='));
  return own !== undefined && own !== `HOME=${home}`;
}

/** By `Uid:` of its status, the first number of which is whose it is. One that doesn't tell counts as one's own. */
export function isOfAnotherUser(status: string, user: number | undefined): boolean {
  const owner = /^Uid:\s+(\d+)/m.exec(status)?.[1];
  return owner !== undefined && user !== undefined && Number(owner) !== user;
}

/** Linux counts a process's start in hundredths of a second since boot, on every platform it runs on. */
const tickMs = 10;

/** Electron takes SIGTERM as its menu's "Quit": windows are asked, settings are written. */
function askOne(id: number): void {
  try {
    process.kill(id, 'SIGTERM');
  } catch (error) {
    // It has quit by itself since it was seen.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function findProgram(home: string, program: string | undefined): Promise<Command | undefined> {
  const known = program === undefined ? [] : [{ file: program, args: [] }];
  const usual = { file: '/usr/bin/claude-desktop', args: [] };
  for (const command of [...known, ...(await menuCommands(home)), usual]) {
    if (await isExecutable(command.file)) return command;
  }
  return undefined;
}

async function menuCommands(home: string): Promise<Command[]> {
  const folders = [join(home, '.local/share'), '/usr/local/share', '/usr/share'];
  const commands: Command[] = [];
  for (const folder of folders) {
    for (const name of entryNames) {
      // Most of them aren't there, and one that can't be read starts nothing.
      const text = await readFile(join(folder, 'applications', name), 'utf8').catch(() => '');
      const command = commandOfEntry(text);
      if (command) commands.push(command);
    }
  }
  return commands;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

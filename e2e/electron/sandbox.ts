/**
 * Chromium's sandbox, under which the window's page and the preload run as on a person's computer. Chromium refuses it to root,
 * and without it a preload has all of Node.
 */
import { spawnSync } from 'node:child_process';

/** Milliseconds for the system to say whether it is allowed. */
const answerMs = 10_000;

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/** `daemon`, which every Linux has: programs ask the system who their user is. */
const plainUser = '1';

/**
 * As a user without any privileges, where root asks; everybody else is one. It is root's own user under another number, in a
 * namespace where that number means nothing: every file stays where it is and readable, and no capability is left. All
 * that speaks to one another (app, keychain, bus, screen) has to be started by the same such command. `problem` says in
 * words why Chromium's sandbox will be off all the same.
 */
export function withoutPrivileges(line: CommandLine): { line: CommandLine; problem?: string } {
  if (isSandboxed()) return { line };
  const command = 'unshare';
  if (!isRoot() || !allows({ command, args: [...steppingDown, trial.command, ...trial.args] }))
    return { line, problem: notAllowed };
  return { line: { command, args: [...steppingDown, line.command, ...line.args] } };
}

/** Why the sandbox is off for what this process starts, in words; undefined when it is on. */
export function sandboxProblem(): string | undefined {
  if (isSandboxed()) return undefined;
  return isRoot() ? 'Chromium refuses its sandbox to root, so the window runs without it.' : notAllowed;
}

const notAllowed = 'This system doesn’t allow Chromium’s sandbox, so the window runs without it.';

/** Whether Chromium's sandbox is on for programs that this process starts. */
export function isSandboxed(): boolean {
  answer ??= !isRoot() && (process.platform !== 'linux' || allows(trial));
  return answer;
}
let answer: boolean | undefined;

/** What Electron is started with here. */
export const sandboxSwitches = (): string[] => (isSandboxed() ? [] : ['--no-sandbox']);

const isRoot = (): boolean => process.getuid?.() === 0;

const steppingDown = ['--user', `--map-user=${plainUser}`, `--map-group=${plainUser}`, '--'];

/** What Chromium does for its sandbox: namespaces of its own, and another root folder in them. */
const trial: CommandLine = {
  command: 'unshare',
  args: ['--user', '--map-root-user', '--pid', '--net', '--fork', 'chroot', '/', '/bin/true'],
};

/** Also false where there is no such command. */
const allows = ({ command, args }: CommandLine): boolean =>
  spawnSync(command, args, { stdio: 'ignore', timeout: answerMs }).status === 0;

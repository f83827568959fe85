import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type ClaudeProcess, type Command, deadlineMs, type System } from './system.ts';

const execute = promisify(execFile);

const bundleId = 'com.anthropic.claudefordesktop';

/** The first time, macOS asks the person whether this app may control Claude; they need a moment. */
const consentMs = 60_000;

/** Never run. */
export const onMac = (): System => ({
  async look() {
    const { stdout } = await execute('/bin/ps', ['-axo', 'pid=,lstart=,comm='], {
      timeout: deadlineMs,
      // Its dates are read by their English names, in this process's own time zone.
      env: { ...process.env, LC_ALL: 'C' },
    });
    return readMacList(stdout);
  },
  async askToQuit() {
    const { file, args } = macQuitCommand;
    await execute(file, args, { timeout: consentMs });
  },
  startCommand: async () => macStartCommand,
  environment: {},
  exitCodeMeansNothing: false,
});

export const macQuitCommand: Command = {
  file: '/usr/bin/osascript',
  args: ['-e', `tell application id "${bundleId}" to quit`],
};

/** By its identity and not by path, which may be that of a mounted image. */
export const macStartCommand: Command = { file: '/usr/bin/open', args: ['-b', bundleId] };

/**
 * Lines like `  812 Mon Nov 23 09:12:01 2026     /Applications/Claude.app/Contents/MacOS/Claude`. Its helpers are
 * programs of other names and end with it.
 */
export function readMacList(list: string): ClaudeProcess[] {
  return list.split('\n').flatMap((line) => {
    const [, id, start, program] =
      /^(\d+) +(\w+ +\w+ +\d+ [\d:]+ \d+)\s+(.*\/Claude\.app\/Contents\/MacOS\/Claude)$/.exec(line.trim()) ??
      [];
    if (!id || !start || !program) return [];
    return [{ id: Number(id), helper: false, startedAt: new Date(start), program }];
  });
}

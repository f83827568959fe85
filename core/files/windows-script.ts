import { argument, command } from 'cross-spawn/lib/util/escape.js';
import { windowsProgram } from './windows-program.ts';

/** How to start a program without any shell that is chosen elsewhere. */
export interface Start {
  readonly file: string;
  readonly args: readonly string[];
  /** `cmd.exe` reads its line by itself: quoted once more it would be another one. */
  readonly windowsVerbatimArguments?: boolean;
}

/**
 * A script for Windows' command prompt (`.cmd`, `.bat`), which can't be started otherwise: by the prompt's whole path, and with
 * arguments quoted for it twice over, because such a script hands them on to a second command line.
 *
 * @param script its whole path.
 */
export const startScript = (script: string, args: readonly string[], env?: NodeJS.ProcessEnv): Start =>
  startLine([command(script), ...args.map((one) => argument(one, true))].join(' '), env);

/** A line as it was typed, for the command prompt. */
export const startLine = (line: string, env?: NodeJS.ProcessEnv): Start => ({
  file: windowsProgram('System32\\cmd.exe', env),
  args: ['/d', '/s', '/c', `"${line}"`],
  windowsVerbatimArguments: true,
});

import { windowsProgram } from '../core/files/windows-program.ts';

interface ShellCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** `cmd.exe` reads its line by itself: quoted once more it would be another one. */
  readonly windowsVerbatimArguments?: true;
}

/** The system's own shell with a command line that a person wrote; never a shell that lies in the current folder. */
export function shellCommand(
  line: string,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): ShellCommand {
  if (platform !== 'win32') return { file: '/bin/sh', args: ['-c', line] };
  return {
    file: windowsProgram('System32\\cmd.exe', env),
    args: ['/d', '/s', '/c', `"${line}"`],
    windowsVerbatimArguments: true,
  };
}

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** Runs one command with its output shown; answers its exit status. Ends it when this process is asked to end. */
export function run(
  command: string,
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; quiet?: boolean } = {},
): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: options.quiet ? ['ignore', 'ignore', 'ignore'] : ['ignore', 'inherit', 'inherit'],
    });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('error', () => done(127));
    child.once('exit', (status, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      done(status ?? (signal ? 1 : 0));
    });
  });
}

/** A tool of this project's own packages. */
export const tool = (name: string): string => resolve(root, 'node_modules/.bin', name);

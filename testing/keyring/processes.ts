import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { installKeyring } from './packages.ts';

/** The processes of one keychain; those that run are noted in the file `pids`, where its guard finds them. */
export interface Processes {
  /** Throws with the packages to install where the program is missing. */
  start(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Started>;
}

export interface Started {
  readonly child: ChildProcess;
  /** What it has written to standard error, for messages. */
  words(): string;
  alive(): boolean;
  readonly gone: Promise<void>;
  /** Ends it, also when it is stopped, and waits for that. */
  end(): Promise<void>;
}

export function processesNotedIn(pids: string): Processes {
  const running = new Set<number>();
  const note = (): void => writeFileSync(pids, [...running].map((pid) => `${pid}\n`).join(''));

  return { start };

  async function start(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Started> {
    const { DISPLAY: _x, WAYLAND_DISPLAY: _w, DBUS_SESSION_BUS_ADDRESS: _bus, ...rest } = process.env;
    const child = spawn(command, args, { env: { ...rest, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw new Error(`${command} did not start. The keychain for tests needs: ${installKeyring}`, {
        cause: error,
      });
    }
    const pid = child.pid ?? 0;
    running.add(pid);
    note();
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        running.delete(pid);
        note();
        resolve();
      });
    });
    // It may end before it has read its password; its end is noticed by itself.
    child.stdin.on('error', () => {});
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2_000);
    });
    const alive = (): boolean => child.exitCode === null && child.signalCode === null;
    return {
      child,
      words: () => said.trim(),
      alive,
      gone,
      async end() {
        if (alive()) child.kill('SIGKILL');
        await gone;
      },
    };
  }
}

/** The first line that a process writes; throws when it ends before, or writes none within `deadlineMs`. */
export async function firstLine({ child, words }: Started, deadlineMs: number): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error('no output to read');
  return new Promise((resolve, reject) => {
    const give = (why: string): void => reject(new Error(`${child.spawnfile} ${why}: ${words()}`));
    const timer = setTimeout(() => give(`said nothing within ${deadlineMs} ms`), deadlineMs);
    createInterface({ input: stdout })
      .once('line', (line) => {
        clearTimeout(timer);
        resolve(line);
      })
      .once('close', () => {
        clearTimeout(timer);
        give('ended at its start');
      });
  });
}

/**
 * Waits for its input to end, which happens too when this process is killed, then ends every process in `folder/pids`
 * and removes the folder. In a session of its own, so that Ctrl-C doesn't end it first.
 */
export function guardAgainstOrphans(folder: string): { dismiss(): Promise<void> } {
  const script =
    'read -r _; while read -r pid; do kill -9 "$pid"; done < "$1/pids" 2> /dev/null; /bin/rm -rf "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const gone = once(guard, 'exit');
  guard.unref();
  return {
    async dismiss() {
      guard.ref();
      guard.stdin.end();
      await gone;
    },
  };
}

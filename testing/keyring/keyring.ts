/** A real Secret Service for tests: gnome-keyring on a bus of its own, its data in a folder of its own. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { busConfig, silentPrompter } from './bus-config.ts';
import { firstLine, guardAgainstOrphans, processesNotedIn, type Started } from './processes.ts';

export interface Keyring {
  /** What a program needs to reach this keychain instead of the person's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops the daemon where it is: calls to it get no answer until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** The daemon dies; the bus stays and starts no other. */
  kill(): Promise<void>;
  /** A new daemon on the same bus with the same data. */
  restart(options?: { unlocked?: boolean }): Promise<void>;
  /** Everything ends and the folder goes. */
  stop(): Promise<void>;
}

/** Milliseconds until bus and daemon must answer. */
const startDeadlineMs = 15_000;

/**
 * `prompt: 'unanswered'`: when something needs the password, the daemon asks for it in a dialog that nobody answers, as
 * on a desktop; otherwise no dialog can be shown. Throws when the packages are missing, and names them.
 */
export async function startKeyring(
  options: { unlocked?: boolean; prompt?: 'none' | 'unanswered' } = {},
): Promise<Keyring> {
  const folder = mkdtempSync(join(tmpdir(), 'keyring-'));
  const at = (name: string): string => join(folder, name);
  const guard = guardAgainstOrphans(folder);
  const processes = processesNotedIn(at('pids'));
  let bus: Started | undefined;
  let daemon: Started | undefined;

  async function startBus(): Promise<string> {
    for (const name of ['data', 'run', 'home', 'services']) mkdirSync(at(name), { mode: 0o700 });
    writeFileSync(at('bus.conf'), busConfig(folder, at('services')));
    if (options.prompt === 'unanswered')
      writeFileSync(at('services/prompter.service'), silentPrompter(folder));
    bus = await processes.start(
      'dbus-daemon',
      [`--config-file=${at('bus.conf')}`, '--nofork', '--print-address=1'],
      {},
    );
    return firstLine(bus, startDeadlineMs);
  }

  async function startDaemon(address: string, unlocked: boolean): Promise<void> {
    const args = ['--foreground', '--components=secrets', ...(unlocked ? ['--unlock'] : [])];
    daemon = await processes.start('gnome-keyring-daemon', args, {
      DBUS_SESSION_BUS_ADDRESS: address,
      HOME: at('home'),
      XDG_DATA_HOME: at('data'),
      XDG_RUNTIME_DIR: at('run'),
      XDG_CONFIG_HOME: at('home'),
    });
    // The password, which is empty.
    daemon.child.stdin?.end(unlocked ? '\n' : '');
    await untilOwned(address, daemon);
  }

  async function stop(): Promise<void> {
    await daemon?.end();
    await bus?.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    await guard.dismiss();
  }

  try {
    const address = await startBus();
    await startDaemon(address, true);
    const keyring: Keyring = {
      env: { DBUS_SESSION_BUS_ADDRESS: address },
      freeze: () => void daemon?.child.kill('SIGSTOP'),
      thaw: () => void daemon?.child.kill('SIGCONT'),
      kill: async () => daemon?.end(),
      async restart({ unlocked = true } = {}) {
        await daemon?.end();
        await startDaemon(address, unlocked);
      },
      stop,
    };
    // A locked keychain has data that was made while it was open.
    if (options.unlocked === false) await keyring.restart({ unlocked: false });
    return keyring;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilOwned(address: string, daemon: Started): Promise<void> {
  const end = performance.now() + startDeadlineMs;
  while (performance.now() < end && daemon.alive()) {
    if (await isOwned(address)) return;
    await wait(20);
  }
  throw new Error(`gnome-keyring-daemon did not take its name on the bus: ${daemon.words()}`);
}

function isOwned(address: string): Promise<boolean> {
  const question = ['--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner'];
  const args = [`--bus=${address}`, ...question, 'string:org.freedesktop.secrets'];
  return new Promise((resolve) => {
    execFile('dbus-send', args, { timeout: 2_000 }, (error, answer) =>
      resolve(!error && answer.includes('boolean true')),
    );
  });
}

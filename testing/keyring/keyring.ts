/** A real Secret Service for tests: gnome-keyring on a bus of its own, its data in a folder of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

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

/** No folders of services: the bus never starts a daemon by itself. */
const busConfig = (
  folder: string,
): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

export async function startKeyring(options: { unlocked?: boolean } = {}): Promise<Keyring> {
  const folder = mkdtempSync(join(tmpdir(), 'keyring-'));
  for (const name of ['data', 'run', 'home']) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, 'bus.conf'), busConfig(folder));

  const bus = started(
    'dbus-daemon',
    [`--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--print-address=1'],
    {},
  );
  const address = await firstLine(bus);
  const env = { DBUS_SESSION_BUS_ADDRESS: address };
  let daemon: ChildProcess | undefined;

  async function startDaemon(unlocked: boolean): Promise<void> {
    const own = {
      ...env,
      HOME: join(folder, 'home'),
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_RUNTIME_DIR: join(folder, 'run'),
      XDG_CONFIG_HOME: join(folder, 'home'),
    };
    const args = ['--foreground', '--components=secrets', ...(unlocked ? ['--unlock'] : [])];
    daemon = started('gnome-keyring-daemon', args, own);
    daemon.stdin?.end(unlocked ? '\n' : '');
    await untilOwned(address, daemon);
  }

  const processes = (): number[] => [bus.pid, daemon?.pid].filter((pid) => pid !== undefined);
  const guard = guardAgainstOrphans(folder);
  const note = (): void => writeFileSync(join(folder, 'pids'), processes().join('\n'));

  note();
  await startDaemon(true);
  note();
  const keyring: Keyring = {
    env,
    freeze: () => void daemon?.kill('SIGSTOP'),
    thaw: () => void daemon?.kill('SIGCONT'),
    kill: () => ended(daemon),
    async restart({ unlocked = true } = {}) {
      await ended(daemon);
      await startDaemon(unlocked);
      note();
    },
    async stop() {
      await ended(daemon);
      await ended(bus);
      // It alone would not keep this process alive until it has ended.
      guard.ref();
      guard.stdin?.end();
      await ended(guard);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  // A locked keychain has data that was made while it was open.
  if (options.unlocked === false) await keyring.restart({ unlocked: false });
  return keyring;
}

function started(command: string, args: string[], env: Record<string, string>): ChildProcess {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _w, DBUS_SESSION_BUS_ADDRESS: _bus, ...rest } = process.env;
  return spawn(command, args, { env: { ...rest, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output to read');
  const missing = once(child, 'error').then(([error]) => Promise.reject(error));
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text));
  return Promise.race([line, missing]);
}

async function untilOwned(address: string, daemon: ChildProcess): Promise<void> {
  const end = Date.now() + startDeadlineMs;
  const question = ['--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner'];
  while (Date.now() < end && daemon.exitCode === null) {
    const args = [`--bus=${address}`, ...question, 'string:org.freedesktop.secrets'];
    const answer = execFileSync('dbus-send', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    if (answer.includes('boolean true')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('gnome-keyring-daemon did not take its name on the bus');
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Waits for its input to end, which happens too when this process is killed, and then ends what was started. */
function guardAgainstOrphans(folder: string): ChildProcess {
  const script = 'cat > /dev/null; test -f "$1/pids" && kill -9 $(cat "$1/pids") 2> /dev/null; rm -rf "$1"';
  const guard = spawn('sh', ['-c', script, 'guard', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return guard;
}

/**
 * Whether the desktop has a place for icons of programs, which on Linux isn't certain: Electron's tray says nothing of it. The
 * session bus does (StatusNotifierItem specification): a watcher takes icons there, and knows whether somebody shows them.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { findSessionBus } from '../../core/keychain/session-bus.ts';
import type { Log } from '../../core/log.ts';

export interface TrayHost {
  /** Undefined until the desktop has answered, and where it can't be asked. */
  isThere(): boolean | undefined;
  onChange(listener: () => void): void;
}

const watcher = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';
const bus = 'org.freedesktop.DBus';

/** What may have changed the answer. */
const signals = [
  `type='signal',sender='${bus}',interface='${bus}',member='NameOwnerChanged',arg0='${watcher}'`,
  `type='signal',interface='${watcher}',path='${watcherPath}'`,
];

/** Milliseconds for the bus to answer; it goes on being listened to. */
const answerMs = 5_000;

/** Elsewhere than on Linux the system itself has the place. */
export function followTrayHost(
  env: NodeJS.ProcessEnv,
  log: Log,
  platform: NodeJS.Platform = process.platform,
): TrayHost {
  const listeners = new Set<() => void>();
  let there: boolean | undefined = platform === 'linux' ? undefined : true;
  const settle = (now: boolean): void => {
    if (now === there) return;
    there = now;
    for (const listener of listeners) listener();
  };
  if (platform === 'linux')
    follow(env.DBUS_SESSION_BUS_ADDRESS ?? findSessionBus(env), settle).catch((error: unknown) => {
      log('the tray can’t be asked for', { error: String(error) });
      settle(false);
    });
  return {
    isThere: () => there,
    onChange: (listener) => void listeners.add(listener),
  };
}

/** Rejects when the bus can't be reached; later on it has gone with the whole session. */
async function follow(address: string | undefined, settle: (there: boolean) => void): Promise<void> {
  if (address === undefined) throw new Error('no session bus');
  const { Message, sessionBus } = await import('@jellybrick/dbus-next');
  const session = sessionBus({ busAddress: address });
  const broken = new Promise<never>((_resolve, reject) => session.on('error' as 'message', reject));
  const call = async (
    destination: string,
    path: string,
    member: string,
    body: string[],
  ): Promise<unknown> => {
    const iface = member === 'Get' ? 'org.freedesktop.DBus.Properties' : bus;
    const signature = 's'.repeat(body.length);
    const late = delay(answerMs, undefined, { ref: false }).then(() => {
      throw new Error(`no answer from ${destination}`);
    });
    const asked = session.call(new Message({ destination, path, interface: iface, member, signature, body }));
    return (await Promise.race([asked, late]))?.body[0];
  };
  const look = async (): Promise<void> => settle(await hasHost(call));
  const onBus = (member: string, what: string): Promise<unknown> =>
    call(bus, '/org/freedesktop/DBus', member, [what]);
  session.on('message', ({ member, interface: from }) => {
    if (member === 'NameOwnerChanged' || from === watcher) look().catch(() => settle(false));
  });
  await Promise.race([Promise.all(signals.map((one) => onBus('AddMatch', one))), broken]);
  await Promise.race([look(), broken]);
}

/** Asking for the property of a watcher that isn't there would start one where the desktop has that arranged; so it is. */
async function hasHost(
  call: (destination: string, path: string, member: string, body: string[]) => Promise<unknown>,
): Promise<boolean> {
  try {
    const answer = await call(watcher, watcherPath, 'Get', [watcher, 'IsStatusNotifierHostRegistered']);
    return (answer as { value?: unknown } | undefined)?.value === true;
  } catch {
    return false;
  }
}

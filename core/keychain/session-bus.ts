import { lstatSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which user it is, and where the system has the users' runtime folders. */
export interface RuntimePlace {
  readonly uid: number;
  /** The user's home as the system knows it. */
  readonly home: string;
  readonly folder: string;
}

const thisComputer = (): RuntimePlace => {
  const { uid, homedir } = userInfo();
  return { uid, home: homedir, folder: '/run/user' };
};

/**
 * The address of the person's session bus where the environment doesn't say it, as clients of MCP hand on neither
 * DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR. It lies at `bus` in the user's runtime folder (D-Bus specification,
 * "unix:runtime=yes"; sd_bus_default_user(3)), which is `/run/user/<uid>` (pam_systemd(8)). Undefined elsewhere than on
 * Linux, and when there is none that is surely this user's own: a socket of this user in a folder of this user that
 * nobody else may write. With another HOME than the user's own only a folder that is named is looked into, as such an
 * environment is cut off from the desktop on purpose.
 */
export function findSessionBus(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  place: () => RuntimePlace = thisComputer,
): string | undefined {
  if (platform !== 'linux') return undefined;
  const { uid, home, folder } = place();
  const named = env.XDG_RUNTIME_DIR;
  const folders = [
    ...(named && isAbsolute(named) ? [named] : []),
    ...(isSameFolder(env.HOME, home) ? [join(folder, String(uid))] : []),
  ];
  const socket = folders.map((one) => join(one, 'bus')).find((path) => isOwnSocket(path, uid));
  return socket === undefined ? undefined : `unix:path=${escaped(socket)}`;
}

/** `env`, with the session bus where it isn't said. An address that is said is left, whatever it is. */
export function withSessionBus(
  env: Readonly<Record<string, string>>,
  around: Environment = process.env,
): Readonly<Record<string, string>> {
  const all = { ...around, ...env };
  if (all.DBUS_SESSION_BUS_ADDRESS !== undefined) return env;
  const address = findSessionBus(all);
  return address === undefined ? env : { ...env, DBUS_SESSION_BUS_ADDRESS: address };
}

/** Whether an address is that of a socket which is this user's own, as `findSessionBus` has it. */
export function isOwnBus(address: string, uid = userInfo().uid): boolean {
  const path = /^unix:path=([^,;]+)(?:,guid=[0-9a-f]+)?$/.exec(address)?.[1];
  if (path === undefined) return false;
  try {
    return isOwnSocket(decodeURIComponent(path), uid);
  } catch {
    return false;
  }
}

function isOwnSocket(path: string, uid: number): boolean {
  try {
    const [socket, folder] = [lstatSync(path), lstatSync(dirname(path))];
    const othersMayWrite = (folder.mode & 0o022) !== 0;
    return socket.isSocket() && socket.uid === uid && folder.uid === uid && !othersMayWrite;
  } catch {
    return false;
  }
}

function isSameFolder(one: string | undefined, other: string): boolean {
  if (one === undefined) return false;
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

/** As addresses of D-Bus are written. */
const escaped = (path: string): string =>
  path.replace(/[^-0-9A-Za-z_/.\\*]/gu, (sign) => encodeURIComponent(sign));

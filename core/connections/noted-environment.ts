import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isOwnBus } from '../keychain/session-bus.ts';

/** What the companion's own environment has and that of a client's start hasn't, by the names of its variables. Never a secret. */
export type NotedEnvironment = Readonly<Partial<Record<NotedName, string>>>;
export type NotedName = keyof typeof isGood;

/** What may be noted, and when it is still good. */
const isGood = {
  /** Of a session bus that a bridge wouldn't find by itself. */
  DBUS_SESSION_BUS_ADDRESS: (address: string) => isOwnBus(address),
  HTTPS_PROXY: (address: string) => withoutPassword(address) === address,
  NO_PROXY: (hosts: string) => !/[\p{C}]/u.test(hosts),
  NODE_EXTRA_CA_CERTS: (path: string) => isAbsolute(path),
} as const satisfies Record<string, (value: string) => boolean>;

/** Where it is noted, in the companion's own folder. */
export const notedEnvironmentPath = (dataFolder: string): string =>
  join(dataFolder, 'bridge-environment.json');

/** What is noted and still good. Nothing where the file isn't there or isn't understood. */
export function readNotedEnvironment(dataFolder: string): NotedEnvironment {
  const good: Partial<Record<NotedName, string>> = {};
  try {
    const noted = JSON.parse(readFileSync(notedEnvironmentPath(dataFolder), 'utf8'));
    for (const name of Object.keys(isGood) as NotedName[]) {
      const value = noted[name];
      if (typeof value === 'string' && isGood[name](value)) good[name] = value;
    }
  } catch {
    // As good as none.
  }
  return good;
}

/** Sets what is noted and what this program's environment doesn't say, in small letters neither. */
export function adoptNotedEnvironment(dataFolder: string, env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(readNotedEnvironment(dataFolder)))
    if (env[name.toLowerCase()] === undefined) env[name] ??= value;
}

/** A proxy's address without name and password; undefined for what is none. */
export function withoutPassword(proxy: string): string | undefined {
  const whole = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, host } = new URL(whole);
  return /^https?:$/.test(protocol) && host ? `${protocol}//${host}` : undefined;
}

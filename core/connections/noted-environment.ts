import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnBus } from '../keychain/session-bus.ts';

/** What the companion's own environment has and that of a client's start hasn't. Never a secret. */
export interface NotedEnvironment {
  /** Of a session bus that a bridge wouldn't find by itself. */
  readonly DBUS_SESSION_BUS_ADDRESS?: string;
}

/** Where it is noted, in the companion's own folder. */
export const notedEnvironmentPath = (dataFolder: string): string =>
  join(dataFolder, 'bridge-environment.json');

/** What is noted and still good: a bus that is this user's own. Nothing where the file isn't there or isn't understood. */
export function readNotedEnvironment(dataFolder: string): NotedEnvironment {
  try {
    const { DBUS_SESSION_BUS_ADDRESS: bus } = JSON.parse(
      readFileSync(notedEnvironmentPath(dataFolder), 'utf8'),
    );
    if (typeof bus === 'string' && isOwnBus(bus)) return { DBUS_SESSION_BUS_ADDRESS: bus };
  } catch {
    // As good as none.
  }
  return {};
}

/** Sets what is noted and what this program's environment doesn't say. */
export function adoptNotedEnvironment(dataFolder: string, env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(readNotedEnvironment(dataFolder))) env[name] ??= value;
}

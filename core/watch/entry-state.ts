import { access } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '../../shared/connect-view.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { connectionOf, isOurEntry, programOf } from '../settings-editor/server-entry.ts';

export type Servers = Readonly<Record<string, unknown>>;

/** What became of our entry. `name` is where it was found. */
export type EntryState =
  | { readonly state: 'right'; readonly name: string }
  | { readonly state: 'gone' }
  /** It starts this companion's helper where it was before; `missing` when nothing is there any more. */
  | { readonly state: 'stale'; readonly name: string; readonly missing: boolean }
  /** It was edited; `foreign` when what stands under its name is nothing of ours. */
  | { readonly state: 'changed'; readonly name: string; readonly foreign: boolean };

/** Compares the servers of a settings file with the entry that was written for a connection. */
export async function entryState(
  servers: Servers,
  connection: Connection,
  written: unknown,
): Promise<EntryState> {
  const { id, entryName } = connection;
  const found = Object.hasOwn(servers, entryName) ? servers[entryName] : undefined;
  if (found === undefined) {
    const renamed = Object.keys(servers).find((name) => isOurEntry(servers[name], id));
    return renamed === undefined ? { state: 'gone' } : { state: 'changed', name: renamed, foreign: false };
  }
  if (!isOurEntry(found, id))
    return { state: 'changed', name: entryName, foreign: isForeign(found, written) };
  const [now, then] = [programOf(found, id), programOf(written, id)];
  if (!now || !then) {
    const same = isDeepStrictEqual(found, written);
    return same ? { state: 'right', name: entryName } : { state: 'changed', name: entryName, foreign: false };
  }
  if (isDeepStrictEqual(now, then)) return { state: 'right', name: entryName };
  const missing = !(await isThere(now));
  return missing || isMoved(now, then)
    ? { state: 'stale', name: entryName, missing }
    : { state: 'changed', name: entryName, foreign: false };
}

/** Whoever took the name for something that has nothing to do with us, keeps it. */
function isForeign(found: unknown, written: unknown): boolean {
  if (connectionOf(found) !== undefined) return false;
  const command = commandIn(written);
  return command === undefined || commandIn(found) !== command;
}

const commandIn = (entry: unknown): unknown =>
  typeof entry === 'object' && entry !== null && 'command' in entry ? entry.command : undefined;

/** The same files, started the same way, in another folder. */
const isMoved = (now: SpawnCommand, then: SpawnCommand): boolean =>
  isDeepStrictEqual(
    [basename(now.command), now.args.map(lastPart), now.env],
    [basename(then.command), then.args.map(lastPart), then.env],
  );

const lastPart = (argument: string): string => (isAbsolute(argument) ? basename(argument) : argument);

/** Whether every file that it names by its absolute path is there. */
async function isThere({ command, args }: SpawnCommand): Promise<boolean> {
  const files = [command, ...args].filter((one) => isAbsolute(one));
  const found = await Promise.all(
    files.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

import { cachesSettings } from '../../shared/clients.ts';
import type { Connection } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import type { Connections } from '../connections/connections.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { isOurEntry } from '../settings-editor/server-entry.ts';
import type { EntryState } from './entry-state.ts';
import type { Records } from './records.ts';
import { putBackAtMost, timesPutBack } from './watch-state.ts';

export interface RepairEntryDeps {
  readonly connections: Pick<Connections, 'list'>;
  adapterOf(client: Connection['client']): Pick<ClientAdapter, 'config' | 'entry'>;
  readonly claude: ClientProcess;
  readonly bridge: SpawnCommand;
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds for which the entry must stay in the file after Claude's start, because Claude rewrites it then. */
  readonly entryMustLastMs: number;
}

/** Puts our entry right, and nothing else: written anew, renamed back, or put back where it vanished. */
export function repairsEntries(parts: RepairEntryDeps) {
  const { connections, adapterOf, claude, records, clock, log } = parts;

  /** Writes our entry if the connection still stands; the program that reads it must not keep its settings in memory. */
  async function write(connection: Connection, entry: EntryState): Promise<Result<void>> {
    const standing = await connections.list();
    if (!standing.ok) return standing;
    const now = standing.value.find(({ id }) => id === connection.id);
    if (!now || now.leaving) return failed(failure('nothing-to-do'));
    const { entry: entryFor, config } = adapterOf(connection.client);
    const settings = config(connection.configPath);
    if (entry.state === 'changed' && entry.name !== connection.entryName) {
      const removed = await settings.remove(entry.name);
      if (!removed.ok) return removed;
    }
    const put = await settings.put(connection.entryName, entryFor(parts.bridge, connection.id));
    if (!put.ok) return put;
    log('entry put right', {
      client: connection.client,
      path: connection.configPath,
      name: connection.entryName,
      was: entry.state,
    });
    const noted = await records.change(connection.id, ({ gone: _gone, ...rest }) => rest);
    return noted.ok ? ok(undefined) : noted;
  }

  async function mayPutBack(connection: Connection): Promise<Result<void>> {
    const record = await records.of(connection.id);
    if (!record.ok) return record;
    const exhausted = timesPutBack(record.value, clock.now()) >= putBackAtMost;
    return exhausted ? failed(keepsVanishing(connection)) : ok(undefined);
  }

  /** Once more, counted before it is done; `entry-keeps-vanishing` when it was done often enough. */
  async function putBack(connection: Connection): Promise<Result<void>> {
    const allowed = await mayPutBack(connection);
    if (!allowed.ok) return allowed;
    const now = clock.now();
    const counted = await records.change(connection.id, (record) => ({
      ...record,
      putBack: { times: timesPutBack(record, now) + 1, lastAt: now.toISOString() },
    }));
    return counted.ok ? write(connection, { state: 'gone' }) : counted;
  }

  const putOne = (connection: Connection, entry: EntryState): Promise<Result<void>> =>
    entry.state === 'gone' ? putBack(connection) : write(connection, entry);

  /** Claude is quit, our entry put right, Claude started again and looked at; again when it drops the entry. */
  async function whileClaudeIsQuit(
    connection: Connection,
    entry: EntryState,
    program: string | undefined,
  ): Promise<Result<void>> {
    let now = entry;
    for (;;) {
      // Claude isn't quit once more for nothing.
      const allowed = now.state === 'gone' ? await mayPutBack(connection) : ok(undefined);
      if (!allowed.ok) return allowed;
      const quit = await claude.quit();
      if (!quit.ok) return quit;
      const put = await putOne(connection, now);
      // Whatever became of the entry: what was quit for it runs again.
      const started = await claude.start(program);
      if (!put.ok) return put;
      if (!started.ok) return started;
      const lasts = await entryLasts(connection);
      if (!lasts.ok) return lasts;
      if (lasts.value) return ok(undefined);
      now = { state: 'gone' };
    }
  }

  async function entryLasts(connection: Connection): Promise<Result<boolean>> {
    const deadline = performance.now() + parts.entryMustLastMs;
    const settings = adapterOf(connection.client).config(connection.configPath);
    for (;;) {
      const found = await settings.entry(connection.entryName);
      if (!found.ok) return found;
      if (!isOurEntry(found.value, connection.id)) return ok(false);
      if (performance.now() >= deadline) return ok(true);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  return {
    /** Without being asked: only where the program doesn't keep its settings in memory, or doesn't run. */
    byItself: putOne,
    /** The person asked for it, and for quitting Claude where that is needed. */
    async onRequest(connection: Connection, entry: EntryState): Promise<Result<void>> {
      if (entry.state === 'changed' && entry.foreign)
        return failed(
          failure('entry-name-taken', {
            client: connection.client,
            path: connection.configPath,
            name: entry.name,
          }),
        );
      // Whoever asks after it was explained wants it tried anew.
      const anew = await records.change(connection.id, (record) =>
        timesPutBack(record, clock.now()) >= putBackAtMost ? { ...record, putBack: undefined } : record,
      );
      if (!anew.ok) return anew;
      if (!cachesSettings(connection.client)) return putOne(connection, entry);
      const state = await claude.running();
      if (!state.ok) return state;
      return state.value.running
        ? whileClaudeIsQuit(connection, entry, state.value.program)
        : putOne(connection, entry);
    },
  };
}

export const keepsVanishing = ({ client, configPath, entryName }: Connection) =>
  failure('entry-keeps-vanishing', { client, path: configPath, name: entryName });

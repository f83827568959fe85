import { stat } from 'node:fs/promises';
import { cachesSettings } from '../../shared/clients.ts';
import type { Connection } from '../../shared/connect-view.ts';
import type { Failure } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { WatchFinding } from '../../shared/watch.ts';
import { readServerLog } from '../clients/claude-desktop/log.ts';
import type { ClientProcessState } from '../clients/claude-desktop/processes.ts';
import type { Computer } from '../files/data-folder.ts';
import { type EntryState, entryState } from './entry-state.ts';
import { otherConveneEntries } from './other-keys.ts';
import { readStable } from './read-stable.ts';
import { removalCause } from './removal-cause.ts';
import { keepsVanishing, type RepairEntryDeps, repairsEntries } from './repair-entry.ts';
import { putBackAtMost, timesPutBack, type WatchRecord } from './watch-state.ts';

/** A finding before it is known since when it stands. */
export type Found = Omit<WatchFinding, 'seenAt'>;

export interface CheckedConnection {
  readonly found: readonly Found[];
  /** Whether it will be fixed without asking as soon as Claude has quit. */
  readonly waitsForQuit: boolean;
}

export interface CheckConnectionDeps extends RepairEntryDeps {
  /** Where Claude's log is looked for; without it, the log isn't asked. */
  readonly computer?: Computer;
  /** Milliseconds after which a file that was just written is believed. */
  readonly settleMs: number;
}

/** Looks at one connection's settings file; fixes what may be fixed without asking, and tells the rest. */
export function checksConnections(parts: CheckConnectionDeps) {
  const { claude, records, adapterOf, log, clock, settleMs } = parts;
  const put = repairsEntries(parts);
  /** Whose entries were seen in their files since the start. */
  const seenPresent = new Set<string>();

  async function look(connection: Connection, ids: ReadonlySet<string>) {
    const { config, entry } = adapterOf(connection.client);
    const written = entry(parts.bridge, connection.id);
    let state: EntryState = { state: 'gone' };
    const read = await readStable(
      config(connection.configPath),
      async ({ servers }) => {
        state = await entryState(servers, connection, written);
        return state.state === 'right';
      },
      settleMs,
    );
    if (!read.ok) return read;
    const { servers } = read.value;
    state = await entryState(servers, connection, written);
    if (state.state === 'right') seenPresent.add(connection.id);
    return ok({ entry: state, others: otherConveneEntries(servers, connection.entryName, ids) });
  }

  async function watch(connection: Connection, ids: ReadonlySet<string>): Promise<CheckedConnection> {
    const told = (kind: Found['kind'], facts: Partial<Found> = {}): Found => ({
      connectionId: connection.id,
      client: connection.client,
      organizationName: connection.organizationName,
      kind,
      path: connection.configPath,
      name: connection.entryName,
      putBack: 0,
      quitFirst: false,
      ...facts,
    });
    const seen = await look(connection, ids);
    if (!seen.ok) return { found: [told('settings-broken', { failure: seen.error })], waitsForQuit: false };
    const { entry } = seen.value;
    const others = seen.value.others.map((name) => told('other-key', { name }));
    const noted = await noteOf(connection, entry);
    if (entry.state === 'right') return { found: others, waitsForQuit: false };

    const state = await claudeOf(connection);
    const quitFirst = !state.ok || state.value.running;
    const record = noted.ok ? await decideGone(connection, entry, state, noted.value) : noted;
    const asRecorded = record.ok ? record.value : {};
    const fixes = record.ok && fixesByItself(connection, entry, asRecorded);
    let problem: Failure | undefined = [state, record].find((one) => !one.ok)?.error;
    if (fixes && !quitFirst) {
      const done = await put.byItself(connection, entry);
      if (done.ok) {
        seenPresent.add(connection.id);
        return { found: others, waitsForQuit: false };
      }
      problem = done.error;
      log('entry could not be put right', { failure: done.error });
    }
    const kind = kindOf(entry, asRecorded);
    const why = kind === 'entry-keeps-vanishing' ? keepsVanishing(connection) : problem;
    const finding = told(kind, {
      quitFirst,
      putBack: timesPutBack(asRecorded, clock.now()),
      ...('name' in entry ? { name: entry.name } : {}),
      failure: why,
    });
    return { found: [finding, ...others], waitsForQuit: fixes && quitFirst };
  }

  /** Only a program that keeps its settings in memory has to be asked after. */
  const claudeOf = async ({ client }: Connection): Promise<Result<ClientProcessState>> =>
    cachesSettings(client) ? claude.running() : ok({ running: false });

  /** What is noted; that an entry is gone is forgotten when it is there again. */
  async function noteOf(connection: Connection, entry: EntryState): Promise<Result<WatchRecord>> {
    const record = await records.of(connection.id);
    if (!record.ok || entry.state === 'gone' || !record.value.gone) return record;
    return records.change(connection.id, ({ gone: _gone, ...rest }) => rest);
  }

  /** Why it is gone is decided once, when that is seen first. */
  async function decideGone(
    connection: Connection,
    entry: EntryState,
    state: Result<ClientProcessState>,
    record: WatchRecord,
  ): Promise<Result<WatchRecord>> {
    if (entry.state !== 'gone' || record.gone) return ok(record);
    const why = removalCause({
      client: connection.client,
      claude: state.ok ? state.value : undefined,
      writtenAt: await writtenAt(connection.configPath),
      witnessed: seenPresent.has(connection.id),
      serverStartedAt: await serverStartedAt(connection),
    });
    log('entry is gone', { client: connection.client, path: connection.configPath, why });
    const at = clock.now().toISOString();
    return records.change(connection.id, (one) => ({ ...one, gone: { why, at } }));
  }

  async function serverStartedAt({ client, configPath, entryName }: Connection): Promise<Date | undefined> {
    if (!parts.computer || !cachesSettings(client)) return undefined;
    const log = await readServerLog({ computer: parts.computer, configPath, entryName });
    return log.ok ? log.value?.startedAt : undefined;
  }

  const fixesByItself = ({ client }: Connection, entry: EntryState, record: WatchRecord): boolean => {
    if (entry.state === 'stale') return entry.missing;
    if (entry.state !== 'gone' || !cachesSettings(client)) return false;
    return record.gone?.why === 'vanished' && timesPutBack(record, clock.now()) < putBackAtMost;
  };

  function kindOf(entry: EntryState, record: WatchRecord): Found['kind'] {
    if (entry.state === 'stale') return 'path-stale';
    if (entry.state === 'changed') return 'entry-changed';
    if (record.gone?.why === 'disconnected') return 'disconnected-in-client';
    const exhausted = timesPutBack(record, clock.now()) >= putBackAtMost;
    return record.gone?.why === 'vanished' && exhausted ? 'entry-keeps-vanishing' : 'entry-gone';
  }

  return {
    watch,
    /** The person asked for it. */
    async fix(connection: Connection, ids: ReadonlySet<string>): Promise<Result<void>> {
      const seen = await look(connection, ids);
      if (!seen.ok) return seen;
      if (seen.value.entry.state === 'right') return ok(undefined);
      const done = await put.onRequest(connection, seen.value.entry);
      if (done.ok) seenPresent.add(connection.id);
      return done;
    },
    /** An entry that isn't there any more was taken out by the person just now. */
    async respectIfGone(connection: Connection, ids: ReadonlySet<string>): Promise<Result<void>> {
      const seen = await look(connection, ids);
      if (!seen.ok) return seen;
      if (seen.value.entry.state !== 'gone') return ok(undefined);
      const gone = { why: 'disconnected' as const, at: clock.now().toISOString() };
      const noted = await records.change(connection.id, (one) => ({ gone, ...one }));
      return noted.ok ? ok(undefined) : noted;
    },
  };
}

/** A file that is just being replaced counts as written now. */
const writtenAt = (path: string): Promise<Date> =>
  stat(path).then(
    ({ mtime }) => mtime,
    () => new Date(),
  );

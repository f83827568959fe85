import { createStore } from 'zustand/vanilla';
import type { Connection } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { WatchFinding, WatchView } from '../../shared/watch.ts';
import { withLock } from '../files/lock.ts';
import type { StateFile } from '../files/state-file.ts';
import { type CheckConnectionDeps, checksConnections, type Found } from './check-connection.ts';
import { watchFolders } from './folder-watch.ts';
import { createWatchRecords } from './records.ts';
import type { WatchStateFile } from './watch-state.ts';

export interface WatchDeps
  extends Pick<
    CheckConnectionDeps,
    'connections' | 'adapterOf' | 'claude' | 'bridge' | 'clock' | 'log' | 'computer'
  > {
  /** What must outlive this program. */
  readonly file: StateFile<WatchStateFile>;
  readonly pace?: Partial<typeof usualPace>;
}

/** Milliseconds. */
const usualPace = {
  /** Between two looks where nothing seems to happen: not every folder can be watched. */
  pollMs: 30_000,
  /** After a change, until what was written is believed. */
  settleMs: 300,
  /** Between two looks because of changes: some programs write their settings all the time. */
  restMs: 1_000,
  /** Between two looks whether Claude has quit, while something waits for that. */
  lookEveryMs: 5_000,
  /** For which the entry must stay in the file after Claude's start. */
  entryMustLastMs: 2_000,
  /** For another companion's look or fix, which may wait for Claude to quit and start. */
  turnMs: 60_000,
};

/** An eye on the settings files of everything that is connected, while the companion runs. */
export type Watch = ReturnType<typeof createWatch>;

export function createWatch(parts: WatchDeps) {
  const { connections, claude, clock, log } = parts;
  const pace = { ...usualPace, ...parts.pace };
  const records = createWatchRecords(parts.file);
  const checks = checksConnections({ ...parts, ...pace, records });
  const view = createStore<WatchView>(() => ({ findings: [] }));
  const folders = watchFolders(() => soon(pace.settleMs), log);

  let closed = false;
  let isOpen = false;
  let waitsForQuit = false;
  // By the clock that nobody sets back.
  let lastLookAt = Number.NEGATIVE_INFINITY;
  let soonTimer: NodeJS.Timeout | undefined;
  let slowTimer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** One thing after another, over all companions of this computer: a look never sees what is half done. */
  function inTurn<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const done = turn
      .then(() => withLock(`${parts.file.path}.turn`, work, { waitMs: pace.turnMs }))
      .catch((error: unknown) => failed(failure('internal', { detail: String(error) })));
    turn = done;
    return done;
  }

  async function standing(): Promise<Result<{ all: readonly Connection[]; ids: ReadonlySet<string> }>> {
    const listed = await connections.list();
    if (!listed.ok) return listed;
    const ids = new Set(listed.value.map(({ id }) => id));
    return ok({ all: listed.value.filter(({ leaving }) => !leaving), ids });
  }

  async function look(): Promise<Result<void>> {
    const listed = await standing();
    if (!listed.ok) return listed;
    const { all, ids } = listed.value;
    // Watched first, so that what changes while it is read is seen.
    if (isOpen && !closed) await folders.follow(all.map(({ configPath }) => configPath));
    const found: Found[] = [];
    let waits = false;
    for (const connection of all) {
      const checked = await checks.watch(connection, ids);
      found.push(...checked.found);
      waits ||= checked.waitsForQuit;
    }
    waitsForQuit = waits;
    publish(found);
    return records.keepOnly(ids);
  }

  async function lookInTurn(): Promise<void> {
    const looked = await inTurn(look);
    lastLookAt = performance.now();
    if (!looked.ok) log('watch could not look', { failure: looked.error });
    slowly();
  }

  /** A finding keeps the moment at which it was first seen. */
  function publish(found: readonly Found[]): void {
    const before = view.getState().findings;
    const findings = found.map((one): WatchFinding => {
      const same = before.find(
        ({ connectionId, kind, name }) =>
          connectionId === one.connectionId && kind === one.kind && name === one.name,
      );
      return { ...one, seenAt: same?.seenAt ?? clock.now().toISOString() };
    });
    if (JSON.stringify(findings) !== JSON.stringify(before)) view.setState({ findings }, true);
  }

  /** Looks in a moment. What happens until then belongs to the same look. */
  function soon(afterMs: number): void {
    if (closed || soonTimer) return;
    const restMs = lastLookAt + pace.restMs - performance.now();
    soonTimer = setTimeout(
      () => {
        soonTimer = undefined;
        void lookInTurn();
      },
      Math.max(afterMs, restMs),
    );
    soonTimer.unref();
  }

  /** The next look when nothing happens, or whether Claude has quit. */
  function slowly(): void {
    clearTimeout(slowTimer);
    if (closed || !isOpen) return;
    const next = waitsForQuit ? lookForQuit : lookInTurn;
    slowTimer = setTimeout(
      () => void next(),
      waitsForQuit ? Math.min(pace.lookEveryMs, pace.pollMs) : pace.pollMs,
    );
    slowTimer.unref();
  }

  async function lookForQuit(): Promise<void> {
    const state = await claude.running();
    const isDue = performance.now() - lastLookAt >= pace.pollMs;
    if (isDue || (state.ok && !state.value.running)) await lookInTurn();
    else slowly();
  }

  async function fix(connectionId: string): Promise<Result<void>> {
    const listed = await standing();
    if (!listed.ok) return listed;
    const { all, ids } = listed.value;
    const connection = all.find(({ id }) => id === connectionId);
    const fixed = connection ? await checks.fix(connection, ids) : failed(failure('nothing-to-do'));
    if (!fixed.ok) log('watch could not fix', { failure: fixed.error });
    const looked = await look();
    return fixed.ok ? looked : fixed;
  }

  /** Entries that are gone after what the person did are respected. */
  async function respectWhatIsGone(): Promise<Result<void>> {
    const listed = await standing();
    if (!listed.ok) return listed;
    for (const one of listed.value.all) {
      const noted = await checks.respectIfGone(one, listed.value.ids);
      if (!noted.ok) log('watch could not be noted', { failure: noted.error });
    }
    return ok(undefined);
  }

  return {
    /** Begins to watch; what is wrong already is known when it resolves. */
    open(): Promise<void> {
      isOpen = true;
      return lookInTurn();
    },
    view: (): WatchView => view.getState(),
    /** Looks now. */
    async check(): Promise<WatchView> {
      await lookInTurn();
      return view.getState();
    },
    /** Puts one connection's entry right, on the person's request: quits Claude for it and starts it again. */
    async fix(connectionId: string): Promise<Result<WatchView>> {
      const done = await inTurn(() => fix(connectionId));
      slowly();
      return done.ok ? ok(view.getState()) : done;
    },
    /**
     * Does what the person asked for with the settings files (undo, restore) while nobody looks; an entry that is gone
     * after it was taken out by them, and is not put back. `busy` when another companion is fixing just now. The work
     * must not ask this watch for anything: it is its turn.
     */
    async pauseWhile<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
      const done = await inTurn(async () => {
        const worked = await work();
        const noted = await respectWhatIsGone();
        if (!noted.ok) log('watch could not be noted', { failure: noted.error });
        return worked;
      });
      if (isOpen) soon(0);
      return done;
    },
    /** Looks in a moment, because something was connected or disconnected; nothing before it is opened. */
    lookSoon(): void {
      if (isOpen) soon(0);
    },
    onChange: (listener: (view: WatchView) => void): (() => void) => view.subscribe(listener),
    async close(): Promise<void> {
      closed = true;
      clearTimeout(soonTimer);
      clearTimeout(slowTimer);
      folders.close();
      await turn;
    },
  };
}

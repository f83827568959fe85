import { createStore } from 'zustand/vanilla';
import type { ConnectStep, ConnectView } from '../../shared/connect-view.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { withLock } from '../files/lock.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { ConnectJournal, PendingConnect } from './journal.ts';
import { type LeftBehind, takeBackEverything } from './leave.ts';
import { madeFor, madeSoFar } from './made.ts';
import { connectPlan, type PlanDeps } from './plan.ts';
import { type RunEnd, stepRunner } from './run-steps.ts';
import type { StepDeps } from './steps.ts';
import { rollBack } from './take-back.ts';
import { waitForClient } from './wait-for-client.ts';

export interface ConnectDeps extends StepDeps, PlanDeps {
  readonly keys: Keys;
  readonly journal: StateFile<ConnectJournal>;
  /** Two companions must not connect at the same time. */
  readonly lockPath: string;
  readonly log: Log;
  /** What has to be settled before a connection is given up: another key of it may be on its way. */
  beforeLeaving?(connectionId: string): Promise<Result<void>>;
  /** Milliseconds between two looks whether the person has quit or started Claude. */
  readonly lookEveryMs: number;
}

/** Connecting one program on this computer: step by step, with proof, resumable, and taken back in reverse. */
export type Connect = ReturnType<typeof createConnector>;

export function createConnector(parts: ConnectDeps) {
  const { connections, journal, log, claude, target } = parts;
  const { client } = target;
  const steps = stepRunner({
    ...parts,
    save: (pending) => save(pending),
    show: (pending) => void showPending(pending, 'running'),
    isStopped: () => undoAsked,
  });
  const { plan, preview } = connectPlan(parts);
  const view = createStore<ConnectView>(() => ({ state: 'not-connected', client }));
  const show = (next: ConnectView): ConnectView => {
    view.setState(next, true);
    return next;
  };
  let lastTurn: Promise<unknown> = Promise.resolve();
  let undoAsked = false;
  /** Claude was quit by us outside of a connecting, so we start it again when we are done. */
  let startAgain: PendingConnect['startAgain'];
  const looking = waitForClient({
    claude,
    log,
    lookEveryMs: parts.lookEveryMs,
    view: () => view.getState(),
    goOn: () => resume(),
  });

  const showPending = (
    pending: PendingConnect,
    phase: 'running' | 'paused' | 'undoing',
    undoFailure?: Failure,
  ): ConnectView =>
    show({
      state: 'connecting',
      client,
      phase,
      organizationName: pending.organization.name,
      deviceName: pending.deviceName,
      preview: pending.preview,
      steps: pending.steps,
      ...(undoFailure ? { undoFailure } : {}),
    });

  const save = async (pending: PendingConnect | null): Promise<Result<void>> => {
    const saved = await journal.update(() => ({ pending }));
    return saved.ok ? ok(undefined) : saved;
  };

  /** One at a time: here in the order of asking, and against every other companion by a lock. */
  function exclusively<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const turn = lastTurn.then(() => {
      looking.stop();
      return withLock(parts.lockPath, work, { waitMs: 2_000 });
    });
    // Who asked hears of what was thrown; the next turn comes all the same.
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** What was begun or made before this start. */
  async function open(): Promise<ConnectView> {
    const saved = await journal.read();
    if (saved.ok && saved.value.pending) return showPending(saved.value.pending, 'paused');
    return showConnection([]);
  }

  async function showConnection(proof: readonly ConnectStep[]): Promise<ConnectView> {
    const known = await connections.of(client);
    const connection = known.ok ? known.value[0] : undefined;
    return show(
      connection
        ? { state: 'connected', client, connection, steps: [...proof] }
        : { state: 'not-connected', client },
    );
  }

  /** `name`: for the new key, where it can't have its usual one. */
  async function start(name?: string): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      const { pending } = saved.value;
      if (pending && !pending.undoing) return ended(await steps.pickUp(pending));
      if (pending) {
        const taken = await takeBackPending(pending);
        if (!taken.ok || taken.value.state === 'connecting') return taken;
      }
      const known = await connections.of(client);
      if (!known.ok) return known;
      if (known.value.length > 0) return ok(await showConnection([]));
      const planned = await plan(name);
      return planned.ok ? ended(await steps.begin(planned.value)) : planned;
    });
  }

  async function resume(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      const { pending } = saved.value;
      if (!pending) return ok(await showConnection([]));
      return pending.undoing ? takeBackPending(pending) : ended(await steps.pickUp(pending));
    });
  }

  async function ended({ pending, done, stoppedBy }: RunEnd): Promise<Result<ConnectView>> {
    if (done) return finish(pending);
    if (stoppedBy) looking.after(stoppedBy.code);
    return ok(showPending(pending, 'paused'));
  }

  async function finish(pending: PendingConnect): Promise<Result<ConnectView>> {
    const added = await connections.add({
      id: pending.connectionId,
      client,
      server: pending.server,
      ...(pending.personId ? { personId: pending.personId } : {}),
      organizationId: pending.organization.id,
      organizationName: pending.organization.name,
      ...(pending.keyId ? { keyId: pending.keyId } : {}),
      keyName: pending.preview.keyName,
      tokenHint: pending.tokenHint ?? '',
      entryName: pending.preview.entryName,
      configPath: pending.preview.path,
      connectedAt: parts.clock.now().toISOString(),
    });
    const closed = added.ok ? await save(null) : added;
    if (!closed.ok) {
      showPending(pending, 'paused');
      return closed;
    }
    const shown = await showConnection(pending.steps);
    await parts.keys.refresh();
    return ok(shown);
  }

  /** Asks Claude to quit, with the person's consent, and goes on with what waited for that. */
  async function quitClient(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const state = await claude.running();
      if (!state.ok) return state;
      const { program } = state.value;
      const quit = await claude.quit();
      if (!quit.ok) return quit;
      startAgain = program === undefined ? {} : { program };
      const saved = await journal.read();
      if (!saved.ok) return saved;
      const { pending } = saved.value;
      if (!pending) return ok(await showConnection([]));
      const now = { ...pending, startAgain };
      return pending.undoing ? takeBackPending(now) : ended(await steps.pickUp(now));
    });
  }

  /** Starts Claude, and goes on with what waited for that. */
  async function startClient(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      const { pending } = saved.value;
      const started = await claude.start((pending?.startAgain ?? startAgain)?.program);
      if (!started.ok) return started;
      startAgain = undefined;
      if (!pending) return ok(view.getState());
      return pending.undoing ? takeBackPending(pending) : ended(await steps.pickUp(pending));
    });
  }

  /** Claude was quit for this by us; a start that fails is the person's to do, and they see that it isn't open. */
  async function startWhatWasQuit(from: PendingConnect['startAgain']): Promise<void> {
    if (!from) return;
    startAgain = undefined;
    const started = await claude.start(from.program);
    if (!started.ok) log('Claude was not started again', { failure: started.error });
  }

  /** Steps that are under way end first; no further one begins. */
  async function undo(): Promise<Result<ConnectView>> {
    undoAsked = true;
    try {
      return await exclusively(async () => {
        const saved = await journal.read();
        if (!saved.ok) return saved;
        return saved.value.pending ? takeBackPending(saved.value.pending) : ok(await showConnection([]));
      });
    } finally {
      undoAsked = false;
    }
  }

  async function takeBackPending(pending: PendingConnect): Promise<Result<ConnectView>> {
    await steps.close();
    const undoing = { ...pending, undoing: true };
    const noted = await save(undoing);
    if (!noted.ok) return noted;
    showPending(undoing, 'undoing');
    const taken = await rollBack(parts, madeSoFar(pending));
    if (!taken.ok) return ok(showPending(undoing, 'paused', taken.error));
    const closed = await save(null);
    if (!closed.ok) return ok(showPending(undoing, 'paused', closed.error));
    await startWhatWasQuit(pending.startAgain);
    await parts.keys.refresh();
    return ok(await showConnection([]));
  }

  async function disconnect(revokeKey: boolean): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const known = await connections.of(client);
      if (!known.ok) return known;
      const connection = known.value[0];
      if (!connection) return failed(failure('nothing-to-do'));
      const settled = (await parts.beforeLeaving?.(connection.id)) ?? ok(undefined);
      if (!settled.ok) return settled;
      const marked = await connections.markLeaving(connection.id, true);
      if (!marked.ok) return marked;
      // Settling may have changed its key.
      const now = await connections.of(client);
      const standing = (now.ok ? now.value[0] : undefined) ?? connection;
      const taken = await rollBack(parts, await madeFor(connections, standing, revokeKey));
      if (!taken.ok) return stillThere(connection.id, taken.error);
      await startWhatWasQuit(startAgain);
      await parts.keys.refresh();
      return ok(await showConnection([]));
    });
  }

  /** Nothing was taken back yet when Claude runs, so the connection stands as before. */
  async function stillThere(connectionId: string, why: Failure): Promise<Result<never>> {
    if (why.code === 'claude-running') await connections.markLeaving(connectionId, false);
    return failed(why);
  }

  /**
   * Takes back everything that was begun or made, as far as it goes, and forgets it all the same. Answers what
   * may be left behind, by name.
   */
  async function leave(): Promise<LeftBehind[]> {
    undoAsked = true;
    try {
      const left = await exclusively(leaveNow);
      if (left.ok) return left.value;
      // Another companion is at it, or the lock can't be written: no reason to leave anything here.
      log('leaving without the lock', { failure: left.error });
      return await takeBackEverything(parts);
    } finally {
      undoAsked = false;
      show({ state: 'not-connected', client });
    }
  }

  async function leaveNow(): Promise<Result<LeftBehind[]>> {
    await steps.close();
    return ok(await takeBackEverything(parts));
  }

  return {
    view: (): ConnectView => view.getState(),
    onChange: (listener: (view: ConnectView) => void): (() => void) => view.subscribe(listener),
    open,
    /** What stands was changed elsewhere: its key was replaced. */
    async lookAgain(): Promise<void> {
      const now = view.getState();
      if (now.state === 'connected') await showConnection(now.steps);
    },
    preview,
    start,
    resume,
    undo,
    disconnect,
    leave,
    quitClient,
    startClient,
    /** Runs something while nothing of this program is connected or taken back, here or in another companion. */
    exclusively,
    async close(): Promise<void> {
      looking.stop();
      await steps.close();
    },
  };
}

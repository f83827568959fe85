import { createStore } from 'zustand/vanilla';
import {
  type ConnectStep,
  type ConnectStepId,
  type ConnectView,
  connectStepIds,
} from '../../shared/connect-view.ts';
import { type Failure, type FailureCode, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { JsonFile } from '../files/json-file.ts';
import { withLock } from '../files/lock.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import { type ConnectJournal, isDone, type PendingConnect, rewoundTo, withStep } from './journal.ts';
import { type LeftBehind, takeBackEverything } from './leave.ts';
import { madeFor, madeSoFar } from './made.ts';
import { connectPlan, entryText, type PlanParts } from './plan.ts';
import { connectSteps, type StepEnd, type StepParts } from './steps.ts';
import { takeBack } from './take-back.ts';

export interface ConnectParts extends StepParts, PlanParts {
  readonly keys: Keys;
  readonly journal: JsonFile<ConnectJournal>;
  /** Two companions must not connect at the same time. */
  readonly lockPath: string;
  readonly log: Log;
  /** Milliseconds between two looks whether the person has quit or started Claude. */
  readonly lookEveryMs: number;
}

/** What the person settles outside the companion, so it is looked at again from time to time. */
const waitsForClaude: ReadonlySet<FailureCode> = new Set([
  'claude-running',
  'claude-not-running',
  'claude-not-restarted',
]);

/** Connecting Claude Desktop on this computer: step by step, with proof, resumable, and taken back in reverse. */
export type Connect = ReturnType<typeof openConnect>;

export function openConnect(parts: ConnectParts) {
  const { connections, journal, log } = parts;
  const steps = connectSteps(parts);
  const { plan, preview } = connectPlan(parts);
  const view = createStore<ConnectView>(() => ({ state: 'not-connected' }));
  const show = (next: ConnectView): ConnectView => {
    view.setState(next, true);
    return next;
  };
  let lastTurn: Promise<unknown> = Promise.resolve();
  let undoAsked = false;
  let look: NodeJS.Timeout | undefined;

  const showPending = (
    pending: PendingConnect,
    phase: 'running' | 'paused' | 'undoing',
    undoFailure?: Failure,
  ): ConnectView =>
    show({
      state: 'connecting',
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
      clearTimeout(look);
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
    const known = await connections.list();
    const connection = known.ok ? known.value[0] : undefined;
    return show(
      connection ? { state: 'connected', connection, steps: [...proof] } : { state: 'not-connected' },
    );
  }

  async function start(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      const { pending } = saved.value;
      if (pending && !pending.undoing) return pickUp(pending);
      if (pending) {
        const taken = await takeBackPending(pending);
        if (!taken.ok || taken.value.state === 'connecting') return taken;
      }
      const known = await connections.list();
      if (!known.ok) return known;
      if (known.value.length > 0) return ok(await showConnection([]));
      const planned = await plan();
      return planned.ok ? goOn(planned.value) : planned;
    });
  }

  async function resume(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      const { pending } = saved.value;
      if (!pending) return ok(await showConnection([]));
      return pending.undoing ? takeBackPending(pending) : pickUp(pending);
    });
  }

  function pickUp(pending: PendingConnect): Promise<Result<ConnectView>> {
    const vanished = pending.steps.some((step) => step.failure?.code === 'entry-vanished');
    // The companion may have been installed elsewhere since.
    const entry = entryText(parts.bridge, pending.connectionId);
    const anew = vanished || entry !== pending.preview.entry;
    const now = { ...pending, preview: { ...pending.preview, entry } };
    return goOn(anew ? rewoundTo(now, 'claude-quit') : fromProof(now));
  }

  /** The bridge's steps are one run of one process, so they are proven together. */
  const fromProof = (pending: PendingConnect): PendingConnect =>
    isDone(pending, 'bridge-starts') ? rewoundTo(pending, 'bridge-starts') : pending;

  async function goOn(from: PendingConnect): Promise<Result<ConnectView>> {
    let pending = from;
    for (const id of connectStepIds) {
      if (isDone(pending, id)) continue;
      if (undoAsked) return ok(showPending(pending, 'paused'));
      pending = withStep(pending, { id, status: 'working' });
      const begun = await save(pending);
      if (!begun.ok) return unnoted(pending, id, begun.error);
      showPending(pending, 'running');
      const end = await steps.run(id, pending);
      pending = noteEnd(pending, id, end);
      const noted = await save(pending);
      if (!noted.ok) return unnoted(pending, id, noted.error);
      if (!end.done) {
        log('connecting paused', { step: id, failure: end.failure });
        if (waitsForClaude.has(end.failure.code)) lookAgain();
        return ok(showPending(pending, 'paused'));
      }
    }
    return finish(pending);
  }

  /** What can't be noted isn't gone on with; the step is done again from what was noted last. */
  function unnoted(pending: PendingConnect, id: ConnectStepId, why: Failure): Result<ConnectView> {
    log('connecting could not be noted', { step: id, failure: why });
    const at = parts.clock.now().toISOString();
    return ok(showPending(withStep(pending, { id, status: 'failed', at, failure: why }), 'paused'));
  }

  function noteEnd(pending: PendingConnect, id: ConnectStepId, end: StepEnd): PendingConnect {
    const at = parts.clock.now().toISOString();
    if (end.done) {
      const step: ConnectStep = {
        id,
        status: 'done',
        at,
        ...(end.fact === undefined ? {} : { fact: end.fact }),
      };
      return withStep({ ...pending, ...end.notes }, step);
    }
    return withStep(pending, { id, status: end.needsYou ? 'needs-you' : 'failed', at, failure: end.failure });
  }

  async function finish(pending: PendingConnect): Promise<Result<ConnectView>> {
    const added = await connections.add({
      id: pending.connectionId,
      client: 'claude-desktop',
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

  /** Looks whether Claude was quit or started meanwhile, and goes on by itself. */
  function lookAgain(): void {
    clearTimeout(look);
    look = setTimeout(() => {
      goOnIfClaudeChanged().catch((error: unknown) =>
        log('looking for Claude failed', { error: String(error) }),
      );
    }, parts.lookEveryMs);
    look.unref();
  }

  async function goOnIfClaudeChanged(): Promise<void> {
    const now = view.getState();
    if (now.state !== 'connecting' || now.phase !== 'paused') return;
    const waitsFor = now.steps.find((step) => step.status === 'needs-you')?.failure?.code;
    const state = await parts.claude.running();
    const changed =
      state.ok &&
      (waitsFor === 'claude-not-running'
        ? state.value.running
        : waitsFor === 'claude-running' && !state.value.running);
    if (!changed && waitsFor !== 'claude-not-restarted') return lookAgain();
    const resumed = await resume();
    // Another companion is at it: then its end is looked for.
    if (!resumed.ok) lookAgain();
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
    const taken = await takeBack(parts, madeSoFar(pending));
    if (!taken.ok) return ok(showPending(undoing, 'paused', taken.error));
    const closed = await save(null);
    if (!closed.ok) return ok(showPending(undoing, 'paused', closed.error));
    await parts.keys.refresh();
    return ok(await showConnection([]));
  }

  async function disconnect(revokeKey: boolean): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const known = await connections.list();
      if (!known.ok) return known;
      const connection = known.value[0];
      if (!connection) return failed(failure('nothing-to-do'));
      const taken = await takeBack(parts, await madeFor(connections, connection, revokeKey));
      if (!taken.ok) return taken;
      await parts.keys.refresh();
      return ok(await showConnection([]));
    });
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
      show({ state: 'not-connected' });
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
    preview,
    start,
    resume,
    undo,
    disconnect,
    leave,
    async close(): Promise<void> {
      clearTimeout(look);
      await steps.close();
    },
  };
}

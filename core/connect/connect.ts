import { isDeepStrictEqual } from 'node:util';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Connection, ConnectStep, ConnectView, EntryPreview } from '../../shared/connect-view.ts';
import { needsNewKey } from '../../shared/connection-condition.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Turns } from '../files/turns.ts';
import type { Plan } from '../operations/operation.ts';
import type { Operations } from '../operations/operations.ts';
import { calledOff, goesBack, noneBegun } from '../operations/runner.ts';
import type { Runs } from '../operations/runs.ts';
import type { ConnectData } from './connect-data.ts';
import { connectKind, lockOf, startWhatWasQuit, waitMs } from './connect-kind.ts';
import type { StepDeps } from './connect-steps.ts';
import { connectingView } from './connecting-view.ts';
import type { ConnectionConditions } from './connection-condition.ts';
import { type DisconnectData, type DisconnectDeps, disconnectKind, planDisconnect } from './disconnect.ts';
import { type LeftBehind, takeBackEverything } from './leave.ts';
import { connectV0 } from './migrate-v0.ts';
import { connectPlan, type PlanDeps } from './plan.ts';
import { type ProofDeps, type ProofSteps, proofSteps } from './proof-steps.ts';
import { waitForClient } from './wait-for-client.ts';

/** Connecting one client on this computer: step by step, with proof, resumable, and taken back in reverse. */
export interface Connect {
  view(): ConnectView;
  onChange(listener: (view: ConnectView) => void): () => void;
  /** What was begun or made before this start. */
  open(): Promise<ConnectView>;
  /** What would be written, and where. */
  preview(): Promise<Result<EntryPreview>>;
  /** Connects, or goes on where that was left; `name`: for the new key, where it can't have its usual one. */
  start(name?: string): Promise<Result<ConnectView>>;
  /** Goes on where it was left: forward, or back if it was being taken back. */
  resume(): Promise<Result<ConnectView>>;
  /** Steps that are under way end first; no further one begins, and all are taken back. */
  undo(): Promise<Result<ConnectView>>;
  /** Removes our entry and, with `revokeKey`, its key. `claude-running` while its client would write the entry back. */
  disconnect(revokeKey: boolean): Promise<Result<ConnectView>>;
  /** Before the sign-in goes: takes everything back as far as it goes. Answers what may be left behind, by name. */
  leave(): Promise<LeftBehind[]>;
  /** Asks the client to quit, with the person's consent, and goes on with what waited for that. */
  quitClient(): Promise<Result<ConnectView>>;
  /** Starts the client, and goes on with what waited for that. */
  startClient(): Promise<Result<ConnectView>>;
  /** What stands was changed elsewhere: its key was replaced. */
  lookAgain(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectDeps extends StepDeps, ProofDeps, PlanDeps, DisconnectDeps {
  readonly operations: Operations;
  readonly conditions: ConnectionConditions;
  /** Milliseconds between two looks whether the person has quit or started Claude. */
  readonly lookEveryMs: number;
}

/** What one connector works with. */
interface Parts extends ConnectDeps {
  readonly runs: Runs<ConnectData, ConnectStep[]>;
  readonly disconnects: Runs<DisconnectData, void>;
  readonly turns: Turns;
  readonly proof: ProofSteps;
  readonly shown: StoreApi<ConnectView>;
  readonly looking: ReturnType<typeof waitForClient>;
  /** The client was quit by us outside of a connecting, so we start it again when we are done. */
  readonly quit: { startAgain: ConnectData['startAgain'] };
  /** Why our entry may still be in the file of what was taken back last. */
  readonly left: { entry: Failure | undefined };
}

export function createConnector(given: ConnectDeps): Connect {
  const { client } = given.target;
  const left: Parts['left'] = { entry: undefined };
  const deps: ConnectDeps = {
    ...given,
    entryLeft(why) {
      given.log('our entry may still be in the settings', { failure: why });
      left.entry = why;
    },
  };
  const proof = proofSteps(deps);
  const runs = deps.operations.kind(connectKind(deps, proof));
  const shown = createStore<ConnectView>(() => ({ state: 'not-connected', client }));
  runs.onChange(([under]) => under && shown.setState(connectingView(under), true));
  const looking = waitForClient({
    ...deps,
    view: () => shown.getState(),
    goOn: () => resume(parts),
  });
  const turns = deps.operations.turns(lockOf(client), waitMs);
  const disconnects = deps.operations.kind(disconnectKind(deps));
  const parts: Parts = {
    ...deps,
    runs,
    disconnects,
    turns,
    proof,
    shown,
    looking,
    quit: { startAgain: undefined },
    left,
  };

  return {
    view: () => shown.getState(),
    onChange: (listener) => shown.subscribe(listener),
    open: () => open(parts),
    preview: () => connectPlan(deps).preview(),
    start: (name) => start(parts, name),
    resume: () => resume(parts),
    undo: () => undo(parts),
    disconnect: (revokeKey) => disconnect(parts, revokeKey),
    leave: () => leave(parts),
    quitClient: () => quitClient(parts),
    startClient: () => startClient(parts),
    lookAgain: lookAgainOnce(parts),
    async close() {
      looking.stop();
      await proof.close();
    },
  };
}

const migrated = ({ operations, target, clock }: ConnectDeps): Promise<Result<boolean>> =>
  operations.migrate(connectV0(target.client, () => clock.now()));

async function open(parts: Parts): Promise<ConnectView> {
  const older = await migrated(parts);
  if (!older.ok) parts.log('an older connecting could not be read', { failure: older.error });
  await parts.runs.open();
  return parts.runs.view().length > 0 ? parts.shown.getState() : showConnection(parts, []);
}

/** One look at a time: what changes meanwhile is seen by one more. */
function lookAgainOnce(parts: Parts): () => Promise<void> {
  let under: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    next = undefined;
    const before = parts.shown.getState();
    if (before.state === 'connecting') return;
    const view = await lookedAt(parts, before.state === 'connected' ? before.steps : []);
    // What was begun or ended meanwhile is newer.
    if (parts.shown.getState() !== before || isDeepStrictEqual(view, before)) return;
    parts.shown.setState(view, true);
  };
  const begin = (): Promise<void> => {
    const run = look().finally(() => {
      if (under === run) under = undefined;
    });
    under = run;
    return run;
  };
  return () => {
    if (!next && !under) return begin();
    next ??= under?.catch(() => {}).then(begin) ?? begin();
    return next;
  };
}

async function showConnection(parts: Parts, proof: readonly ConnectStep[]): Promise<ConnectView> {
  const view = await lookedAt(parts, proof);
  parts.shown.setState(view, true);
  return view;
}

async function lookedAt(parts: Parts, proof: readonly ConnectStep[]): Promise<ConnectView> {
  const { client } = parts.target;
  const known = await parts.connections.of(client);
  return known.ok ? viewOf(parts, known.value[0], proof) : { state: 'unknown', client, failure: known.error };
}

async function viewOf(
  { target: { client }, conditions, left }: Parts,
  connection: Connection | undefined,
  proof: readonly ConnectStep[],
): Promise<ConnectView> {
  if (!connection)
    return { state: 'not-connected', client, ...(left.entry ? { entryLeft: left.entry } : {}) };
  const condition = await conditions.of(connection);
  // What was proven before it was revoked proves nothing now.
  return {
    state: 'connected',
    client,
    connection,
    condition,
    steps: condition.kind === 'works' ? [...proof] : [],
  };
}

/** Why nothing is begun: it stands already. */
const standsAlready: Failure = failure('nothing-to-do', { detail: 'connected already' });

async function start(parts: Parts, name?: string): Promise<Result<ConnectView>> {
  const { runs, target, left } = parts;
  parts.looking.stop();
  left.entry = undefined;
  const plan = () => planned(parts, name);
  const result = await runs.run(target.client, { plan });
  if (result.ok || result.error !== goesBack) return ended(parts, result);
  const taken = await undo(parts);
  if (!taken.ok || taken.value.state === 'connecting') return taken;
  return ended(parts, await runs.run(target.client, { plan }));
}

async function planned(parts: Parts, name: string | undefined): Promise<Result<Plan<ConnectData>>> {
  const older = await migrated(parts);
  if (!older.ok) return older;
  if (older.value) return failed(failure('busy', { detail: 'begun by an older version' }));
  const known = await parts.connections.of(parts.target.client);
  if (!known.ok) return known;
  const [connection] = known.value;
  return connection ? plannedAgain(parts, connection) : connectPlan(parts).plan(name);
}

/** What stands is connected anew once its key is dead. */
async function plannedAgain(parts: Parts, connection: Connection): Promise<Result<Plan<ConnectData>>> {
  const { connections, conditions } = parts;
  if (connection.leaving) return failed(standsAlready);
  const condition = await conditions.ask(connection);
  const server = needsNewKey(condition) ? await connections.server(connection) : undefined;
  return server === undefined
    ? failed(standsAlready)
    : connectPlan(parts).planAgain(connection, server, condition);
}

const resume = (parts: Parts): Promise<Result<ConnectView>> => goOn(parts, (data) => data);

async function goOn(parts: Parts, change: (data: ConnectData) => ConnectData): Promise<Result<ConnectView>> {
  parts.looking.stop();
  const result = await parts.runs.run(parts.target.client, { change });
  return !result.ok && result.error === goesBack ? undo(parts, change) : ended(parts, result);
}

/** Where a run has come to rest: connected, or paused at a step that says why. */
async function ended(parts: Parts, result: Result<ConnectStep[]>): Promise<Result<ConnectView>> {
  if (result.ok) {
    await parts.keys.refresh();
    return ok(await showConnection(parts, result.value));
  }
  const { error } = result;
  const [under] = parts.runs.view();
  const says = under?.operation.steps.some((step) => step.failure === error) || error === calledOff;
  if (under && says) {
    parts.looking.after(error.code);
    return ok(connectingView(under));
  }
  const isAtRest = error === standsAlready || error === noneBegun;
  return isAtRest ? ok(await showConnection(parts, [])) : result;
}

async function undo(parts: Parts, change?: (data: ConnectData) => ConnectData): Promise<Result<ConnectView>> {
  const { runs, target, looking, quit } = parts;
  looking.stop();
  const taken = await runs.rollBack(target.client, change);
  const [under] = runs.view();
  if (taken.ok) quit.startAgain = undefined;
  if (taken.ok) return ok(await showConnection(parts, []));
  return under?.stuck ? ok(connectingView(under)) : taken;
}

async function quitClient(parts: Parts): Promise<Result<ConnectView>> {
  const { claude, quit, turns } = parts;
  const asked = await turns.run(async () => {
    const state = await claude.running();
    if (!state.ok) return state;
    const gone = await claude.quit();
    return gone.ok ? ok(state.value.program) : gone;
  });
  if (!asked.ok) return asked;
  const startAgain = asked.value === undefined ? {} : { program: asked.value };
  quit.startAgain = startAgain;
  return goOn(parts, (data) => ({ ...data, startAgain }));
}

async function startClient(parts: Parts): Promise<Result<ConnectView>> {
  const { claude, quit, turns, runs } = parts;
  parts.looking.stop();
  const under = await runs.find(parts.target.client);
  if (!under.ok) return under;
  const from = under.value?.data.startAgain ?? quit.startAgain;
  const started = await turns.run(() => claude.start(from?.program));
  if (!started.ok) return started;
  quit.startAgain = undefined;
  return under.value ? resume(parts) : ok(parts.shown.getState());
}

async function disconnect(parts: Parts, revokeKey: boolean): Promise<Result<ConnectView>> {
  const { disconnects, target, looking, quit } = parts;
  looking.stop();
  const gone = await disconnects.run(target.client, {
    plan: () => planDisconnect(parts, revokeKey),
    change: (data) => ({ ...data, revokeKey }),
  });
  if (!gone.ok) return gone;
  await startWhatWasQuit(parts, quit.startAgain);
  quit.startAgain = undefined;
  return ok(await showConnection(parts, []));
}

/** What was told of our entry, once. */
function takenEntry({ left }: Parts): Failure | undefined {
  const { entry } = left;
  left.entry = undefined;
  return entry;
}

async function leave(parts: Parts): Promise<LeftBehind[]> {
  const { looking, proof, shown, target, operations, clock } = parts;
  takenEntry(parts);
  looking.stop();
  await proof.close();
  // What was being given up is taken back with all else.
  await parts.disconnects.settleAll();
  const left = await takeBackEverything(parts);
  const entry: Failure | undefined = takenEntry(parts);
  if (entry) left.push({ what: 'entry', name: entry.name ?? '', client: target.client });
  await operations.forgetOld(connectV0(target.client, () => clock.now()));
  shown.setState({ state: 'not-connected', client: target.client }, true);
  return left;
}

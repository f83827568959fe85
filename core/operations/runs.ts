import { failed, ok, type Result } from '../../shared/result.ts';
import type { Turns } from '../files/turns.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { Journal } from './journal.ts';
import { createNoted, type Noted } from './noted.ts';
import { type Operation, type OperationKind, type Plan, rewound, withWaiting } from './operation.ts';
import { createRunner, goesBack, type LeftStep, noneBegun, type Runner } from './runner.ts';
import { createShown, type RunView, type Shown } from './shown.ts';
import { createStops, type Stops } from './stops.ts';

/** An operation that couldn't be settled, and what kept it. */
export interface Unsettled<D> {
  readonly operation: Operation<D>;
  /** The steps that couldn't be taken back; empty where it could only have gone forward. */
  readonly left: readonly LeftStep[];
}

/** The operations of one kind: each at most once at a time, here and in every other companion. */
export interface Runs<D, R> {
  /** What has begun and isn't finished, the oldest first. */
  view(): readonly RunView<D>[];
  onChange(listener: (view: readonly RunView<D>[]) => void): () => void;
  /** Reads what was begun before this start. */
  open(): Promise<void>;
  /** What is noted now, perhaps by another companion; without what can't be read. */
  all(): Promise<readonly Operation<D>[]>;
  /** Undefined when there is none. */
  find(id: string): Promise<Result<Operation<D> | undefined>>;
  /**
   * Goes on with an operation, after `change` of its data, or begins it as planned. `busy` while it is being taken back;
   * `nothing-to-do` when there is none and no plan.
   */
  run(id: string, begin?: Begin<D>): Promise<Result<R>>;
  /** Stops it between two steps and takes everything back, after `change` of its data. Fine when there is none; `nothing-to-do` once it only goes forward. */
  rollBack(id: string, change?: (data: D) => D): Promise<Result<void>>;
  /** Ends it: back where that is possible, else forward. Fine when there is none. */
  settle(id: string): Promise<Result<void>>;
  /** Forgets it as it stands, without doing or undoing anything. */
  forget(id: string): Promise<Result<void>>;
  /**
   * Ends all of them as far as it goes and forgets them; what can't be read is set aside. `abandon` is told of each that isn't
   * settled, before it is forgotten; they are answered.
   */
  settleAll(abandon?: (unsettled: Unsettled<D>) => Promise<void>): Promise<readonly Unsettled<D>[]>;
  /** Goes on by itself where nobody has to be asked; answers the last failure. */
  resume(): Promise<Result<void>>;
  canRollBack(operation: Operation<D>): boolean;
}

export interface Begin<D> {
  plan?(): Promise<Result<Plan<D>>>;
  change?(data: D): D;
}

export interface RunsDeps {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  turns(lock: string, waitMs: number): Turns;
}

export function createRuns<D, R>(kind: OperationKind<D, R>, deps: RunsDeps): Runs<D, R> {
  const shown = createShown<D>();
  const noted = createNoted(kind, deps, shown);
  const runner = createRunner(kind, { ...deps, show: shown.show, forget: shown.forget });
  const stops = createStops();
  const inTurn: InTurn = (id, work) =>
    deps.turns(kind.lock?.(id) ?? kind.name, kind.waitMs).run(async () => {
      try {
        return await work();
      } finally {
        shown.rest(id);
      }
    });
  const parts: Parts<D, R> = { kind, deps, shown, noted, runner, stops, inTurn };

  return {
    view: shown.view,
    onChange: shown.onChange,
    async open() {
      shown.replace(await noted.all());
    },
    all: noted.all,
    find: noted.find,
    run: (id, begin = {}) => run(parts, id, begin),
    rollBack: (id, change) => rollBack(parts, id, change),
    settle: (id) => {
      stops.stop(id);
      return withFound(parts, id, (operation) => settle(parts, operation));
    },
    forget: (id) => {
      stops.stop(id);
      return withFound(parts, id, runner.forget);
    },
    settleAll: (abandon = async () => {}) => settleAll(parts, abandon),
    resume: () => resume(parts),
    canRollBack: runner.canRollBack,
  };
}

type InTurn = <T>(id: string, work: () => Promise<Result<T>>) => Promise<Result<T>>;

interface Parts<D, R> {
  readonly kind: OperationKind<D, R>;
  readonly deps: RunsDeps;
  readonly shown: Shown<D>;
  readonly noted: Noted<D>;
  readonly runner: Runner<D, R>;
  readonly stops: Stops;
  readonly inTurn: InTurn;
}

async function run<D, R>(parts: Parts<D, R>, id: string, begin: Begin<D>): Promise<Result<R>> {
  const { runner, noted, shown, stops, inTurn } = parts;
  const stop = stops.add(id);
  try {
    return await inTurn(id, async () => {
      const found = await noted.find(id);
      if (!found.ok) return found;
      const { signal } = stop;
      if (found.value?.direction === 'back') return failed(goesBack);
      if (found.value)
        return runner.forward(pickedUp(parts.kind, found.value, begin), { isNew: false, signal });
      const planned = (await begin.plan?.()) ?? failed(noneBegun);
      // What is shown was never noted.
      if (!planned.ok) shown.forget(id);
      if (!planned.ok) return planned;
      const operation = newOperation(parts, id, planned.value);
      return runner.forward(operation, { isNew: true, signal });
    });
  } finally {
    stops.remove(id, stop);
  }
}

function newOperation<D, R>({ kind, deps }: Parts<D, R>, id: string, { owner, data }: Plan<D>): Operation<D> {
  const steps = kind.steps.filter((step) => step.isPartOf?.(data) ?? true);
  return {
    kind: kind.name,
    version: kind.version,
    id,
    owner,
    begunAt: deps.clock.now().toISOString(),
    direction: 'forward',
    asks: false,
    steps: steps.map((step) => ({ id: step.id, status: 'waiting' })),
    data,
  };
}

/** What is proven for one moment is proven again; the kind may go back further. */
function pickedUp<D, R>(kind: OperationKind<D, R>, found: Operation<D>, { change }: Begin<D>): Operation<D> {
  const changed = change ? { ...found, data: change(found.data) } : found;
  const { data, rewindTo } = kind.pickUp?.(changed) ?? { data: changed.data };
  const proofs = new Set(kind.steps.filter((step) => step.provesNow).map((step) => step.id));
  const operation = withWaiting({ ...changed, data }, proofs);
  return rewindTo === undefined ? operation : rewound(operation, rewindTo);
}

async function withFound<D, R>(
  { noted, shown, inTurn }: Parts<D, R>,
  id: string,
  work: (operation: Operation<D>) => Promise<Result<void>>,
): Promise<Result<void>> {
  return inTurn(id, async () => {
    const found = await noted.find(id);
    if (!found.ok) return found;
    if (found.value) return work(found.value);
    // What is shown was never noted, or another companion has ended it.
    shown.forget(id);
    return ok(undefined);
  });
}

function rollBack<D, R>(
  parts: Parts<D, R>,
  id: string,
  change: (data: D) => D = (data) => data,
): Promise<Result<void>> {
  parts.stops.stop(id);
  return withFound(parts, id, (operation) =>
    parts.runner.back({ ...operation, data: change(operation.data) }),
  );
}

const settle = <D, R>(parts: Parts<D, R>, operation: Operation<D>): Promise<Result<void>> =>
  parts.runner.canRollBack(operation) ? parts.runner.back(operation) : goOn(parts, operation);

/** Where it was left: back if it was going back, else forward. */
async function goOn<D, R>(
  { kind, runner, stops }: Parts<D, R>,
  operation: Operation<D>,
): Promise<Result<void>> {
  if (operation.direction === 'back') return runner.back(operation);
  const stop = stops.add(operation.id);
  try {
    const { signal } = stop;
    const done = await runner.forward(pickedUp(kind, operation, {}), { isNew: false, signal });
    return done.ok ? ok(undefined) : done;
  } finally {
    stops.remove(operation.id, stop);
  }
}

async function settleAll<D, R>(
  parts: Parts<D, R>,
  abandon: (unsettled: Unsettled<D>) => Promise<void>,
): Promise<readonly Unsettled<D>[]> {
  const { kind, deps, shown, noted, stops, inTurn } = parts;
  const all: Unsettled<D>[] = [];
  const leave = async (unsettled: Unsettled<D> | undefined): Promise<void> => {
    if (!unsettled) return;
    all.push(unsettled);
    await abandon(unsettled);
  };
  const ids = new Set([...stops.stopAll(), ...(await noted.ids())]);
  for (const id of ids) {
    const ended = await inTurn(id, async () => {
      const found = await noted.find(id);
      if (!found.ok) return found;
      if (found.value) await leave(await settleFully(parts, found.value));
      return ok(undefined);
    });
    if (!ended.ok) {
      deps.log('operation not settled', { kind: kind.name, id, failure: ended.error });
      // Another companion is at it: no reason to keep anything of it here.
      const found = await noted.find(id);
      await leave(found.ok && found.value ? { operation: found.value, left: [] } : undefined);
    }
    const left = await noted.find(id);
    const removed = await deps.journal[left.ok ? 'remove' : 'setAside'](kind.name, id);
    if (!removed.ok) deps.log('file stays', { failure: removed.error });
  }
  shown.replace([]);
  return all;
}

/** Ends it as far as it goes; answers what isn't settled then. */
async function settleFully<D, R>(
  parts: Parts<D, R>,
  operation: Operation<D>,
): Promise<Unsettled<D> | undefined> {
  if (parts.runner.canRollBack(operation)) {
    const left = await parts.runner.backAsFarAsItGoes(operation);
    return left.length > 0 ? { operation, left } : undefined;
  }
  const done = await goOn(parts, operation);
  if (done.ok) return undefined;
  const latest = await parts.noted.find(operation.id);
  return { operation: (latest.ok && latest.value) || operation, left: [] };
}

async function resume<D, R>(parts: Parts<D, R>): Promise<Result<void>> {
  let result: Result<void> = ok(undefined);
  for (const { id, asks } of await parts.noted.all()) {
    if (asks) continue;
    const ended = await withFound(parts, id, (operation) => goOn(parts, operation));
    if (!ended.ok) result = ended;
  }
  return result;
}

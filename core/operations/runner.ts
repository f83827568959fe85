import { type Failure, failure } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { Journal } from './journal.ts';
import {
  hasBegun,
  type Operation,
  type OperationKind,
  rewound,
  type Step,
  type StepDone,
  type StepState,
  withStep,
} from './operation.ts';

export interface RunnerDeps<D> {
  readonly journal: Pick<Journal, 'write' | 'remove'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells how an operation under way stands; `stuck`: why it can't be taken back. */
  show(operation: Operation<D>, stuck?: Failure): void;
  /** Tells that it isn't there any more. */
  forget(id: string): void;
}

export interface RunOptions {
  /** Begun just now, so nothing of it is noted yet. */
  readonly isNew: boolean;
  /** Aborted once no further step is to begin. */
  readonly signal: AbortSignal;
}

/** A step that couldn't be taken back, and why. */
export interface LeftStep {
  readonly step: string;
  readonly why: Failure;
}

/** Runs one operation; whoever calls it has its turn. What a step throws goes through, and nothing is written for it. */
export interface Runner<D, R> {
  /** Goes through the steps that aren't done; each is noted before it acts. Fails where it stops. */
  forward(operation: Operation<D>, options: RunOptions): Promise<Result<R>>;
  /** Takes back the steps that have begun, the last one first, and forgets the operation. Stops at what doesn't go. */
  back(operation: Operation<D>): Promise<Result<void>>;
  /** Takes back whatever goes, also where something before it didn't; answers what didn't. It is forgotten by whoever asks. */
  backAsFarAsItGoes(operation: Operation<D>): Promise<LeftStep[]>;
  canRollBack(operation: Operation<D>): boolean;
  forget(operation: Operation<D>): Promise<Result<void>>;
}

/** Why nothing is run: it is being taken back. */
export const goesBack: Failure = failure('busy', { detail: 'being taken back' });
/** Why nothing is run: it isn't begun, and nobody has planned it. */
export const noneBegun: Failure = failure('nothing-to-do', { detail: 'not begun' });
/** Why a run has stopped that nobody wants any more. */
export const calledOff: Failure = failure('busy', { detail: 'called off' });

/** Where one step has led; with `stop` no further. */
interface Attempt<D> {
  readonly operation: Operation<D>;
  readonly stop?: Failure;
  /** Refused before anything was made: there is nothing to go on with. */
  readonly isForgotten?: boolean;
}

export function createRunner<D, R>(kind: OperationKind<D, R>, deps: RunnerDeps<D>): Runner<D, R> {
  const parts: Parts<D, R> = { kind, deps, note: (operation) => note(kind, deps, operation) };
  return {
    forward: (operation, options) => forward(parts, operation, options),
    back: (operation) => back(parts, operation),
    backAsFarAsItGoes: (operation) => backAsFarAsItGoes(parts, operation),
    canRollBack: (operation) => canRollBack(kind, operation),
    forget: (operation) => forget(parts, operation),
  };
}

interface Parts<D, R> {
  readonly kind: OperationKind<D, R>;
  readonly deps: RunnerDeps<D>;
  note(operation: Operation<D>): Promise<Result<void>>;
}

/** Shown once it is noted; where that isn't required, it is shown all the same. */
async function note<D, R>(
  { persist }: OperationKind<D, R>,
  { journal, log, show }: RunnerDeps<D>,
  operation: Operation<D>,
): Promise<Result<void>> {
  const noted = await journal.write(operation);
  if (!noted.ok) log('operation could not be noted', { ...named(operation), failure: noted.error });
  if (!noted.ok && persist === 'required') return noted;
  show(operation);
  return ok(undefined);
}

async function forward<D, R>(
  parts: Parts<D, R>,
  begun: Operation<D>,
  options: RunOptions,
): Promise<Result<R>> {
  let operation: Operation<D> = { ...begun, asks: false };
  let acted: string | undefined;
  for (;;) {
    const step = nextStep(parts.kind, operation);
    const halt = step && haltBefore(step, operation, options.signal);
    if (halt && acted === undefined && options.signal.aborted) {
      parts.deps.show(begun);
      return failed(halt);
    }
    // One write says that a step has ended and that the next one begins.
    const next = step && !halt ? withStep(operation, beginning(step.id)) : { ...operation, asks: !!halt };
    const noted = await parts.note(next);
    if (!noted.ok) return unnoted(parts, operation, acted ?? step?.id, noted.error);
    if (halt) return failed(halt);
    if (!step) return finish(parts, next);
    const tried = await attempt(parts, next, step, options);
    if (tried.stop) return stopped(parts, tried.operation, tried.stop, tried.isForgotten);
    operation = tried.operation;
    acted = step.id;
  }
}

const nextStep = <D, R>({ steps }: OperationKind<D, R>, operation: Operation<D>): Step<D> | undefined => {
  const state = operation.steps.find(({ status }) => status !== 'done');
  return state && steps.find(({ id }) => id === state.id);
};

/** Why the step must not begin now, if so. */
function haltBefore<D>(step: Step<D>, { data }: Operation<D>, signal: AbortSignal): Failure | undefined {
  if (signal.aborted) return calledOff;
  if (step.isReady?.(data) === false) return failure('consent-needed', { detail: `waits at ${step.id}` });
  return undefined;
}

async function attempt<D, R>(
  parts: Parts<D, R>,
  operation: Operation<D>,
  step: Step<D>,
  { isNew, signal }: RunOptions,
): Promise<Attempt<D>> {
  let { data } = operation;
  const checkpoint = async (next: D): Promise<Result<void>> => {
    const noted = await parts.note({ ...operation, data: next });
    if (noted.ok) data = next;
    return noted;
  };
  const end = await step.run(operation, { checkpoint, signal });
  if (end.ok) return { operation: withDone(parts, operation, step.id, end.value) };
  const latest = { ...operation, data };
  const recovered = await step.recover?.(latest, end.error);
  if (recovered?.ok) {
    const { data: recoveredData, rewindTo } = recovered.value;
    parts.deps.log('operation rewound', { ...named(operation), step: step.id, failure: end.error });
    return { operation: rewound({ ...latest, data: recoveredData }, rewindTo) };
  }
  const why = recovered ? recovered.error : end.error;
  const isFirstTry = isNew && operation.steps.filter(({ begun }) => begun).length === 1;
  const hasMadeNothing = step.forgottenWhenRefused === true && isFirstTry && data === operation.data;
  return {
    operation: withFailure(parts, latest, step.id, why),
    stop: why,
    isForgotten: hasMadeNothing && !failureTraits(why.code).retryable,
  };
}

function withDone<D, R>(
  { deps }: Parts<D, R>,
  operation: Operation<D>,
  id: string,
  { data, fact }: StepDone<D>,
): Operation<D> {
  const at = deps.clock.now().toISOString();
  return withStep({ ...operation, data }, { id, status: 'done', at, ...(fact ? { fact } : {}) });
}

function withFailure<D, R>(
  { deps }: Parts<D, R>,
  operation: Operation<D>,
  id: string,
  why: Failure,
): Operation<D> {
  const status = failureTraits(why.code).needsPerson ? 'needs-you' : 'failed';
  return withStep(operation, { id, status, at: deps.clock.now().toISOString(), failure: why });
}

async function stopped<D, R>(
  parts: Parts<D, R>,
  operation: Operation<D>,
  why: Failure,
  isForgotten = false,
): Promise<Result<never>> {
  const at = operation.steps.find((step) => step.failure)?.id;
  parts.deps.log('operation stopped', { ...named(operation), step: at, failure: why });
  if (isForgotten) {
    const forgotten = await forget(parts, operation);
    return failed(forgotten.ok ? why : forgotten.error);
  }
  const asking = { ...operation, asks: !failureTraits(why.code).retryable };
  const noted = await parts.note(asking);
  if (!noted.ok) parts.deps.show(asking);
  return failed(why);
}

/** What can't be noted isn't gone on with; the step is done again from what was noted last. */
function unnoted<D, R>(
  parts: Parts<D, R>,
  operation: Operation<D>,
  id: string | undefined,
  why: Failure,
): Result<never> {
  parts.deps.show(id === undefined ? operation : withFailure(parts, operation, id, why));
  return failed(why);
}

async function finish<D, R>(parts: Parts<D, R>, operation: Operation<D>): Promise<Result<R>> {
  const result = await parts.kind.done(operation);
  if (!result.ok) return stopped(parts, operation, result.error);
  const forgotten = await forget(parts, operation);
  if (!forgotten.ok) return forgotten;
  parts.deps.log('operation done', named(operation));
  return result;
}

async function forget<D, R>({ kind, deps }: Parts<D, R>, operation: Operation<D>): Promise<Result<void>> {
  const removed = await deps.journal.remove(operation.kind, operation.id);
  if (!removed.ok)
    deps.log('operation could not be forgotten', { ...named(operation), failure: removed.error });
  if (!removed.ok && kind.persist === 'required') {
    deps.show(operation);
    return removed;
  }
  deps.forget(operation.id);
  return ok(undefined);
}

async function back<D, R>(parts: Parts<D, R>, operation: Operation<D>): Promise<Result<void>> {
  const { kind, deps } = parts;
  if (!canRollBack(kind, operation)) return failed(failure('nothing-to-do', { detail: 'only forward' }));
  const goingBack: Operation<D> = { ...operation, direction: 'back', asks: false };
  const noted = await parts.note(goingBack);
  if (!noted.ok) return noted;
  for (const step of begunBackwards(kind, goingBack)) {
    const gone = (await step.rollBack?.(goingBack)) ?? ok(undefined);
    if (!gone.ok) {
      deps.log('operation could not be taken back', {
        ...named(operation),
        step: step.id,
        failure: gone.error,
      });
      deps.show(goingBack, gone.error);
      return gone;
    }
  }
  const ended = (await kind.rolledBack?.(goingBack)) ?? ok(undefined);
  return ended.ok ? forget(parts, goingBack) : ended;
}

async function backAsFarAsItGoes<D, R>(parts: Parts<D, R>, operation: Operation<D>): Promise<LeftStep[]> {
  const { kind, deps } = parts;
  const goingBack: Operation<D> = { ...operation, direction: 'back' };
  await parts.note(goingBack);
  const left: LeftStep[] = [];
  for (const step of begunBackwards(kind, goingBack)) {
    const gone = (await step.rollBack?.(goingBack)) ?? ok(undefined);
    if (!gone.ok) left.push({ step: step.id, why: gone.error });
  }
  const ended = (left.length === 0 ? await kind.rolledBack?.(goingBack) : undefined) ?? ok(undefined);
  for (const { step, why } of left)
    deps.log('operation could not be taken back', { ...named(operation), step, failure: why });
  if (!ended.ok) deps.log('operation could not be ended', { ...named(operation), failure: ended.error });
  return left;
}

const canRollBack = <D, R>({ steps }: OperationKind<D, R>, operation: Operation<D>): boolean =>
  !steps.some((step) => step.onlyForward && hasBegun(operation, step.id));

const begunBackwards = <D, R>({ steps }: OperationKind<D, R>, operation: Operation<D>): Step<D>[] =>
  steps.filter(({ id }) => hasBegun(operation, id)).reverse();

const beginning = (id: string): StepState => ({ id, status: 'working', begun: true });

const named = ({ kind, id }: Operation<unknown>) => ({ kind, id });

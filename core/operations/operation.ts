/** Work in steps that outlives a crash: what is noted of it, and what a kind of work has to say about its steps. */
import { z } from 'zod';
import type { Failure } from '../../shared/failure.ts';
import { failureSchema } from '../../shared/failure-schema.ts';
import type { Result } from '../../shared/result.ts';

/** Where an operation is at home, and who began it. */
export const ownerSchema = z.strictObject({
  server: z.url(),
  organizationId: z.string(),
  organizationName: z.string(),
  /** Unknown for a pasted key, and in what older versions began. */
  personId: z.string().optional(),
});
export type Owner = z.infer<typeof ownerSchema>;

export const stepStateSchema = z.strictObject({
  id: z.string(),
  status: z.enum(['waiting', 'working', 'done', 'needs-you', 'failed']),
  /** It may have acted; this stays when it is to be done anew. */
  begun: z.literal(true).optional(),
  /** When it was settled. */
  at: z.iso.datetime().optional(),
  failure: failureSchema.optional(),
  /** What it found, as data: whoever shows it has the words. */
  fact: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type StepState = z.infer<typeof stepStateSchema>;
export type Fact = NonNullable<StepState['fact']>;

/** An operation as it stands in its file. Never a secret in it. */
export const operationSchema = z.strictObject({
  kind: z.string(),
  /** Of the kind's data. */
  version: z.int().positive(),
  id: z.string(),
  owner: ownerSchema,
  /** By this computer's clock, ISO 8601. */
  begunAt: z.iso.datetime(),
  direction: z.enum(['forward', 'back']),
  /** What the last try ended with needs the person's word before it is tried again. */
  asks: z.boolean(),
  steps: z.array(stepStateSchema),
  data: z.unknown(),
});
export type StoredOperation = z.infer<typeof operationSchema>;
export interface Operation<D> extends StoredOperation {
  readonly data: D;
}

/** What an operation begins with. */
export interface Plan<D> {
  readonly owner: Owner;
  readonly data: D;
}

export interface StepTools<D> {
  /** Notes in mid-step what must not be forgotten, before the step goes on. What fails here ends the step. */
  checkpoint(data: D): Promise<Result<void>>;
  /** Aborted once no further step is to begin. */
  readonly signal: AbortSignal;
}

export interface StepDone<D> {
  readonly data: D;
  readonly fact?: Fact | undefined;
}

/** Back to an earlier step, from which on everything is done again. */
export interface Rewind<D> {
  readonly data: D;
  readonly rewindTo: string;
}

/** One step of a kind. Everything in it may run twice with the effect of once. */
export interface Step<D> {
  readonly id: string;
  /** Whether an operation with such data has this step at all; all have it unless this says otherwise. */
  isPartOf?(data: D): boolean;
  /** Whether it may begin; until then the operation waits for the person's word, which changes the data. */
  isReady?(data: D): boolean;
  run(operation: Operation<D>, tools: StepTools<D>): Promise<Result<StepDone<D>>>;
  /** Takes back what this step did, or may have done. */
  rollBack?(operation: Operation<D>): Promise<Result<void>>;
  /** Once begun there is no way back. */
  readonly onlyForward?: true;
  /** What it shows holds at that moment only: it is run again each time the operation is gone on with. */
  readonly provesNow?: true;
  /** A refusal at its first try, before a checkpoint, has made nothing: then the operation is forgotten. */
  readonly forgottenWhenRefused?: true;
  /** Operations that an older version began, without it, get it at their end. */
  readonly addedLater?: true;
  /** What to do about a failure: go back to an earlier step, or tell another failure; undefined: nothing. */
  recover?(operation: Operation<D>, why: Failure): Promise<Result<Rewind<D>> | undefined>;
}

/** A kind of operation: its steps, what it keeps between them, and what it ends with. */
export interface OperationKind<D, R> {
  /** Part of the files' names. */
  readonly name: string;
  readonly version: number;
  readonly data: z.ZodType<D>;
  readonly steps: readonly Step<D>[];
  /** Where several serve one kind: whether an operation is one of theirs; all are unless this says otherwise. */
  handles?(id: string): boolean;
  /** `required`: what can't be noted isn't gone on with. `best-effort`: it goes on in memory. */
  readonly persist: 'required' | 'best-effort';
  /** Milliseconds to wait for another companion that is at it. */
  readonly waitMs: number;
  /** Operations with the same lock take turns; the name of the kind unless said otherwise. */
  lock?(id: string): string;
  /** Before an operation that was begun earlier is gone on with. */
  pickUp?(operation: Operation<D>): { readonly data: D; readonly rewindTo?: string | undefined };
  /** After the last step and before the operation is forgotten; may run twice. */
  done(operation: Operation<D>): Promise<Result<R>>;
  /** After everything was taken back and before the operation is forgotten; may run twice. */
  rolledBack?(operation: Operation<D>): Promise<Result<void>>;
}

/** Ids and kinds are parts of file names. */
export const namePattern = /^[a-z0-9-]{1,64}$/;

export const stateOf = (operation: StoredOperation, id: string): StepState | undefined =>
  operation.steps.find((step) => step.id === id);

/** Whether a step may have acted, however it ended. */
export const hasBegun = (operation: StoredOperation, id: string): boolean =>
  stateOf(operation, id)?.begun === true;

export const isDone = (operation: StoredOperation, id: string): boolean =>
  stateOf(operation, id)?.status === 'done';

/** The step takes this state; what it has begun stays begun. */
export function withStep<O extends StoredOperation>(operation: O, state: StepState): O {
  const steps = operation.steps.map((one) =>
    one.id === state.id ? { ...state, ...(one.begun ? { begun: true as const } : {}) } : one,
  );
  return { ...operation, steps };
}

const waitingAgain = ({ id, begun }: StepState): StepState => ({
  id,
  status: 'waiting',
  ...(begun ? { begun } : {}),
});

/** Steps that are to be done again. */
export function withWaiting<O extends StoredOperation>(operation: O, ids: ReadonlySet<string>): O {
  return {
    ...operation,
    steps: operation.steps.map((step) => (ids.has(step.id) ? waitingAgain(step) : step)),
  };
}

/** From this step on everything is to be done again; a step that this operation doesn't have changes nothing. */
export function rewound<O extends StoredOperation>(operation: O, id: string): O {
  const from = operation.steps.findIndex((step) => step.id === id);
  const ids = from < 0 ? [] : operation.steps.slice(from).map((step) => step.id);
  return withWaiting(operation, new Set(ids));
}

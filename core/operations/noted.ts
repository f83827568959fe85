import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Log } from '../log.ts';
import type { Journal } from './journal.ts';
import type { Operation, OperationKind, StepState, StoredOperation } from './operation.ts';
import type { Shown } from './shown.ts';

/** The operations of one kind as they are noted, with data of their kind. */
export interface Noted<D> {
  /** Those that can't be read too. */
  ids(): Promise<readonly string[]>;
  /** Without what can't be read, which is told to the log; the oldest first. */
  all(): Promise<readonly Operation<D>[]>;
  /** Undefined when there is none. `state-damaged` when it can't be understood, `storage-failed` when it can't be read or is of a newer companion. */
  find(id: string): Promise<Result<Operation<D> | undefined>>;
}

/** `memory`: what is known of operations here, which counts where notes are best effort. */
export function createNoted<D, R>(
  kind: OperationKind<D, R>,
  { journal, log }: { readonly journal: Journal; readonly log: Log },
  memory: Pick<Shown<D>, 'get' | 'view'>,
): Noted<D> {
  const isInMemory = kind.persist === 'best-effort';
  const unread = (why: Failure): void =>
    log('operation could not be read', { kind: kind.name, failure: why });

  async function ids(): Promise<readonly string[]> {
    const listed = await journal.ids(kind.name);
    if (!listed.ok) unread(listed.error);
    const known = isInMemory ? memory.view().map(({ operation }) => operation.id) : [];
    const all = new Set([...(listed.ok ? listed.value : []), ...known]);
    return [...all].filter((id) => kind.handles?.(id) ?? true);
  }

  async function find(id: string): Promise<Result<Operation<D> | undefined>> {
    const known = isInMemory ? memory.get(id) : undefined;
    if (known) return ok(known);
    const read = await journal.read(kind.name, id);
    if (!read.ok) return read;
    return read.value ? ofKind(kind, read.value, journal.path(kind.name, id)) : ok(undefined);
  }

  return {
    ids,
    find,
    async all() {
      const operations: Operation<D>[] = [];
      for (const id of await ids()) {
        const found = await find(id);
        if (!found.ok) unread(found.error);
        else if (found.value) operations.push(found.value);
      }
      return operations.sort((one, other) => one.begunAt.localeCompare(other.begunAt));
    },
  };
}

/** An operation with data of its kind; a failure when it isn't of the kind as it is today. */
export function ofKind<D, R>(
  kind: OperationKind<D, R>,
  stored: StoredOperation,
  path: string,
): Result<Operation<D>> {
  if (stored.version !== kind.version)
    return failed(failure('storage-failed', { path, detail: `version ${stored.version}` }));
  const known = new Set(kind.steps.map(({ id }) => id));
  const data = kind.data.safeParse(stored.data);
  if (!data.success || !stored.steps.every(({ id }) => known.has(id)))
    return failed(failure('state-damaged', { path }));
  const added = kind.steps.filter(
    ({ id, addedLater }) => addedLater && !stored.steps.some((step) => step.id === id),
  );
  const steps: StepState[] = [
    ...stored.steps,
    ...added.map(({ id }) => ({ id, status: 'waiting' as const })),
  ];
  return ok({ ...stored, steps, data: data.data });
}

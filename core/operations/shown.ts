import { createStore } from 'zustand/vanilla';
import type { Failure } from '../../shared/failure.ts';
import type { Operation } from './operation.ts';

/** An operation as it is shown. */
export interface RunView<D> {
  readonly operation: Operation<D>;
  /** Under way here. */
  readonly running: boolean;
  /** Why taking it back stopped halfway, here and since this start. */
  readonly stuck?: Failure | undefined;
}

/** The operations of a kind as they are shown, also where the disk doesn't take them. */
export interface Shown<D> {
  /** The oldest first. */
  view(): readonly RunView<D>[];
  onChange(listener: (view: readonly RunView<D>[]) => void): () => void;
  get(id: string): Operation<D> | undefined;
  /** Under way, as it stands now; `stuck`: why it can't be taken back. */
  show(operation: Operation<D>, stuck?: Failure): void;
  /** Nothing is under way for it any more. */
  rest(id: string): void;
  forget(id: string): void;
  replace(operations: readonly Operation<D>[]): void;
}

export function createShown<D>(): Shown<D> {
  const store = createStore<readonly RunView<D>[]>(() => []);
  const others = (id: string) => store.getState().filter(({ operation }) => operation.id !== id);
  const find = (id: string) => store.getState().find(({ operation }) => operation.id === id);
  const set = (views: readonly RunView<D>[]): void => store.setState([...views].sort(byAge), true);

  return {
    view: () => store.getState(),
    onChange: (listener) => store.subscribe(listener),
    get: (id) => find(id)?.operation,
    show: (operation, stuck) => set([...others(operation.id), { operation, running: true, stuck }]),
    rest(id) {
      const shown = find(id);
      if (shown?.running) set([...others(id), { ...shown, running: false }]);
    },
    forget(id) {
      if (find(id)) set(others(id));
    },
    replace: (operations) => set(operations.map((operation) => ({ operation, running: false }))),
  };
}

const byAge = (one: RunView<unknown>, other: RunView<unknown>): number =>
  one.operation.begunAt.localeCompare(other.operation.begunAt) ||
  one.operation.id.localeCompare(other.operation.id);

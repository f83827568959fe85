import type { Journal } from '../../core/operations/journal.ts';
import type { StoredOperation } from '../../core/operations/operation.ts';
import type { Failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';

/** What happens at one write: `before` it, or right `after` it, the companion dies; or the disk refuses. */
export type Hindrance = 'before' | 'after' | Failure;

/** A journal in memory whose writes and removals can be hindered, each by its number from 0 on. */
export interface MemoryJournal extends Journal {
  readonly notes: Map<string, string>;
  /** How many writes and removals were asked for. */
  readonly writes: () => number;
  hinder(at: (write: number) => Hindrance | undefined): void;
}

export class Killed extends Error {
  override name = 'Killed';
}

export function memoryJournal(notes = new Map<string, string>()): MemoryJournal {
  let writes = 0;
  let hindrance: (write: number) => Hindrance | undefined = () => undefined;
  const nameOf = (kind: string, id: string): string => `${kind}.${id}.json`;

  async function changing(change: () => void) {
    const hindered = hindrance(writes);
    writes += 1;
    if (hindered === 'before') throw new Killed();
    if (typeof hindered === 'object') return failed(hindered);
    change();
    if (hindered === 'after') throw new Killed();
    return ok(undefined);
  }

  return {
    notes,
    writes: () => writes,
    hinder: (at) => {
      hindrance = at;
    },
    path: nameOf,
    async ids(kind) {
      const names = [...notes.keys()].filter((name) => name.startsWith(`${kind}.`));
      return ok(names.map((name) => name.slice(kind.length + 1, -'.json'.length)).sort());
    },
    async read(kind, id) {
      const text = notes.get(nameOf(kind, id));
      return ok(text === undefined ? undefined : (JSON.parse(text) as StoredOperation));
    },
    write: (operation) =>
      changing(() => notes.set(nameOf(operation.kind, operation.id), JSON.stringify(operation))),
    remove: (kind, id) => changing(() => notes.delete(nameOf(kind, id))),
    setAside: (kind, id) => changing(() => notes.delete(nameOf(kind, id))),
  };
}

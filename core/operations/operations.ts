import { basename, join } from 'node:path';
import type { Result } from '../../shared/result.ts';
import type { UnreadableState } from '../files/state-files.ts';
import { createTurns, type Turns } from '../files/turns.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { createJournal, type Journal } from './journal.ts';
import { forgetOld, migrate, type OldJournal } from './migrate-v0.ts';
import { ofKind } from './noted.ts';
import type { OperationKind, StoredOperation } from './operation.ts';
import { createRuns, type Runs } from './runs.ts';

/** Everything that is done in steps and outlives a crash, of every kind. */
export interface Operations {
  /** Where the notes lie, so that what a kill left half-written there can be removed. */
  readonly folder: string;
  kind<D, R>(kind: OperationKind<D, R>): Runs<D, R>;
  /** Turns what an older version has noted into operations; answers whether there was something. */
  migrate<F>(old: OldJournal<F>): Promise<Result<boolean>>;
  /** Forgets what is kept of an older version's notes. */
  forgetOld(old: { readonly name: string }): Promise<void>;
  /** Notes that can't be read, by name (`operations/rotation.….json`): what they hold isn't known, and isn't nothing. */
  unreadable(): Promise<readonly UnreadableState[]>;
  /** Turns of this name, here and with other companions: the same for everybody who asks for it. */
  turns(lock: string, waitMs: number): Turns;
}

export interface OperationsDeps {
  /** The companion's own folder. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Files in the folder unless something else is handed in. */
  readonly journal?: Journal | undefined;
}

export function createOperations({ folder: own, clock, log, journal }: OperationsDeps): Operations {
  const folder = join(own, 'operations');
  const notes = journal ?? createJournal(folder);
  /** How an operation of each kind is understood, by the kind's name. */
  const kinds = new Map<string, Understand>();
  const turnsByLock = new Map<string, Turns>();

  function turns(lock: string, waitMs: number): Turns {
    const known = turnsByLock.get(lock);
    if (known) return known;
    const made = createTurns({ lockPath: join(folder, `${lock}.lock`), waitMs });
    turnsByLock.set(lock, made);
    return made;
  }

  return {
    folder,
    turns,
    migrate: (old) => migrate(own, notes, old),
    async forgetOld(old) {
      const forgotten = await forgetOld(own, old);
      if (!forgotten.ok) log('file stays', { failure: forgotten.error });
    },
    kind(kind) {
      kinds.set(kind.name, (stored, path) => ofKind(kind, stored, path));
      return createRuns(kind, { journal: notes, clock, log, turns });
    },
    unreadable: async () =>
      (
        await Promise.all([...kinds].map(([kind, understand]) => unreadableOf(notes, kind, understand)))
      ).flat(),
  };
}

type Understand = (stored: StoredOperation, path: string) => Result<unknown>;

async function unreadableOf(
  notes: Journal,
  kind: string,
  understand: Understand,
): Promise<UnreadableState[]> {
  const ids = await notes.ids(kind);
  if (!ids.ok) return [{ name: 'operations', failure: ids.error }];
  const read = await Promise.all(
    ids.value.map(async (id) => {
      const path = notes.path(kind, id);
      const read = await notes.read(kind, id);
      return { name: basename(path), answer: read.ok && read.value ? understand(read.value, path) : read };
    }),
  );
  return read.flatMap(({ name, answer }) =>
    answer.ok ? [] : [{ name: `operations/${name}`, failure: answer.error }],
  );
}

/** A kind of operation for tests: three steps, each of which makes one thing in a world that outlives the companion. */
import { z } from 'zod';
import { createTurns } from '../../core/files/turns.ts';
import type { Operation, OperationKind, Step } from '../../core/operations/operation.ts';
import { createRuns, type Runs } from '../../core/operations/runs.ts';
import { systemClock } from '../../core/ports.ts';
import type { Failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type MemoryJournal, memoryJournal } from './memory-journal.ts';

const dataSchema = z.strictObject({ receipt: z.string().optional(), said: z.boolean().optional() });
export type CookingData = z.infer<typeof dataSchema>;

export const stepIds = ['flour', 'water', 'oven'] as const;
type StepId = (typeof stepIds)[number];

/** The world around: what was made, how often each step acted, and what is in its way. */
export interface Kitchen {
  readonly made: Map<string, number>;
  readonly acts: string[];
  readonly rolledBack: string[];
  /** What each step meets before it acts, by its number of acts. */
  trouble: Partial<Record<StepId, (data: CookingData) => Failure | undefined | Promise<Failure | undefined>>>;
  backTrouble: Partial<Record<StepId, Failure>>;
  doneTrouble: Failure | undefined;
}

export const createKitchen = (): Kitchen => ({
  made: new Map(),
  acts: [],
  rolledBack: [],
  trouble: {},
  backTrouble: {},
  doneTrouble: undefined,
});

export interface CookingOptions {
  readonly steps?: Partial<Record<StepId, Partial<Step<CookingData>>>>;
  readonly kind?: Partial<OperationKind<CookingData, string>>;
}

/** The kind; what is made twice for one operation is made once, as everything a step does must be. */
export function cooking(kitchen: Kitchen, options: CookingOptions = {}): OperationKind<CookingData, string> {
  const stepOf = (id: StepId): Step<CookingData> => ({
    id,
    async run(operation) {
      kitchen.acts.push(id);
      const why = await kitchen.trouble[id]?.(operation.data);
      if (why) return failed(why);
      kitchen.made.set(`${operation.id} ${id}`, 1);
      return ok({ data: operation.data, fact: { thing: id } });
    },
    async rollBack(operation) {
      const why = kitchen.backTrouble[id];
      if (why) return failed(why);
      kitchen.made.delete(`${operation.id} ${id}`);
      kitchen.rolledBack.push(id);
      return ok(undefined);
    },
    ...options.steps?.[id],
  });
  return {
    name: 'cooking',
    version: 1,
    data: dataSchema,
    persist: 'required',
    waitMs: 1_000,
    steps: stepIds.map(stepOf),
    done: async (operation: Operation<CookingData>) =>
      kitchen.doneTrouble ? failed(kitchen.doneTrouble) : ok(`bread of ${operation.id}`),
    ...options.kind,
  };
}

export interface Cook {
  readonly runs: Runs<CookingData, string>;
  readonly journal: MemoryJournal;
  begin(id?: string): Promise<Result<string>>;
}

const owner = { server: 'https://convene.example', organizationId: 'org_1', organizationName: 'Quince' };
export const plan = async () => ok({ owner, data: {} as CookingData });

/** A companion as after a start, in that world and with these notes. */
export function createCook(
  kitchen: Kitchen,
  { journal = memoryJournal(), ...options }: CookingOptions & { journal?: MemoryJournal } = {},
): Cook {
  const turns = createTurns();
  const runs = createRuns(cooking(kitchen, options), {
    journal,
    clock: systemClock,
    log: () => {},
    turns: () => turns,
  });
  return { runs, journal, begin: (id = 'loaf') => runs.run(id, { plan }) };
}

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { isLongRun, longTestMs } from '../../testing/long-runs.ts';
import { type CookingOptions, createCook, createKitchen, stepIds } from '../../testing/operations/cooking.ts';
import {
  type Hindrance,
  type MemoryJournal,
  memoryJournal,
} from '../../testing/operations/memory-journal.ts';
import type { StoredOperation } from './operation.ts';

/** One start of the companion: what it is asked for, and what happens to it meanwhile. */
interface Life {
  readonly wish: 'run' | 'rollBack' | 'resume' | 'settle';
  /** The write, counted from 0, that the disk refuses or around which it is killed. */
  readonly hindrance: { readonly write: number; readonly what: Hindrance } | undefined;
  readonly trouble:
    | { readonly step: (typeof stepIds)[number]; readonly code: 'offline' | 'not-allowed' }
    | undefined;
  readonly backTrouble: (typeof stepIds)[number] | undefined;
}

const fullDisk = failure('storage-failed');
const life: fc.Arbitrary<Life> = fc.record({
  wish: fc.constantFrom('run', 'run', 'rollBack', 'resume', 'settle'),
  hindrance: fc.option(
    fc.record({ write: fc.nat(7), what: fc.constantFrom<Hindrance>('before', 'after', fullDisk) }),
    { nil: undefined },
  ),
  trouble: fc.option(
    fc.record({
      step: fc.constantFrom(...stepIds),
      code: fc.constantFrom('offline' as const, 'not-allowed' as const),
    }),
    { nil: undefined },
  ),
  backTrouble: fc.option(fc.constantFrom(...stepIds), { nil: undefined, freq: 4 }),
});
const undisturbed = { hindrance: undefined, trouble: undefined, backTrouble: undefined };

/** A world that outlives every companion: what was made in it, and what was finished. */
function createWorld(options: { readonly onlyForward: boolean }) {
  const kitchen = createKitchen();
  const journal = memoryJournal();
  /** Made under a number of its own, as keys are: making it twice would leave two. */
  const receipts = new Set<string>();
  let finished = 0;

  const steps: Required<CookingOptions>['steps'] = {
    flour: { forgottenWhenRefused: true },
    water: {
      async run({ data }, { checkpoint }) {
        const receipt = data.receipt ?? randomUUID();
        const noted = await checkpoint({ ...data, receipt });
        if (!noted.ok) return noted;
        const why = await kitchen.trouble.water?.(data);
        if (why?.code === 'not-allowed') return failed(why);
        receipts.add(receipt);
        // The answer was lost after it was made.
        return why ? failed(why) : ok({ data: { ...data, receipt } });
      },
      async rollBack({ data }) {
        const why = kitchen.backTrouble.water;
        if (why) return failed(why);
        if (data.receipt) receipts.delete(data.receipt);
        return ok(undefined);
      },
    },
    oven: options.onlyForward ? { onlyForward: true } : {},
  };
  const kind: Required<CookingOptions>['kind'] = {
    async done({ id }) {
      finished = 1;
      return ok(id);
    },
  };

  const noted = (): StoredOperation | undefined => {
    const text = journal.notes.get('cooking.loaf.json');
    return text === undefined ? undefined : (JSON.parse(text) as StoredOperation);
  };
  const made = (): string[] => [
    ...[...kitchen.made.keys()].map((name) => name.replace('loaf ', '')),
    ...[...receipts].map(() => 'water'),
  ];

  async function live({ wish, hindrance, trouble, backTrouble }: Life): Promise<void> {
    const from = journal.writes();
    journal.hinder((write) => (write - from === hindrance?.write ? hindrance.what : undefined));
    kitchen.trouble = trouble ? { [trouble.step]: () => failure(trouble.code) } : {};
    kitchen.backTrouble = backTrouble ? { [backTrouble]: failure('offline') } : {};
    const cook = createCook(kitchen, { journal, steps, kind });
    await cook.runs.open();
    if (wish === 'run') await cook.begin();
    else if (wish === 'resume') await cook.runs.resume();
    else await cook.runs[wish]('loaf');
  }

  return { journal: journal as MemoryJournal, noted, made, live, isFinished: () => finished === 1 };
}

function expectNothingForgotten({ noted, made, isFinished }: ReturnType<typeof createWorld>): void {
  const begun = noted()
    ?.steps.filter(({ begun: has }) => has)
    .map(({ id }) => id);
  const unknown = made().filter((id) => !begun?.includes(id));
  if (!isFinished()) expect(unknown).toEqual([]);
  expect(new Set(made()).size).toBe(made().length);
}

const runs = isLongRun ? 20_000 : 500;

it('whatever kills it, whenever, each step is done once or taken back, and nothing made is forgotten', {
  timeout: longTestMs,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(life, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.constantFrom('run' as const, 'settle' as const),
      async (lives, onlyForward, last) => {
        const world = createWorld({ onlyForward });
        for (const one of lives) {
          await world.live(one);
          expectNothingForgotten(world);
          if (world.isFinished()) break;
        }
        // Undisturbed: what goes back ends first, then it is begun anew or taken back.
        await world.live({ wish: 'resume', ...undisturbed });
        if (!world.isFinished()) await world.live({ wish: last, ...undisturbed });
        expect(world.noted()).toBeUndefined();
        expect(world.made().sort()).toEqual(world.isFinished() ? [...stepIds].sort() : []);
      },
    ),
    { numRuns: runs },
  );
});

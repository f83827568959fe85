import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { createCook, createKitchen, type Kitchen, plan, stepIds } from '../../testing/operations/cooking.ts';
import type { memoryJournal } from '../../testing/operations/memory-journal.ts';
import type { StoredOperation } from './operation.ts';

let kitchen: Kitchen;
beforeEach(() => {
  kitchen = createKitchen();
});

const offline = failure('offline');
const refused = failure('not-allowed');
const notedIn = (journal: { notes: Map<string, string> }, id = 'loaf'): StoredOperation | undefined => {
  const text = journal.notes.get(`cooking.${id}.json`);
  return text === undefined ? undefined : (JSON.parse(text) as StoredOperation);
};
const statuses = (operation: StoredOperation | undefined) => operation?.steps.map(({ status }) => status);

describe('an operation', () => {
  it('goes through its steps in order and answers what its kind ends with', async () => {
    const { begin } = createCook(kitchen);
    expect(await begin()).toEqual(ok('bread of loaf'));
    expect(kitchen.acts).toEqual(['flour', 'water', 'oven']);
  });

  it('is forgotten when it is done', async () => {
    const { begin, journal, runs } = createCook(kitchen);
    await begin();
    expect(journal.notes.size).toBe(0);
    expect(runs.view()).toEqual([]);
  });

  it('notes that a step begins before the step acts', async () => {
    const { begin, journal } = createCook(kitchen);
    const seen: unknown[] = [];
    for (const id of stepIds) kitchen.trouble[id] = () => void seen.push(statuses(notedIn(journal)));
    await begin();
    expect(seen).toEqual([
      ['working', 'waiting', 'waiting'],
      ['done', 'working', 'waiting'],
      ['done', 'done', 'working'],
    ]);
  });

  it('says with one write that a step has ended and that the next one begins', async () => {
    const { begin, journal } = createCook(kitchen);
    await begin();
    // Begun, twice further, all done, forgotten.
    expect(journal.writes()).toBe(stepIds.length + 2);
  });

  it('keeps what a step found, as data', async () => {
    const { begin, journal } = createCook(kitchen);
    kitchen.trouble.oven = () => offline;
    await begin();
    expect(notedIn(journal)?.steps[0]).toMatchObject({ status: 'done', fact: { thing: 'flour' } });
  });

  it('is shown while it is under way, and as at rest once it has stopped', async () => {
    const { begin, runs } = createCook(kitchen);
    const seen = new Set<string>();
    runs.onChange(([one]) => one && seen.add(`${one.running} ${statuses(one.operation)?.join(' ')}`));
    kitchen.trouble.water = () => offline;
    await begin();
    expect([...seen]).toEqual([
      'true working waiting waiting',
      'true done working waiting',
      'true done failed waiting',
      'false done failed waiting',
    ]);
  });

  it('has only the steps that its data asks for', async () => {
    const { begin } = createCook(kitchen, { steps: { water: { isPartOf: ({ said }) => said === true } } });
    await begin();
    expect(kitchen.acts).toEqual(['flour', 'oven']);
  });

  it('that is asked for twice at the same time is done one after the other', async () => {
    const { begin } = createCook(kitchen);
    await Promise.all([begin(), begin()]);
    expect(kitchen.acts).toEqual([...stepIds, ...stepIds]);
  });

  it('that nobody has begun or planned is nothing to do', async () => {
    const { runs } = createCook(kitchen);
    expect(await runs.run('loaf')).toMatchObject({ error: { code: 'nothing-to-do' } });
  });

  it('whose plan fails is not begun', async () => {
    const { runs, journal } = createCook(kitchen);
    expect(await runs.run('loaf', { plan: async () => failed(refused) })).toEqual(failed(refused));
    expect(journal.writes()).toBe(0);
  });
});

describe('an operation that stopped', () => {
  it('goes on at the step that failed', async () => {
    const { begin, journal } = createCook(kitchen);
    kitchen.trouble.water = () => offline;
    expect(await begin()).toEqual(failed(offline));
    kitchen.trouble = {};
    await createCook(kitchen, { journal }).begin();
    expect(kitchen.acts).toEqual(['flour', 'water', 'water', 'oven']);
  });

  it('is gone on with by itself where the failure may pass', async () => {
    const { begin, runs, journal } = createCook(kitchen);
    kitchen.trouble.water = () => offline;
    await begin();
    kitchen.trouble = {};
    expect(await runs.resume()).toEqual(ok(undefined));
    expect(journal.notes.size).toBe(0);
  });

  it('waits for the person’s word where it was refused', async () => {
    const { begin, runs } = createCook(kitchen);
    kitchen.trouble.water = () => refused;
    await begin();
    await runs.resume();
    expect(kitchen.acts).toEqual(['flour', 'water']);
  });

  it('says that the person has to do something first, where that is so', async () => {
    const { begin, journal } = createCook(kitchen);
    kitchen.trouble.water = () => failure('claude-running');
    await begin();
    expect(statuses(notedIn(journal))).toEqual(['done', 'needs-you', 'waiting']);
  });

  it('proves anew what holds for one moment only', async () => {
    const { begin } = createCook(kitchen, { steps: { water: { provesNow: true } } });
    kitchen.trouble.oven = () => offline;
    await begin();
    kitchen.trouble = {};
    await begin();
    expect(kitchen.acts).toEqual(['flour', 'water', 'oven', 'water', 'oven']);
  });

  it('goes back as far as its kind says when it is taken up again', async () => {
    const pickUp = () => ({ data: { receipt: 'new' }, rewindTo: 'flour' });
    const { begin } = createCook(kitchen, { kind: { pickUp } });
    kitchen.trouble.oven = () => offline;
    await begin();
    kitchen.trouble = { flour: ({ receipt }) => (receipt === 'new' ? undefined : offline) };
    expect(await begin()).toMatchObject({ ok: true });
  });

  it('goes on with what the person has changed', async () => {
    const { begin, runs } = createCook(kitchen);
    kitchen.trouble.water = ({ said }) => (said ? undefined : refused);
    await begin();
    expect(await runs.run('loaf', { change: (data) => ({ ...data, said: true }) })).toMatchObject({
      ok: true,
    });
  });

  it('at its end only ends', async () => {
    const { begin } = createCook(kitchen);
    kitchen.doneTrouble = offline;
    expect(await begin()).toEqual(failed(offline));
    kitchen.doneTrouble = undefined;
    expect(await begin()).toMatchObject({ ok: true });
    expect(kitchen.acts).toEqual([...stepIds]);
  });
});

describe('a step that waits for the person’s word', () => {
  const steps = { oven: { isReady: ({ said }: { said?: boolean | undefined }) => said === true } };

  it('doesn’t begin before it', async () => {
    const { begin, journal } = createCook(kitchen, { steps });
    expect(await begin()).toMatchObject({ error: { code: 'consent-needed' } });
    expect(statuses(notedIn(journal))).toEqual(['done', 'done', 'waiting']);
  });

  it('isn’t begun at the next start either', async () => {
    const { begin, runs, journal } = createCook(kitchen, { steps });
    await begin();
    expect(await runs.resume()).toEqual(ok(undefined));
    expect(statuses(notedIn(journal))).toEqual(['done', 'done', 'waiting']);
  });

  it('begins with it', async () => {
    const { begin, runs } = createCook(kitchen, { steps });
    await begin();
    expect(await runs.run('loaf', { change: () => ({ said: true }) })).toMatchObject({ ok: true });
  });
});

describe('a refusal', () => {
  const steps = { flour: { forgottenWhenRefused: true as const } };

  it('before anything was made forgets the operation', async () => {
    const { begin, journal, runs } = createCook(kitchen, { steps });
    kitchen.trouble.flour = () => refused;
    expect(await begin()).toEqual(failed(refused));
    expect(journal.notes.size).toBe(0);
    expect(runs.view()).toEqual([]);
  });

  it('that may pass keeps it', async () => {
    const { begin, journal } = createCook(kitchen, { steps });
    kitchen.trouble.flour = () => offline;
    await begin();
    expect(statuses(notedIn(journal))).toEqual(['failed', 'waiting', 'waiting']);
  });

  it('at a second try keeps it, because the first may have made something', async () => {
    const { begin, journal } = createCook(kitchen, { steps });
    kitchen.trouble.flour = () => offline;
    await begin();
    kitchen.trouble.flour = () => refused;
    await begin();
    expect(journal.notes.size).toBe(1);
  });

  it('after a checkpoint keeps it, with what was noted there', async () => {
    const { begin, journal } = createCook(kitchen, {
      steps: {
        flour: {
          forgottenWhenRefused: true,
          async run(_operation, { checkpoint }) {
            await checkpoint({ receipt: '17' });
            return failed(refused);
          },
        },
      },
    });
    await begin();
    expect(notedIn(journal)).toMatchObject({ data: { receipt: '17' }, asks: true });
  });
});

describe('a checkpoint', () => {
  it('is noted before the step goes on', async () => {
    const seen: unknown[] = [];
    const { begin, journal } = createCook(kitchen, {
      steps: {
        flour: {
          async run(_operation, { checkpoint }) {
            await checkpoint({ receipt: '17' });
            seen.push(notedIn(journal)?.data);
            return ok({ data: { receipt: '17' } });
          },
        },
      },
    });
    await begin();
    expect(seen).toEqual([{ receipt: '17' }]);
  });

  it('that can’t be noted says so to its step', async () => {
    const full = failure('storage-failed');
    const { begin, journal } = createCook(kitchen, {
      steps: {
        flour: {
          async run(operation, { checkpoint }) {
            const noted = await checkpoint({ receipt: '17' });
            return noted.ok ? ok({ data: operation.data }) : noted;
          },
        },
      },
    });
    journal.hinder((write) => (write === 1 ? full : undefined));
    expect(await begin()).toEqual(failed(full));
    expect(notedIn(journal)?.data).toEqual({});
  });
});

describe('a step that knows what to do about its failure', () => {
  it('sends the operation back to an earlier step', async () => {
    kitchen.trouble.oven = ({ receipt }) => (receipt ? undefined : refused);
    const recover = async () => ok({ data: { receipt: 'again' }, rewindTo: 'water' });
    const { begin } = createCook(kitchen, { steps: { oven: { recover } } });
    expect(await begin()).toMatchObject({ ok: true });
    expect(kitchen.acts).toEqual(['flour', 'water', 'oven', 'water', 'oven']);
  });

  it('may tell another failure instead', async () => {
    kitchen.trouble.oven = () => offline;
    const { begin } = createCook(kitchen, { steps: { oven: { recover: async () => failed(refused) } } });
    expect(await begin()).toEqual(failed(refused));
  });

  it('may leave it as it is', async () => {
    kitchen.trouble.oven = () => offline;
    const { begin } = createCook(kitchen, { steps: { oven: { recover: async () => undefined } } });
    expect(await begin()).toEqual(failed(offline));
  });
});

describe('taking back', () => {
  it('undoes the steps that have begun, the last one first, and forgets the operation', async () => {
    const { begin, runs, journal } = createCook(kitchen);
    kitchen.trouble.water = () => offline;
    await begin();
    expect(await runs.rollBack('loaf')).toEqual(ok(undefined));
    expect(kitchen.rolledBack).toEqual(['water', 'flour']);
    expect(journal.notes.size).toBe(0);
  });

  it('undoes a step too that was to be done anew when it stopped', async () => {
    const { begin, runs } = createCook(kitchen, {
      kind: { pickUp: ({ data }) => ({ data, rewindTo: 'flour' }) },
    });
    kitchen.trouble.oven = () => offline;
    await begin();
    kitchen.trouble.flour = () => refused;
    await begin();
    await runs.rollBack('loaf');
    expect(kitchen.rolledBack).toEqual(['oven', 'water', 'flour']);
  });

  it('stops a run between two steps', async () => {
    const { begin, runs } = createCook(kitchen);
    let back: Promise<unknown> | undefined;
    kitchen.trouble.flour = () => {
      back = runs.rollBack('loaf');
      return undefined;
    };
    expect(await begin()).toMatchObject({ error: { code: 'busy' } });
    expect(await back).toEqual(ok(undefined));
    expect(kitchen.acts).toEqual(['flour']);
    expect(kitchen.made.size).toBe(0);
  });

  it('keeps a run from beginning that waits for its turn', async () => {
    const { begin, runs, journal } = createCook(kitchen);
    const [begun] = await Promise.all([begin(), runs.rollBack('loaf')]);
    expect(begun).toMatchObject({ error: { code: 'busy' } });
    expect(kitchen.acts).toEqual([]);
    expect(journal.notes.size).toBe(0);
  });

  it('stops at what doesn’t go, and goes on there by itself', async () => {
    const { begin, runs, journal } = createCook(kitchen);
    kitchen.trouble.oven = () => offline;
    await begin();
    kitchen.backTrouble.water = offline;
    expect(await runs.rollBack('loaf')).toEqual(failed(offline));
    expect(kitchen.rolledBack).toEqual(['oven']);
    kitchen.backTrouble = {};
    await runs.resume();
    expect(kitchen.made.size).toBe(0);
    expect(journal.notes.size).toBe(0);
  });

  it('that has begun keeps it from going forward', async () => {
    const { begin, runs } = createCook(kitchen);
    kitchen.trouble.oven = () => offline;
    await begin();
    kitchen.backTrouble.water = offline;
    await runs.rollBack('loaf');
    expect(await begin()).toMatchObject({ error: { code: 'busy' } });
  });

  it('is refused once a step has begun after which there is no way back', async () => {
    const { begin, runs } = createCook(kitchen, { steps: { water: { onlyForward: true } } });
    kitchen.trouble.water = () => offline;
    await begin();
    expect(await runs.rollBack('loaf')).toMatchObject({ error: { code: 'nothing-to-do' } });
    expect(kitchen.rolledBack).toEqual([]);
  });

  it('of what isn’t there is fine', async () => {
    expect(await createCook(kitchen).runs.rollBack('loaf')).toEqual(ok(undefined));
  });
});

describe('settling', () => {
  it('takes back what can be taken back', async () => {
    const { begin, runs } = createCook(kitchen);
    kitchen.trouble.oven = () => offline;
    await begin();
    expect(await runs.settle('loaf')).toEqual(ok(undefined));
    expect(kitchen.made.size).toBe(0);
  });

  it('finishes what has no way back', async () => {
    const { begin, runs } = createCook(kitchen, { steps: { water: { onlyForward: true } } });
    kitchen.trouble.oven = () => offline;
    await begin();
    kitchen.trouble = {};
    expect(await runs.settle('loaf')).toEqual(ok(undefined));
    expect(kitchen.made.size).toBe(stepIds.length);
  });

  it('of all takes back whatever goes, and answers by step what didn’t', async () => {
    const { begin, runs, journal } = createCook(kitchen);
    kitchen.trouble.oven = () => offline;
    await begin('one');
    await begin('other');
    kitchen.backTrouble.water = refused;
    const told: string[] = [];
    const left = await runs.settleAll(async ({ operation }) => void told.push(operation.id));
    expect(left.map((one) => [one.operation.id, one.left])).toEqual([
      ['one', [{ step: 'water', why: refused }]],
      ['other', [{ step: 'water', why: refused }]],
    ]);
    expect(told).toEqual(['one', 'other']);
    expect(kitchen.rolledBack).toEqual(['oven', 'flour', 'oven', 'flour']);
    expect(journal.notes.size).toBe(0);
  });

  it('of all answers what could only have gone forward, and didn’t', async () => {
    const { begin, runs } = createCook(kitchen, { steps: { flour: { onlyForward: true } } });
    kitchen.trouble.oven = () => offline;
    await begin();
    expect(await runs.settleAll()).toMatchObject([{ operation: { id: 'loaf' }, left: [] }]);
  });
});

describe('a note that can’t be made', () => {
  const full = failure('storage-failed');

  it.each([0, 1, 2, 3])('at write %i stops it there where notes are required', async (at) => {
    const { begin, journal } = createCook(kitchen);
    journal.hinder((write) => (write >= at ? full : undefined));
    expect(await begin()).toEqual(failed(full));
    expect(kitchen.acts).toEqual(stepIds.slice(0, at));
    journal.hinder(() => undefined);
    expect(await createCook(kitchen, { journal }).begin()).toMatchObject({ ok: true });
  });

  it('is shown with its step', async () => {
    const { begin, journal, runs } = createCook(kitchen);
    journal.hinder(() => full);
    await begin();
    expect(runs.view()).toMatchObject([
      { running: false, operation: { steps: [{ id: 'flour', status: 'failed', failure: full }, {}, {}] } },
    ]);
  });

  it('is gone on without where notes are best effort', async () => {
    const { begin, journal, runs } = createCook(kitchen, { kind: { persist: 'best-effort' } });
    journal.hinder(() => full);
    expect(await begin()).toEqual(ok('bread of loaf'));
    expect(runs.view()).toEqual([]);
  });

  it('leaves an operation in memory that can be gone on with, where notes are best effort', async () => {
    const { begin, journal, runs } = createCook(kitchen, { kind: { persist: 'best-effort' } });
    journal.hinder(() => full);
    kitchen.trouble.water = () => offline;
    await begin();
    kitchen.trouble = {};
    await runs.resume();
    expect(kitchen.acts).toEqual(['flour', 'water', 'water', 'oven']);
  });
});

describe('a note that can’t be read', () => {
  const spoil = (journal: ReturnType<typeof memoryJournal>, id: string, change: object): void => {
    const noted = notedIn(journal, id);
    journal.notes.set(`cooking.${id}.json`, JSON.stringify({ ...noted, ...change }));
  };

  it.each([
    ['of a newer version', { version: 2 }, 'storage-failed'],
    ['with data of another shape', { data: { receipt: 17 } }, 'state-damaged'],
    ['with a step that nobody knows', { steps: [{ id: 'salt', status: 'waiting' }] }, 'state-damaged'],
  ])('%s stops its own operation only, is told, and stays', async (_what, change, code) => {
    const { begin, journal, runs } = createCook(kitchen);
    kitchen.trouble.oven = () => offline;
    await begin('one');
    await begin('other');
    spoil(journal, 'one', change);
    kitchen.trouble = {};
    expect(await runs.run('one', { plan })).toMatchObject({
      error: { code, path: 'cooking.one.json' },
    });
    expect(await runs.run('other')).toMatchObject({ ok: true });
    expect([...journal.notes.keys()]).toEqual(['cooking.one.json']);
  });
});

describe('what a step throws', () => {
  it('is told, and nothing is written for it', async () => {
    const { begin, journal } = createCook(kitchen);
    kitchen.trouble.water = () => {
      throw new Error('the oven fell over');
    };
    expect(await begin()).toMatchObject({ error: { code: 'internal', detail: 'the oven fell over' } });
    expect(statuses(notedIn(journal))).toEqual(['done', 'working', 'waiting']);
  });

  it('leaves nothing shown as under way', async () => {
    const { begin, runs } = createCook(kitchen);
    kitchen.trouble.water = () => {
      throw new Error('the oven fell over');
    };
    await begin();
    expect(runs.view()).toMatchObject([{ running: false }]);
  });
});

it('the next start shows what was begun before, the oldest first', async () => {
  const { begin, journal } = createCook(kitchen);
  kitchen.trouble.water = () => offline;
  await begin('one');
  await begin('other');
  const { runs } = createCook(kitchen, { journal });
  await runs.open();
  expect(runs.view().map(({ operation, running }) => [operation.id, running])).toEqual([
    ['one', false],
    ['other', false],
  ]);
});

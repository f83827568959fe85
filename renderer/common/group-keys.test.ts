import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName } from '../../shared/keys/key-name.ts';
import { exampleKey, exampleKeys, exampleNow } from '../../testing/gallery/example-views.ts';
import { groupKeys, isFound, keyOrders } from './group-keys.ts';
import { type MarkedKey, markKey } from './key-mark.ts';

const here = 'Market office laptop';
const mark = (given: Parameters<typeof exampleKey>[0]): MarkedKey => markKey(exampleKey(given), exampleNow);
const examples = exampleKeys.map((key) => markKey(key, exampleNow));

const someName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .tuple(fc.constantFrom('Claude Desktop', 'ChatGPT'), fc.constantFrom(here, 'Stall 2', 'stall 2', '…'))
    .map(([assistant, device]) => keyName(assistant, device)),
);
const someKeys = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    name: someName,
    createdAt: fc
      .date({ noInvalidDate: true, min: new Date('2020-01-01'), max: exampleNow })
      .map((at) => at.toISOString()),
    lastUsedAt: fc.constantFrom(null, exampleNow.toISOString()),
    revokedAt: fc.constantFrom(null, exampleNow.toISOString()),
  }),
  { selector: ({ id }) => id, maxLength: 40 },
);

describe('the groups of keys', () => {
  it('hold every key in exactly one group, in any order', () => {
    fc.assert(
      fc.property(someKeys, fc.constantFrom(...keyOrders), (given, order) => {
        const shown = groupKeys(given.map(mark), here, order).flatMap(({ keys }) => keys.map(({ id }) => id));
        expect(shown.toSorted()).toEqual(given.map(({ id }) => id).toSorted());
      }),
    );
  });

  it('are never empty and have different names', () => {
    fc.assert(
      fc.property(someKeys, fc.constantFrom(...keyOrders), (given, order) => {
        const groups = groupKeys(given.map(mark), here, order);
        expect(groups.every(({ keys }) => keys.length > 0)).toBe(true);
        expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
      }),
    );
  });

  it('do not depend on the order in which Convene lists the keys', () => {
    fc.assert(
      fc.property(someKeys, fc.constantFrom(...keyOrders), (given, order) => {
        const keys = given.map(mark);
        expect(groupKeys(keys.toReversed(), here, order)).toEqual(groupKeys(keys, here, order));
      }),
    );
  });

  it('have a key of this computer with it, though its name says an earlier name of the computer', () => {
    const [old, other] = [{ id: 'old', ofThisComputer: true as const }, { id: 'other' }].map((one) =>
      mark({ ...one, name: 'ChatGPT on Till' }),
    );
    expect(
      groupKeys(
        [old, other].filter((one) => one !== undefined),
        here,
      ),
    ).toMatchObject([
      { kind: 'this-device', title: here, keys: [{ id: 'old' }] },
      { kind: 'device', title: 'Till', keys: [{ id: 'other' }] },
    ]);
  });

  it('start with this device and end with the keys that name none', () => {
    expect(groupKeys(examples, here).map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
      'this-device: Market office laptop',
      'device: Front desk iMac',
      'device: Info tent tablet',
      'no-device: No device in the name',
    ]);
  });

  it('sort devices as people count: stall 2 before stall 10', () => {
    const keys = ['Stall 10', 'Stall 2'].map((device) =>
      mark({ id: device, name: keyName('ChatGPT', device) }),
    );
    expect(groupKeys(keys, here).map(({ title }) => title)).toEqual(['Stall 2', 'Stall 10']);
  });

  it('have one for each device, however its name is spelt, titled as its newest key has it', () => {
    const keys = ['bu\u0308ro.local', 'B\u00fcro'].map((device, at) =>
      mark({
        id: device,
        name: `ChatGPT on ${device}`,
        createdAt: new Date(exampleNow.getTime() + at).toISOString(),
      }),
    );
    expect(groupKeys(keys, here).map(({ title }) => title)).toEqual(['B\u00fcro']);
  });

  it('have this device’s own name as the title of its keys', () => {
    const key = mark({ id: 'one', name: `ChatGPT on ${here.toUpperCase()}` });
    expect(groupKeys([key], here).map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
      `this-device: ${here}`,
    ]);
  });

  it('keep devices apart whose names are only near', () => {
    const keys = ['Stall', 'Stall-2'].map((device) => mark({ id: device, name: keyName('ChatGPT', device) }));
    expect(groupKeys(keys, here)).toHaveLength(2);
  });

  it('keep a key in its place while it is revoked', () => {
    const ids = (keys: readonly MarkedKey[]): string[] =>
      groupKeys(keys, here).flatMap(({ keys: members }) => members.map(({ id }) => id));
    const after = exampleKeys.map((key) =>
      markKey({ ...key, revokedAt: key.revokedAt ?? exampleNow.toISOString() }, exampleNow),
    );
    expect(ids(after)).toEqual(ids(examples));
  });

  it('by due date start with the most overdue and end with the revoked', () => {
    const [all] = groupKeys(examples, here, 'due');
    expect(all?.keys.map(({ id }) => id).slice(0, 2)).toEqual(['key-08b1', 'key-e3d8']);
    expect(all?.keys.at(-1)?.mark).toBe('revoked');
  });
});

describe('searching', () => {
  it.each([
    ['tablet', ['key-08b1', 'key-c715']],
    ['CHATGPT ruiz', ['key-b40d']],
    ['d917', ['key-d917']],
    ['no such thing', []],
  ])('for %j finds %j', (search, ids) => {
    expect(examples.filter((one) => isFound(one, search)).map(({ id }) => id)).toEqual(ids);
  });
});

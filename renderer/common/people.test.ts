import { describe, expect, it } from 'vitest';
import { exampleKey } from '../../testing/gallery/example-views.ts';
import { keysAtFirst, peopleFound, peopleWithKeys } from './people.ts';

const person = (name: string, active = true) => ({ id: name, name, email: `${name}@quince.example`, active });
const key = (id: string, by: ReturnType<typeof person>, lastUsedAt: string | null, revoked = false) =>
  exampleKey({
    id,
    name: id,
    createdBy: by,
    lastUsedAt,
    revokedAt: revoked ? '2026-06-01T00:00:00.000Z' : null,
  });
const [ana, tom, sam] = [person('ana'), person('tom'), person('sam', false)];

describe('people with keys', () => {
  it('who have left come first, then whose keys were used last', () => {
    const people = peopleWithKeys([
      key('1', ana, '2026-06-01T00:00:00.000Z'),
      key('2', tom, '2026-06-08T00:00:00.000Z'),
      key('3', sam, null),
    ]);
    expect(people.map(({ name }) => name)).toEqual(['sam', 'tom', 'ana']);
  });

  it('have their keys by last use, the never used ones last', () => {
    const [only] = peopleWithKeys([
      key('old', ana, '2026-01-01T00:00:00.000Z'),
      key('never', ana, null),
      key('new', ana, '2026-06-01T00:00:00.000Z'),
    ]);
    expect(only?.keys.map(({ id }) => id)).toEqual(['new', 'old', 'never']);
    expect(only?.lastUsedAt).toBe('2026-06-01T00:00:00.000Z');
  });

  it('are not those whose keys are all revoked; what isn’t confirmed still counts', () => {
    const unsure = { ...key('2', tom, null, true), revocationNotConfirmed: true };
    expect(peopleWithKeys([key('1', ana, null, true), unsure]).map(({ name }) => name)).toEqual(['tom']);
  });
});

it('a key that is called revoked and was still accepted is among its person’s', () => {
  const stillAcceptedAt = '2026-06-01T00:00:01.000Z';
  const people = peopleWithKeys([
    { ...key('1', ana, null, true), revocationNotConfirmed: true, stillAcceptedAt },
  ]);
  expect(people.map(({ name }) => name)).toEqual(['ana']);
});

it('times of last use are compared as moments, whatever their zones', () => {
  const [only] = peopleWithKeys([
    key('earlier', ana, '2026-06-08T23:30:00+02:00'),
    key('later', ana, '2026-06-08T22:00:00Z'),
  ]);
  expect(only?.keys.map(({ id }) => id)).toEqual(['later', 'earlier']);
});

describe('a search among people', () => {
  const people = peopleWithKeys([key('1', ana, null), key('2', ana, null), key('3', tom, null)]);

  it('shows those with a key that fits, and still knows all their keys', () => {
    const [only, ...others] = peopleFound(people, new Set(['2']));
    expect(others).toEqual([]);
    expect(only?.found.map(({ id }) => id)).toEqual(['2']);
    expect(only?.person.keys.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('finds nobody by a key that is revoked', () => {
    expect(peopleFound(people, new Set(['other']))).toEqual([]);
  });
});

it.each([
  [0, 20],
  [1, 20],
  [20, 20],
  [50, 8],
  [5_000, 3],
])('of %i people each shows %i keys at first', (count, shown) => {
  expect(keysAtFirst(count)).toBe(shown);
});

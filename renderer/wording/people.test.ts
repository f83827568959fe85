import { describe, expect, it } from 'vitest';
import type { PersonKeys } from '../model/people.ts';
import { exampleKey } from '../testing/example-views.ts';
import { noPeopleWords, partWords, peopleFoundWords, personWords, revokeAllWords } from './people.ts';

const now = new Date(2026, 5, 9, 9, 41);
const person = (keys: number, more: Partial<PersonKeys> = {}): PersonKeys => ({
  id: 'tom',
  name: 'Tom Okafor',
  email: 'tom@quince.example',
  active: true,
  keys: Array.from({ length: keys }, (_, index) => exampleKey({ id: `${index}`, name: `Key ${index}` })),
  lastUsedAt: new Date(2026, 5, 9, 9, 12).toISOString(),
  ...more,
});

describe('a person’s line', () => {
  it.each([
    [person(1), 'One key, last used today, 9:12.'],
    [person(3), 'Three keys, last used today, 9:12.'],
    [person(2, { lastUsedAt: null }), 'Two keys, never used.'],
    [
      person(1, { active: false }),
      'Tom Okafor has left the team. One key that Tom Okafor made is still there, last used today, 9:12.',
    ],
    [
      person(2, { active: false, lastUsedAt: null }),
      'Tom Okafor has left the team. Two keys that Tom Okafor made are still there, never used.',
    ],
  ])('%#', (given, words) => {
    expect(personWords(given, now)).toBe(words);
  });
});

describe('revoking a person’s keys', () => {
  it.each([
    [1, 'Revoke the key…'],
    [2, 'Revoke both…'],
    [3, 'Revoke all three…'],
    [40, 'Revoke all 40…'],
  ])('says how many, because a search may show fewer: %i', (keys, words) => {
    expect(revokeAllWords(keys)).toBe(words);
  });

  it('says how many of them a search shows', () => {
    expect(partWords(1)).toBe('Your search shows one of them.');
  });
});

describe('a search for people', () => {
  it.each([
    [0, 'Nobody found'],
    [1, 'One person found'],
    [12, '12 people found'],
  ])('says how many it found: %i', (found, words) => {
    expect(peopleFoundWords(found)).toMatch(new RegExp(`^${words}$`, 'i'));
  });

  it('that finds nobody says what to look for', () => {
    expect(noPeopleWords('xyz')).toContain('No working key matches “xyz”.');
    expect(noPeopleWords('')).toBe('Nobody has a working key.');
  });
});

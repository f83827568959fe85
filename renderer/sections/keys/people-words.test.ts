import { describe, expect, it } from 'vitest';
import { exampleKey, exampleNow } from '../../../testing/gallery/example-views.ts';
import type { PersonKeys } from '../../common/people.ts';
import {
  noPeopleWords,
  partWords,
  peopleFoundWords,
  personWords,
  revokeAllOfWords,
  revokeAllWords,
} from './people-words.ts';

const person = (keys: number, rest: Partial<PersonKeys> = {}): PersonKeys => ({
  id: 'person-sam',
  name: 'Sam Reyes',
  email: 'sam@quince.example',
  active: true,
  keys: Array.from({ length: keys }, (_, index) =>
    exampleKey({ id: `key-${index}`, name: `Claude Desktop on Stall ${index}` }),
  ),
  lastUsedAt: null,
  ...rest,
});

describe('a person with keys', () => {
  it('who belongs to the team is told by the number of keys and their last use', () => {
    expect(personWords(person(1), exampleNow)).toBe('One key, never used.');
    expect(personWords(person(3), exampleNow)).toBe('Three keys, never used.');
  });

  it('who has left is told so first', () => {
    const left = { active: false };
    expect(personWords(person(1, left), exampleNow)).toBe(
      'Sam Reyes has left the team. One key that Sam Reyes made is still there, never used.',
    );
    expect(personWords(person(2, left), exampleNow)).toBe(
      'Sam Reyes has left the team. Two keys that Sam Reyes made are still there, never used.',
    );
  });

  it('whose keys a search shows in part is told how many it shows', () => {
    expect(partWords(2)).toBe('Your search shows two of them.');
  });
});

describe('the button that revokes all keys of a person', () => {
  it('says how many, since a search may show fewer', () => {
    expect(revokeAllWords(1)).toBe('Revoke the key…');
    expect(revokeAllWords(2)).toBe('Revoke both…');
    expect(revokeAllWords(4)).toBe('Revoke all four…');
  });

  it.each([1, 2, 12, 400])('is called by the words it shows, and whose they are, with %d keys', (keys) => {
    const name = revokeAllOfWords(person(keys));
    expect(name.startsWith(revokeAllWords(keys))).toBe(true);
    expect(name).toContain('Sam Reyes');
  });
});

describe('a search among people', () => {
  it('counts whom it found', () => {
    expect([0, 1, 2].map(peopleFoundWords)).toEqual(['Nobody found', 'One person found', 'Two people found']);
  });

  it('that finds nobody says what else to try', () => {
    expect(noPeopleWords('')).toBe('Nobody has a working key.');
    expect(noPeopleWords('xyz')).toContain('“xyz”');
  });
});

import { describe, expect, it } from 'vitest';
import { keyAge } from '../../shared/keys/key-age.ts';
import { exampleKey, exampleNow } from '../../testing/gallery/example-views.ts';
import { dueWords, revokedWords, usedWords, workingWords } from './keys-words.ts';

const key = exampleKey({ id: 'key-7c2e', name: 'Claude Desktop on Stall' });
const at = (local: string): string => new Date(local).toISOString();

describe('a due date', () => {
  it.each([
    ['2026-04-09', 'Due 8 July, in 29 days'],
    ['2026-03-12', 'Due 10 June, tomorrow'],
    ['2026-03-11', 'Due today, 9 June'],
    ['2026-03-10', 'Due 8 June, yesterday'],
    ['2026-02-18', 'Due 19 May, 21 days ago'],
    ['2025-06-01', 'Due 30 August 2025, 283 days ago'],
  ])('of a key made on %s reads "%s"', (made, words) => {
    const { due, away } = dueWords(keyAge(new Date(`${made}T10:00:00`), exampleNow), exampleNow);
    expect(`${due}, ${away}`).toBe(words);
  });
});

describe('the words in a row', () => {
  it('say when a key was last used, or that it never was', () => {
    expect(usedWords(key, exampleNow)).toBe('used today, 9:12');
    expect(usedWords({ ...key, lastUsedAt: null }, exampleNow)).toBe('never used');
  });

  it('count working keys in figures, and say so when none works', () => {
    expect([workingWords(1, 2), workingWords(2, 2), workingWords(0, 1), workingWords(0, 3)]).toEqual([
      '1 working key',
      '2 working keys',
      '1 revoked key',
      '3 revoked keys',
    ]);
  });

  it('give the time of a revocation to the second', () => {
    expect(revokedWords(at('2026-06-09T08:57:14'), exampleNow)).toEqual({
      day: 'Revoked today,',
      time: '8:57:14',
    });
    expect(revokedWords(at('2026-06-02T14:02:09'), exampleNow)).toEqual({
      day: 'Revoked 2 June,',
      time: '14:02:09',
    });
  });
});

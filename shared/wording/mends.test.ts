import { describe, expect, it } from 'vitest';
import { clientIds } from '../clients.ts';
import { mendIds } from '../doctor.ts';
import { mendWords } from './mends.ts';

describe('the words on a mend', () => {
  it.each(mendIds)('%s begin with a capital, name the program where it matters, and are short', (mend) => {
    for (const client of clientIds) {
      const words = mendWords(mend, client);
      expect(words).toMatch(/^\p{Lu}[^.]*$/u);
      expect(words.length).toBeLessThan(45);
    }
  });

  it('differ from one another', () => {
    const all = mendIds.map((mend) => mendWords(mend, 'cursor'));
    expect(new Set(all).size).toBe(mendIds.length);
  });
});

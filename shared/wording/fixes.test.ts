import { describe, expect, it } from 'vitest';
import { clientIds } from '../clients.ts';
import { fixIds } from '../doctor.ts';
import { fixMessage } from './fixes.ts';

describe('the words on a fix', () => {
  it.each(fixIds)('%s begin with a capital, name the program where it matters, and are short', (fix) => {
    for (const client of clientIds) {
      const words = fixMessage(fix, client);
      expect(words).toMatch(/^\p{Lu}[^.]*$/u);
      expect(words.length).toBeLessThan(45);
    }
  });

  it('differ from one another', () => {
    const all = fixIds.map((fix) => fixMessage(fix, 'cursor'));
    expect(new Set(all).size).toBe(fixIds.length);
  });
});

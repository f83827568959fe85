import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, table } from './table.ts';

describe('a table', () => {
  it('lines up its columns and has nothing after the last word', () => {
    expect(
      table([
        ['NAME', 'DUE', ''],
        ['Claude on Stall', 'today', 'here'],
        ['ChatGPT', 'in 90 days', ''],
      ]),
    ).toEqual(['NAME             DUE', 'Claude on Stall  today       here', 'ChatGPT          in 90 days']);
  });

  it.each([
    ['Stall', 5],
    ['🍐', 2],
    ['👩‍🌾', 2],
    ['❤️', 2],
    ['市場', 4],
    ['café', 4],
  ])('gives “%s” as many cells as a terminal does', (text, cells) => {
    expect(cellsOf(text)).toBe(cells);
  });

  it('begins every column at the same cell, whatever stands in it', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((raw) => `${raw.replace(/\|/g, '')}x`);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (names) => {
        const starts = table(names.map((name) => [name, '|'])).map((line) => cellsOf(line.slice(0, -1)));
        expect(new Set(starts).size).toBe(1);
      }),
    );
  });

  it('of nothing is nothing', () => {
    expect(table([])).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { capitalized, counted, listed } from './numbers.ts';

describe('a count', () => {
  it.each([
    [0, 'no keys'],
    [1, 'one key'],
    [9, 'nine keys'],
    [10, '10 keys'],
    [12_345, '12,345 keys'],
  ])('of %d reads "%s"', (count, text) => {
    expect(counted(count, 'key')).toBe(text);
  });

  it('starts a sentence with a capital letter', () => {
    expect(capitalized(counted(2, 'key'))).toBe('Two keys');
  });
});

describe('a list in a sentence', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('%j reads "%s"', (parts, text) => {
    expect(listed(parts)).toBe(text);
  });
});

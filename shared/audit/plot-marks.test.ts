import { describe, expect, it } from 'vitest';
import { type KeyCameOrWent, plotMarks } from './plot-marks.ts';

const name = 'Claude Desktop on Front desk';
const renewed = `${name}, renewed 9 Jun 2026`;
const day = (date: number, hour = 10): string =>
  `2026-06-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const made = (keyId: string, at: string, keyName = name): KeyCameOrWent => ({
  at,
  action: 'api_key.created',
  keyId,
  keyName,
});
const ended = (keyId: string, at: string, keyName = name): KeyCameOrWent => ({
  at,
  action: 'api_key.revoked',
  keyId,
  keyName,
});
const marks = (...all: KeyCameOrWent[]) => plotMarks(all).map(({ what, keyId }) => [what, keyId]);

describe('marks of the plot', () => {
  it('show a key that was made, and one that was revoked', () => {
    expect(marks(made('a', day(1)), ended('a', day(2)))).toEqual([
      ['created', 'a'],
      ['revoked', 'a'],
    ]);
  });

  it('show a key and its successor as one rotation, when the old one ended', () => {
    expect(plotMarks([made('b', day(9), renewed), ended('a', day(9, 11))])).toEqual([
      { at: day(9, 11), what: 'rotated', keyId: 'b', keyName: name },
    ]);
  });

  it('show a rotation for each time', () => {
    expect(
      marks(
        made('a', day(1)),
        made('b', day(2), renewed),
        ended('a', day(2, 11)),
        made('c', day(9), `${name}, renewed 30 Jun 2026`),
        ended('b', day(9, 11), renewed),
      ),
    ).toEqual([
      ['created', 'a'],
      ['rotated', 'b'],
      ['rotated', 'c'],
    ]);
  });

  it('show no rotation when the new key came long before', () => {
    expect(marks(made('b', day(1), renewed), ended('a', day(20)))).toEqual([
      ['created', 'b'],
      ['revoked', 'a'],
    ]);
  });

  it('show no rotation when the new key itself went', () => {
    expect(marks(made('b', day(9), renewed), ended('b', day(9, 11), renewed))).toEqual([
      ['created', 'b'],
      ['revoked', 'b'],
    ]);
  });

  it('show no rotation when the older of two keys was made first and stays', () => {
    expect(marks(made('a', day(1)), made('b', day(2), renewed), ended('b', day(2, 12), renewed))).toEqual([
      ['created', 'a'],
      ['created', 'b'],
      ['revoked', 'b'],
    ]);
  });
});

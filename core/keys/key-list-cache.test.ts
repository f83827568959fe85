import { describe, expect, it } from 'vitest';
import { allKnownLists, knownKeysFileSchema, knownList, withKnownList } from './key-list-cache.ts';

const list = (asOf: string) => ({ asOf, keys: [] });
const older = knownKeysFileSchema.parse({ organizations: { org_1: list('2026-06-09T14:00:00.000Z') } });
const first = { server: 'https://one.example', organizationId: 'org_1' };
const second = { server: 'https://two.example', organizationId: 'org_1' };
const newer = withKnownList(older, first, list('2026-06-10T14:00:00.000Z'));

describe('the last known lists', () => {
  it('written by an older version are read, until Convene gives one of that organization', () => {
    expect(knownList(older, first)?.asOf).toBe('2026-06-09T14:00:00.000Z');
    expect(knownList(newer, first)?.asOf).toBe('2026-06-10T14:00:00.000Z');
  });

  it('of one server aren’t those of another with the same ids', () => {
    expect(knownList(newer, second)).toBeUndefined();
  });

  it('name their organizations, whoever wrote them', () => {
    for (const file of [older, newer])
      expect(allKnownLists(file).map(({ organizationId }) => organizationId)).toEqual(['org_1']);
  });
});

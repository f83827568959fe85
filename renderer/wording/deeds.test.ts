import { describe, expect, it } from 'vitest';
import type { IncidentDeeds } from '../../shared/incident.ts';
import { exampleDeeds } from '../testing/example-incidents.ts';
import { exampleNow } from '../testing/example-views.ts';
import { actionWords, changesWords, lineWords, totalWords } from './deeds.ts';

const line = (given: Partial<IncidentDeeds['lines'][number]>): IncidentDeeds['lines'][number] => ({
  at: exampleDeeds.since,
  keyName: 'Claude Desktop on Volunteer laptop',
  action: 'vendor_application.updated',
  resource: { kind: 'vendor_application', id: '123' },
  outcome: 'ok',
  ip: null,
  unusualHour: false,
  ...given,
});

describe('a deed', () => {
  it.each([
    [line({}), 'Claude Desktop changed', 'application 123'],
    [line({ outcome: 'refused' }), 'Claude Desktop tried to change', 'application 123'],
    [line({ outcome: 'invalid' }), 'Claude Desktop tried to change', 'application 123'],
    [
      line({ action: 'dashboard.read', resource: { kind: 'organization', id: '7' } }),
      'Claude Desktop read the dashboard',
      '',
    ],
    [
      line({ action: 'stall.moved', resource: { kind: 'stall', id: '4' } }),
      'Claude Desktop did “stall moved”',
      'stall 4',
    ],
    [line({ keyName: 'zap test 2' }), '“zap test 2” changed', 'application 123'],
  ])('%#: is a sentence', (deed, before, what) => {
    expect(lineWords(deed)).toMatchObject({ before, what });
  });

  it('of an unknown kind is called by its own name', () => {
    expect(actionWords('stall.moved')).toBe('Stall moved');
  });
});

describe('the answer over the deeds', () => {
  const [first] = exampleDeeds.keys;
  it('counts what was changed, and addresses that are new', () => {
    expect(changesWords(exampleDeeds)).toBe('One action changed something. One address wasn’t seen before.');
  });

  it('does not count what was refused', () => {
    const actions = [{ action: 'booking.updated', changes: true, count: 2, refused: 2 }];
    const keys = first ? [{ ...first, actions, addresses: [] }] : [];
    expect(changesWords({ ...exampleDeeds, keys })).toBe('Nothing was approved, changed or credited.');
  });

  it('says that nothing was done', () => {
    expect(changesWords({ ...exampleDeeds, keys: [] })).toBe('They did nothing in that time.');
  });

  it('says that there is more than was read', () => {
    const keys = first ? [{ ...first, more: true }] : [];
    expect(changesWords({ ...exampleDeeds, keys })).toContain('Audit has all of it');
  });

  it('sums up one key', () => {
    expect(first && totalWords(first, exampleNow)).toBe('Nine actions, from 8:03 today to 9:17 today.');
  });
});

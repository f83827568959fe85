import { describe, expect, it } from 'vitest';
import { plainSentence } from '../../../shared/audit/sentence.ts';
import type { IncidentImpact } from '../../../shared/incident.ts';
import { exampleImpact } from '../../../testing/gallery/example-incidents.ts';
import { exampleNow } from '../../../testing/gallery/example-views.ts';
import { changesWords, lineSentence, totalWords } from './impact-words.ts';

const line = (given: Partial<IncidentImpact['lines'][number]>): IncidentImpact['lines'][number] => ({
  at: exampleImpact.since,
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
    [line({}), 'Claude Desktop changed application 123.'],
    [
      line({ outcome: 'refused' }),
      'Claude Desktop tried to change application 123, refused: the key was revoked.',
    ],
    [line({ keyName: 'zap test 2' }), '“zap test 2” changed application 123.'],
  ])('%#: is told with the assistant that did it', (deed, sentence) => {
    expect(plainSentence(lineSentence(deed))).toBe(sentence);
  });
});

describe('the answer over the impact', () => {
  const [first] = exampleImpact.keys;
  it('counts what was changed, and addresses that are new', () => {
    expect(changesWords(exampleImpact)).toBe('One action changed something. One address wasn’t seen before.');
  });

  it('does not count what was refused', () => {
    const actions = [{ action: 'booking.updated', changes: true, count: 2, refused: 2 }];
    const keys = first ? [{ ...first, actions, addresses: [] }] : [];
    expect(changesWords({ ...exampleImpact, keys })).toBe('Nothing was approved, changed or credited.');
  });

  it('says that nothing was done', () => {
    expect(changesWords({ ...exampleImpact, keys: [] })).toBe('They did nothing in that time.');
  });

  it('says that there is more than was read', () => {
    const keys = first ? [{ ...first, more: true }] : [];
    expect(changesWords({ ...exampleImpact, keys })).toContain('Audit has all of it');
  });

  it('sums up one key', () => {
    expect(first && totalWords(first, exampleNow)).toBe('Nine actions, from 8:03 today to 9:17 today.');
  });
});

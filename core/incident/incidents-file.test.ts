import { expect, it } from 'vitest';
import { oldJournals } from '../../testing/old-journals.ts';
import { incidentsFileSchema, incidentsOfV0, withIncident } from './incidents-file.ts';

const found = {
  keys: [{ id: 'key-1', name: 'backup', tokenHint: '…0bad', createdAt: '2026-05-03T07:11:08Z' }],
  sessions: [],
};
const incident = {
  id: 'incident-1',
  kind: 'leak',
  organizationId: 'org-1',
  organizationName: 'Quince Street Market',
  openedAt: '2026-05-03T07:20:00Z',
  lastTrustedAt: null,
  items: [],
  untouchedKeys: 0,
  done: [],
  closedAt: null,
  server: 'http://127.0.0.1:1',
  personId: 'person-1',
};

const marketId = 'http://127.0.0.1:1 org-1';
const stored = {
  ...incident,
  madeSince: found,
  items: [{ what: 'key', id: 'key-2', name: 'Cursor on Barn', status: 'waiting' }],
  untouchedKeys: 4,
};
const read = () => incidentsFileSchema.parse(incidentsOfV0({ incidents: [stored] })).incidents[0];

it('reads what 0.1.0 wrote of keys made since', () => {
  expect(read()?.createdSince.keys).toEqual([{ ...found.keys[0], marketId }]);
});

it('takes what 0.1.0 cut off for cut off in its one market, where other people’s sign-ins are still to be looked for', () => {
  expect(read()?.items).toMatchObject([{ id: 'key-2', marketId }]);
  expect(read()?.markets).toMatchObject([
    {
      id: marketId,
      name: 'Quince Street Market',
      keys: { state: 'looked' },
      sessions: { state: 'waiting' },
      untouchedKeys: 4,
    },
  ]);
});

it('leaves the sign-ins of a closed one as they were', () => {
  const closed = { ...stored, closedAt: '2026-05-03T08:00:00Z' };
  const { incidents } = incidentsFileSchema.parse(incidentsOfV0({ incidents: [closed] }));
  expect(incidents[0]?.markets[0]?.sessions.state).toBe('looked');
});

it.each(oldJournals('incidents'))('reads what 0.1.0 left: %s', (_name, text) => {
  expect(incidentsFileSchema.safeParse(incidentsOfV0(text)).success).toBe(true);
});

it('keeps the later of two that began in the same second first, whichever changes', () => {
  const [first, later] = ['first', 'later'].map((id) => ({ ...incidentOfNow(), id }));
  if (!first || !later) throw new Error('two incidents');
  const both = withIncident(withIncident({ incidents: [] }, first), later);
  const changed = withIncident(both, { ...first, lastTrustedAt: '2026-05-03T07:00:00Z' });
  expect(changed.incidents.map(({ id }) => id)).toEqual(['later', 'first']);
});

function incidentOfNow() {
  const one = read();
  if (!one) throw new Error('the stored incident can’t be read');
  return one;
}

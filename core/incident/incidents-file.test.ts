import { expect, it } from 'vitest';
import { incidentsFileSchema, incidentsOfV0 } from './incidents-file.ts';

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

it('reads what 0.1.0 wrote of keys made since', () => {
  const read = incidentsFileSchema.parse(incidentsOfV0({ incidents: [{ ...incident, madeSince: found }] }));
  expect(read.incidents[0]?.createdSince).toEqual(found);
});

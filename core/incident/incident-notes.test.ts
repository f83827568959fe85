import { expect, it } from 'vitest';
import { ok } from '../../shared/result.ts';
import { exampleIncident } from '../../testing/gallery/example-incidents.ts';
import type { StateFile } from '../files/state-file.ts';
import { createIncidentNotes } from './incident-notes.ts';
import type { Incident, IncidentsFile } from './incidents-file.ts';

const incident: Incident = {
  ...exampleIncident(),
  server: 'https://convene.example',
  personId: 'ana',
  spared: [],
};

/** A file that another companion holds: changes are made late, and in another order than they were asked for. */
function heldFile() {
  let content: IncidentsFile = { incidents: [] };
  const changes: ((value: IncidentsFile) => IncidentsFile)[] = [];
  const file: StateFile<IncidentsFile> = {
    path: '/nowhere',
    read: async () => ok(content),
    async update(change) {
      changes.push(change);
      content = change(content);
      return ok(content);
    },
    rewrite: (change) => file.update(change),
    remove: async () => ok(undefined),
    settled: async () => {},
  };
  return {
    file,
    content: () => content,
    makeAgain: () => {
      for (const change of changes) content = change(content);
    },
  };
}

it('an older state of an incident never comes after a newer one, whenever the file is written', async () => {
  const held = heldFile();
  const notes = createIncidentNotes({
    account: { view: () => ({ state: 'signed-out' }), onChange: () => () => {} },
    file: held.file,
    log: () => {},
  });
  await notes.note(incident);
  await Promise.all([
    notes.change(incident.id, (now) => ({ ...now, done: ['look'] })),
    notes.change(incident.id, (now) => ({ ...now, done: ['look', 'mail'] })),
  ]);
  expect(held.content().incidents[0]?.done).toEqual(['look', 'mail']);
  held.makeAgain();
  expect(held.content().incidents[0]?.done).toEqual(['look', 'mail']);
});

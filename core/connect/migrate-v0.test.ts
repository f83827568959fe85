import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { oldJournals } from '../../testing/old-journals.ts';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { Journal } from '../operations/journal.ts';
import { isDone, operationSchema, type StoredOperation, stateOf } from '../operations/operation.ts';
import { type Connect, createConnector } from './connect.ts';
import { connectDataSchema } from './connect-data.ts';
import { connectV0 } from './migrate-v0.ts';

/**
 * Files of the last version, as its fault tests left them, in a world that is at the same moment: they become operations, which
 * the next start finishes or takes back.
 */
const keyName = 'Claude Desktop on Market office laptop';
const now = () => new Date('2026-11-28T10:00:00Z');
const old = connectV0('claude-desktop', now);
type OldFile = z.infer<typeof old.schema>;
type Pending = NonNullable<OldFile['pending']>;

const all = oldJournals('connect').map(
  ([moment, file]) => [moment, (file as OldFile).pending as Pending] as const,
);
const ofClaude = all.filter(([, { client, source }]) => client === 'claude-desktop' && source === 'session');

let world: World;
const opened: Connect[] = [];
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(async () => {
  for (const connect of opened.splice(0)) await connect.close();
  await world.end();
});
const path = (): string => join(world.folder, 'connect-claude-desktop.json');

/** Connects until it dies at the step at which that file was left. */
async function reach({ steps }: Pending): Promise<void> {
  const at = steps.find(({ status }) => status !== 'done')?.id;
  const isThere = (next: StoredOperation): boolean =>
    at === undefined ? isDone(next, 'tool-answers') : stateOf(next, at)?.status === 'working';
  const journal: Journal = {
    ...world.notes,
    async write(next) {
      const noted = await world.notes.write(next);
      if (isThere(next)) throw new Error('died');
      return noted;
    },
  };
  const companion = await world.openSignedIn();
  const deps = world.connectDeps(companion, journal);
  const connect = createConnector({ ...deps, claude: world.obedientClaude });
  opened.push(connect);
  await connect.start();
  await connect.close();
  await companion.close();
}

/** Puts the file of that moment in the place of the operation, about the key and the entry of this world. */
async function putOldFile({ steps, undoing, startAgain, putBack }: Pending): Promise<string> {
  const noted = await world.notes.read('connect', 'claude-desktop');
  if (!noted.ok || !noted.value) throw new Error('nothing was begun');
  const { owner, data } = noted.value;
  const { server, personId, organizationId, organizationName } = owner;
  const { usualKeyName: _unknownThen, ...known } = connectDataSchema.parse(data);
  const pending = {
    ...known,
    server,
    personId,
    organization: { id: organizationId, name: organizationName },
    ...(startAgain ? { startAgain } : {}),
    putBack,
    undoing,
    steps,
  };
  await world.notes.remove('connect', 'claude-desktop');
  writeFileSync(path(), JSON.stringify({ pending }));
  return pending.connectionId;
}

async function nextStart(): Promise<Connect> {
  const deps = world.connectDeps(await world.open());
  const connect = createConnector({ ...deps, claude: world.obedientClaude });
  opened.push(connect);
  await connect.open();
  return connect;
}

async function expectTakenBack(connect: Connect, connectionId: string): Promise<void> {
  expect(connect.view()).toEqual({ state: 'not-connected', client: 'claude-desktop' });
  expect(world.liveKeys()).not.toContain(keyName);
  expect(world.config()).toBe(settingsBefore);
  expect(await world.secrets.get(`connection:${connectionId}`)).toEqual({ ok: true, value: undefined });
  expect(world.journal()).toEqual({ pending: null });
}

it.each(all)('a connecting left at “%s” says the same as an operation', (_moment, pending) => {
  const [operation] = old.operations(old.schema.parse({ pending }));
  expect(operationSchema.parse(operation)).toMatchObject({
    kind: 'connect',
    id: pending.client,
    direction: pending.undoing ? 'back' : 'forward',
    steps: pending.steps.map(({ id, status }) => ({ id, status })),
    data: connectDataSchema.parse(operation?.data),
  });
});

it.each(ofClaude.filter(([, { undoing }]) => !undoing))(
  'a connecting left at “%s” is finished by the next start',
  async (_moment, pending) => {
    await reach(pending);
    await putOldFile(pending);
    const connect = await nextStart();
    await connect.resume();
    expect(connect.view().state).toBe('connected');
    expect(world.server.keys().filter(({ name }) => name === keyName)).toMatchObject([{ revoked_at: null }]);
    expect(world.config().match(/convene-quince-street/g)).toHaveLength(1);
    expect(existsSync(`${path()}.v0`)).toBe(true);
  },
);

it.each(ofClaude.filter(([moment, { undoing }]) => undoing || moment.startsWith('killed')))(
  'a connecting left at “%s” is taken back by the next start',
  async (_moment, pending) => {
    await reach(pending);
    const connectionId = await putOldFile(pending);
    const connect = await nextStart();
    await connect.undo();
    await expectTakenBack(connect, connectionId);
  },
);

describe('a file that nobody understands', () => {
  const text = '{ "pending": { "half';

  it('stays where it is, and keeps a second connecting from being begun beside it', async () => {
    mkdirSync(world.folder, { recursive: true });
    writeFileSync(path(), text);
    const companion = await world.openSignedIn();
    expect(await companion.connector('claude-desktop').start()).toMatchObject({
      error: { code: 'storage-failed', path: path() },
    });
    expect(readFileSync(path(), 'utf8')).toBe(text);
    expect(world.liveKeys()).not.toContain(keyName);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectStepIds } from '../../shared/connect-view.ts';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { Journal } from '../operations/journal.ts';
import type { StoredOperation } from '../operations/operation.ts';
import { type Connect, createConnector } from './connect.ts';

const keyName = 'Claude Desktop on Market office laptop';

let world: World;
const opened: Connect[] = [];
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(async () => {
  for (const connect of opened.splice(0)) await connect.close();
  await world.end();
});

/** `next`: the operation as it is to be noted, or null as it is to be forgotten. */
type Moment = (next: StoredOperation | null) => boolean;

/** A journal with which the companion dies: right after it noted what `after` names, or instead of noting `instead`. */
function deadlyJournal({ after, instead }: { after?: Moment; instead?: Moment }): Journal {
  const { notes } = world;
  async function change<T>(next: StoredOperation | null, work: () => Promise<T>): Promise<T> {
    if (instead?.(next)) throw new Error('died');
    const noted = await work();
    if (after?.(next)) throw new Error('died');
    return noted;
  }
  return {
    ...notes,
    write: (operation) => change(operation, () => notes.write(operation)),
    remove: (kind, id) => change(null, () => notes.remove(kind, id)),
  };
}

/** Connects until the companion dies; answers the id of the connection that was begun. */
async function connectUntilDeath(moments: { after?: Moment; instead?: Moment }): Promise<string> {
  const companion = await world.openSignedIn();
  const deps = world.connectDeps(companion, deadlyJournal(moments));
  const connect = createConnector({ ...deps, claude: world.obedientClaude });
  opened.push(connect);
  expect(await connect.start()).toMatchObject({ error: { code: 'internal', detail: 'died' } });
  await connect.close();
  await companion.close();
  return world.journal().pending?.connectionId ?? '';
}

/** The companion as it is started next; Claude is treated as it asks. */
async function nextStart(): Promise<Connect> {
  const parts = world.connectDeps(await world.open());
  const connect = createConnector({ ...parts, claude: world.obedientClaude });
  opened.push(connect);
  await connect.open();
  return connect;
}

const statusOf = (next: StoredOperation | null, id: string): string | undefined =>
  next?.steps.find((step) => step.id === id)?.status;

/** Both moments of every step: it was begun and did nothing; it did its work and that wasn't noted. */
const moments = connectStepIds.flatMap((id) => {
  const begun: Moment = (next) => statusOf(next, id) === 'working';
  const ended: Moment = (next) => statusOf(next, id) === 'done';
  return [
    { what: `before “${id}”`, at: { after: begun } },
    { what: `after “${id}”`, at: { instead: ended } },
  ];
});
/** The steps that only look leave the same behind before and after. */
const leavesSomething = ({ what }: { what: string }): boolean =>
  what.startsWith('after') || /key-ready|entry-written/.test(what);
const lastStepNoted: Moment = (next) => statusOf(next, 'tool-answers') === 'done';
const closed: Moment = (next) => next === null;
const moreMoments = [
  { what: 'before the connection is noted', at: { after: lastStepNoted } },
  { what: 'before the journal is closed', at: { instead: closed } },
  { what: 'right at the end', at: { after: closed } },
];

describe('a companion that dies while connecting', () => {
  it.each([...moments, ...moreMoments])('$what is finished by the next start', async ({ at }) => {
    await connectUntilDeath(at);
    const connect = await nextStart();
    await connect.resume();
    const view = connect.view();
    expect(view.state).toBe('connected');
    const connectionId = view.state === 'connected' ? view.connection.id : '';
    expect(world.server.keys().filter(({ name }) => name === keyName)).toMatchObject([{ revoked_at: null }]);
    expect(world.config().match(/convene-quince-street/g)).toHaveLength(1);
    expect(await world.secrets.get(`connection:${connectionId}`)).toMatchObject({
      value: expect.any(String),
    });
    expect(world.journal()).toEqual({ pending: null });
  });

  it.each([...moments.filter(leavesSomething), ...moreMoments.slice(0, 2)])(
    '$what can be taken back by the next start',
    async ({ at }) => {
      const connectionId = await connectUntilDeath(at);
      const connect = await nextStart();
      await connect.undo();
      expect(connect.view()).toEqual({ state: 'not-connected', client: 'claude-desktop' });
      expect(world.liveKeys()).not.toContain(keyName);
      expect(world.config()).toBe(settingsBefore);
      expect(await world.secrets.get(`connection:${connectionId}`)).toEqual({ ok: true, value: undefined });
      expect(world.journal()).toEqual({ pending: null });
    },
  );
});

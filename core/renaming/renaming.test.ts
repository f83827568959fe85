import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const before = 'Market office laptop';
const after = 'Till by the door';
const always = Number.POSITIVE_INFINITY;

let world: World;
let companion: Companion;
/** A key of this computer that no assistant here holds. */
let chat: string;
/** Another computer's, which has the same host name. */
let theirs: string;
beforeEach(async () => {
  world = await createMemoryWorld();
  mkdirSync(join(world.home, '.cursor'));
  writeFileSync(join(world.home, '.cursor/mcp.json'), '{}\n');
  companion = await world.openSignedIn();
  theirs = world.server.createKey(`Zed on ${before}`).key.id;
  const made = await companion.keys.create('Windsurf', before);
  chat = made.ok ? made.value.id : '';
  await companion.connector('cursor').start();
});
afterEach(() => world.end());

const nameOf = (id: string): string | undefined => world.server.keys().find((key) => key.id === id)?.name;
const cursorKey = (): string => {
  const view = companion.connector('cursor').view();
  return view.state === 'connected' ? (view.connection.keyId ?? '') : '';
};
const rename = (name = after) => companion.renaming.rename(name);
const answers = (status: number, times = always) =>
  world.server.faults.add({ kind: 'answer', status, body: '{}', method: 'PATCH', times });

describe('renaming this computer', () => {
  it('renames its keys at Convene, and no other’s', async () => {
    expect(await rename()).toMatchObject({
      value: {
        name: after,
        formerName: before,
        session: 'renamed',
        keys: expect.arrayContaining([
          { organizationName: quince.name, name: `Cursor on ${before}`, newName: `Cursor on ${after}` },
          { organizationName: quince.name, name: `Windsurf on ${before}`, newName: `Windsurf on ${after}` },
          { organizationName: quince.name, name: `Zed on ${before}`, keeps: 'not-ours' },
        ]),
      },
    });
    expect([cursorKey(), chat, theirs].map(nameOf)).toEqual([
      `Cursor on ${after}`,
      `Windsurf on ${after}`,
      `Zed on ${before}`,
    ]);
  });

  it('renames its sign-in, by which a lost device is found from elsewhere', async () => {
    await rename();
    expect(world.server.sessions()).toMatchObject([{ deviceName: after }]);
  });

  it('is what connections, lists and new keys say from then on, and after the next start', async () => {
    await rename();
    expect(companion.connector('cursor').view()).toMatchObject({
      connection: { keyName: `Cursor on ${after}` },
    });
    expect(companion.keys.view()).toMatchObject({ deviceName: after });
    expect(await companion.connector('claude-desktop').preview()).toMatchObject({
      value: { keyName: `Claude Desktop on ${after}` },
    });
    await companion.close();
    const next = await world.open();
    expect(next.renaming.view()).toEqual({ name: after });
  });

  it('reaches every organization of the person', async () => {
    await companion.account.chooseOrganization(harbor.id);
    await companion.keys.create('Gemini', before);
    expect((await rename()).ok).toBe(true);
    const names = world.server.database
      .all(z.object({ name: z.string() }), 'SELECT name FROM api_keys')
      .map(({ name }) => name);
    expect(names).toContain(`Gemini on ${after}`);
    expect(names).toContain(`Cursor on ${after}`);
  });

  it('twice gives the keys the second name', async () => {
    await rename();
    await rename('Office');
    expect([cursorKey(), chat].map(nameOf)).toEqual(['Cursor on Office', 'Windsurf on Office']);
  });

  it('of one who isn’t signed in is this computer’s own matter', async () => {
    await companion.signOut();
    expect(await rename()).toMatchObject({ value: { name: after, session: 'none', keys: [] } });
    expect(companion.deviceName.current()).toBe(after);
  });

  it.each(['', '  ', '\u200b', 'Till, renewed 23 Nov 2026'])('is refused with the name %j', async (name) => {
    expect(await rename(name)).toMatchObject({ error: { code: 'bad-input' } });
    expect(companion.deviceName.current()).toBe(before);
  });
});

describe('a name that another device has', () => {
  const refused = { error: { code: 'device-name-taken' } };

  it.each(['Stall 9', 'STALL  9'])(
    'is refused, as the loss of one would end the keys of both: %s',
    async (name) => {
      world.server.createKey('Cursor on Stall 9');
      expect(await rename(name)).toMatchObject({ ...refused, error: { name: 'Stall 9' } });
      expect([companion.deviceName.current(), nameOf(chat)]).toEqual([before, `Windsurf on ${before}`]);
    },
  );

  it('is refused too where that device is only signed in', async () => {
    world.server.signIn(demoPeople.ana.email, 'Info tent tablet');
    expect(await rename('info tent tablet')).toMatchObject(refused);
  });

  it('is free once its key is revoked', async () => {
    world.server.revokeKeyByHand(world.server.createKey('Cursor on Stall 9').key.id);
    expect((await rename('Stall 9')).ok).toBe(true);
  });

  it('may be spelt otherwise by the computer that has it', async () => {
    expect((await rename(before.toUpperCase())).ok).toBe(true);
    expect(nameOf(chat)).toBe(`Windsurf on ${before.toUpperCase()}`);
  });
});

describe.each([404, 405, 501])('on a server that can’t rename (%i)', (status) => {
  beforeEach(async () => {
    answers(status);
  });

  it('the keys keep their names, and it is said', async () => {
    expect(await rename()).toMatchObject({
      value: {
        session: 'cannot',
        keys: expect.arrayContaining([
          { organizationName: quince.name, name: `Cursor on ${before}`, keeps: 'cannot' },
        ]),
      },
    });
    expect([companion.deviceName.current(), nameOf(chat)]).toEqual([after, `Windsurf on ${before}`]);
  });

  it('they are found as this computer’s all the same, and the other’s aren’t', async () => {
    await rename();
    const assets = await companion.incidents.assets();
    const [here, ...others] = assets.ok ? assets.value.devices : [];
    expect(here).toMatchObject({ device: after, thisOne: true });
    expect(here?.keys.map(({ id }) => id).sort()).toEqual([cursorKey(), chat].sort());
    const old = others.find(({ device }) => device === before)?.keys.map(({ id }) => id);
    expect(old).toContain(theirs);
    expect(old).not.toContain(chat);
    const list = companion.keys.view();
    const marked = list.state === 'listed' ? list.keys.filter(({ ofThisComputer }) => ofThisComputer) : [];
    expect(marked.map(({ id }) => id).sort()).toEqual([cursorKey(), chat].sort());
  });
});

it('on a server that couldn’t rename, the next key of a connection has the new name', async () => {
  const fault = answers(404);
  await rename();
  const id = cursorKey();
  const view = companion.connector('cursor').view();
  fault.remove();
  await companion.rotations.rotate(view.state === 'connected' ? view.connection.id : '');
  expect(cursorKey()).not.toBe(id);
  expect(nameOf(cursorKey())).toBe(`Cursor on ${after}`);
});

describe('a renaming that stops halfway', () => {
  const isDone = (): void =>
    expect([cursorKey(), chat].map(nameOf).sort()).toEqual([`Cursor on ${after}`, `Windsurf on ${after}`]);
  const atNextStart = async (): Promise<void> => {
    await companion.close();
    world.server.faults.clear();
    companion = await world.open();
    expect(companion.renaming.view()).toMatchObject({ name: after, renaming: { formerName: before } });
    expect(await companion.renaming.resume()).toEqual({ ok: true, value: undefined });
    expect(companion.renaming.view()).toEqual({ name: after });
  };

  it.each([
    ['before the sign-in', 0],
    ['before the first key', 1],
    ['between two keys', 2],
  ])('%s goes on at the next start', async (_when, passed) => {
    if (passed > 0)
      world.server.faults.add({ kind: 'delay', milliseconds: 0, method: 'PATCH', times: passed });
    world.server.faults.add({ kind: 'close', method: 'PATCH', times: always });
    expect(await rename()).toMatchObject({ error: { code: 'offline' } });
    expect(companion.renaming.view()).toMatchObject({
      name: after,
      renaming: { failure: { code: 'offline' } },
    });
    await atNextStart();
    isDone();
  });

  it('where only the answer was lost is done once', async () => {
    world.server.faults.add({ kind: 'act-then-close', method: 'PATCH', times: 1 });
    expect((await rename()).ok).toBe(false);
    await atNextStart();
    isDone();
  });

  it('is finished before another one begins', async () => {
    world.server.faults.add({ kind: 'close', method: 'PATCH', times: 1 });
    await rename();
    expect(await rename('Office')).toMatchObject({ value: { formerName: after } });
    expect(nameOf(chat)).toBe('Windsurf on Office');
  });

  it('that can’t ask Convene at all changes nothing', async () => {
    world.server.faults.add({ kind: 'close', times: always });
    expect((await rename()).ok).toBe(false);
    expect(companion.renaming.view()).toEqual({ name: before });
  });

  it('is given up with the sign-in', async () => {
    world.server.faults.add({ kind: 'close', method: 'PATCH', times: always });
    await rename();
    expect(await companion.signOut()).toMatchObject({ leftBehind: [] });
    expect(companion.renaming.view().renaming).toBeUndefined();
  });
});

it('a key that is being replaced keeps its name until then, and its successor gets the new one', async () => {
  await companion.keys.refresh();
  const list = companion.keys.view();
  const old = list.state === 'listed' ? list.keys.find(({ id }) => id === chat) : undefined;
  const handover = old ? await companion.handovers.start(old) : undefined;
  const renamed = await rename();
  expect(renamed).toMatchObject({
    value: {
      keys: expect.arrayContaining([
        expect.objectContaining({ name: `Windsurf on ${before}`, keeps: 'in-use' }),
      ]),
    },
  });
  const id = handover?.ok ? handover.value.id : '';
  await companion.handovers.placed(id);
  await companion.handovers.finish(id);
  expect(world.liveKeys()).toContain(`Windsurf on ${after}`);
});

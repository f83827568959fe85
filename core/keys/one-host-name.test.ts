import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

/** Two computers that are called the same, with one market. */
const usual = 'Cursor on Market office laptop';

let world: World;
let companion: Companion;
let theirs: ReturnType<World['server']['createKey']>;
beforeEach(async () => {
  world = await createMemoryWorld();
  mkdirSync(join(world.home, '.cursor'));
  writeFileSync(join(world.home, '.cursor/mcp.json'), '{}\n');
  theirs = world.server.createKey(usual);
  companion = await world.openSignedIn();
});
afterEach(() => world.end());

const ours = (): string[] => world.liveKeys().filter((name) => name.startsWith('Cursor on '));
const connected = async (): Promise<string | undefined> => {
  const view = await companion.connector('cursor').start();
  if (!view.ok) throw new Error(JSON.stringify(view.error));
  return view.value.state === 'connected' ? view.value.connection.keyName : undefined;
};

it('the second one connects under a name with a number, and the first one’s key goes on working', async () => {
  expect(await connected()).toBe(`${usual} (2)`);
  expect(ours().sort()).toEqual([usual, `${usual} (2)`]);
  expect(world.server.accepts(theirs.token)).toBe(true);
});

it('the third one gets the next number, though the list that is known here is old', async () => {
  await companion.keys.refresh();
  world.server.createKey(`${usual} (2)`);
  expect(await connected()).toBe(`${usual} (3)`);
});

it('the plan has the name that is free, and says that a number may come where the list isn’t known', async () => {
  const preview = () => companion.connector('cursor').preview();
  expect(await preview()).toMatchObject({ value: { keyName: usual, mayGetNumber: true } });
  await companion.keys.refresh();
  const known = await preview();
  expect(known).toMatchObject({ value: { keyName: `${usual} (2)` } });
  expect(known.ok && known.value.mayGetNumber).toBeUndefined();
});

it('the number stays when the key is replaced, and the other’s key is never asked for', async () => {
  await connected();
  const listed = await companion.connections.list();
  const id = listed.ok ? (listed.value[0]?.id ?? '') : '';
  for (let quarter = 0; quarter < 2; quarter += 1)
    expect((await companion.rotations.rotate(id)).ok).toBe(true);
  expect(ours().sort()).toEqual([usual, `${usual} (2)`]);
  expect(world.server.accepts(theirs.token)).toBe(true);
});

it('the next assistant gets the same number, so that one computer reads as one device', async () => {
  await connected();
  expect(companion.deviceName.current()).toBe('Market office laptop (2)');
  expect(await companion.connector('claude-desktop').preview()).toMatchObject({
    value: { keyName: 'Claude Desktop on Market office laptop (2)' },
  });
  const assets = await companion.incidents.assets();
  const devices = assets.ok ? assets.value.devices : [];
  const [here, other] = ['Market office laptop (2)', 'Market office laptop'].map((name) =>
    devices.find(({ device }) => device === name),
  );
  expect(here).toMatchObject({ thisOne: true, keys: [{ name: `${usual} (2)` }], sessions: [{}] });
  expect(other?.keys.map(({ id }) => id)).toContain(theirs.key.id);
  expect(world.server.sessions()).toMatchObject([{ deviceName: 'Market office laptop (2)' }]);
});

it('a number that another computer has for another assistant is not taken', async () => {
  world.server.createKey('Zed on Market office laptop (2)');
  expect(await connected()).toBe(`${usual} (3)`);
  expect(companion.deviceName.current()).toBe('Market office laptop (3)');
});

it('a number that is no longer free for the next assistant leads to another one', async () => {
  await connected();
  world.server.createKey('Claude Desktop on Market office laptop (2)');
  await companion.keys.refresh();
  expect(await companion.connector('claude-desktop').preview()).toMatchObject({
    value: { keyName: 'Claude Desktop on Market office laptop (3)' },
  });
});

it('taking back leaves the other’s key alone', async () => {
  const stop = world.server.faults.add({
    kind: 'server-error',
    path: '/mcp',
    times: Number.POSITIVE_INFINITY,
  });
  await companion.connector('cursor').start();
  stop.remove();
  await companion.connector('cursor').undo();
  expect(ours()).toEqual([usual]);
  expect(world.server.accepts(theirs.token)).toBe(true);
});

it('a connecting that Convene refused as it stands is taken back, though asking again gets the same refusal', async () => {
  world.server.faults.add({
    kind: 'answer',
    status: 422,
    body: '{"errors":["no"]}',
    method: 'POST',
    path: '/admin/api_keys',
    times: Number.POSITIVE_INFINITY,
  });
  await companion.connector('cursor').start();
  const undone = await companion.connector('cursor').undo();
  expect(undone).toMatchObject({ value: { state: 'not-connected' } });
  expect(ours()).toEqual([usual]);
});

it('a lost answer to the second creation leaves one key of ours', async () => {
  world.server.faults.add({ kind: 'act-then-close', method: 'POST', path: '/admin/api_keys', times: 3 });
  await companion.connector('cursor').start();
  await companion.connector('cursor').resume();
  expect(ours()).toHaveLength(2);
});

it('a key that is made for another place isn’t renamed unasked: what is free is told', async () => {
  expect(await companion.keys.create('Cursor', 'Market office laptop')).toMatchObject({
    error: { code: 'conflict', name: usual, free: `${usual} (2)` },
  });
  expect(ours()).toEqual([usual]);
});

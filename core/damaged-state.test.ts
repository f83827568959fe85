import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../shared/connect-view.ts';
import { type Damage, damageKinds, damages } from '../testing/damages.ts';
import { createMemoryWorld, type World } from '../testing/world.ts';

/** A newer companion’s and another user’s aren’t damaged; `cli/damaged-files.test.ts` tries them too. */
const kinds = damageKinds.filter((kind) => kind !== 'another version' && kind !== 'another user’s');

let world: World;
let connection: Connection;
beforeEach(async () => {
  world = await createMemoryWorld();
  const connected = await world.openConnected();
  connection = connected.connection;
  await connected.companion.close();
});
afterEach(() => world.end());

const pathOf = (name: string): string => join(world.folder, name);
const damage = (kind: Damage, name: string): void => damages[kind](pathOf(name));
const withoutCopy = (name: string): void => rmSync(`${pathOf(name)}.last`, { force: true });

describe.each(kinds)('connections.json of %s', (kind) => {
  it('is had again from its copy: signing out revokes the key, and says rightly that nothing stays', async () => {
    damage(kind, 'connections.json');
    const companion = await world.open();
    world.claude.running = false;
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    expect(world.liveKeys()).not.toContain(connection.keyName);
  });

  it('without a copy is never taken for "nothing is connected" when somebody signs out', async () => {
    damage(kind, 'connections.json');
    withoutCopy('connections.json');
    const companion = await world.open();
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toContainEqual(
      expect.objectContaining({
        what: 'unread',
        name: 'connections.json',
        address: `${world.server.address}/admin/api_keys`,
      }),
    );
    // Its secret is in the keychain, and Convene lists its key.
    expect(world.liveKeys()).not.toContain(connection.keyName);
    expect(readdirSync(world.folder)).toContainEqual(expect.stringContaining('connections.json.damaged-'));
  });
});

describe.each(['proofs.json', 'incidents.json'])('%s that can’t be read', (name) => {
  it.each(kinds)('(%s) is named at sign-out as what may hide keys', async (kind) => {
    writeFileSync(pathOf(name), '{ "version": 1 }');
    withoutCopy(name);
    damage(kind, name);
    const companion = await world.open();
    world.claude.running = false;
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toContainEqual(expect.objectContaining({ what: 'unread', name }));
  });
});

it.each(kinds)(
  'a journal of connecting that is %s is named at sign-out as what may hide keys',
  async (kind) => {
    const name = 'operations/connect.claude-desktop.json';
    mkdirSync(join(world.folder, 'operations'), { recursive: true });
    writeFileSync(pathOf(name), '{ "version": 1, "kind": "connect" }');
    damage(kind, name);
    const companion = await world.open();
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toContainEqual(expect.objectContaining({ what: 'unread', name }));
  },
);

it.each(kinds)('incidents.json of %s is no sign that there was none', async (kind) => {
  writeFileSync(pathOf('incidents.json'), '{ "version": 1 }');
  damage(kind, 'incidents.json');
  const companion = await world.open();
  expect(companion.incidents.view()).toMatchObject({ incidents: [], failure: { code: 'state-damaged' } });
});

it.each(kinds)('account.json of %s doesn’t sign anybody out: its copy is used', async (kind) => {
  damage(kind, 'account.json');
  const companion = await world.open();
  expect(companion.account.view().state).toBe('signed-in');
});

it.each(kinds)('account.json of %s without a copy says that it is damaged', async (kind) => {
  damage(kind, 'account.json');
  withoutCopy('account.json');
  const companion = await world.open();
  expect(companion.account.view()).toMatchObject({
    state: 'blocked',
    failure: { code: 'state-damaged', path: pathOf('account.json') },
  });
});

it('tells which file was damaged and where it was set aside, also who listens later', async () => {
  damage('NULs', 'connections.json');
  const companion = await world.open();
  const told: string[] = [];
  companion.onRecovered(({ path, asideAt }) => told.push(path, String(asideAt)));
  expect(told).toEqual([pathOf('connections.json'), expect.stringContaining('connections.json.damaged-')]);
});

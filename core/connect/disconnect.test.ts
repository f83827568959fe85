import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';
import type { Journal } from '../operations/journal.ts';
import { hasBegun, isDone, type StoredOperation } from '../operations/operation.ts';
import { type Connect, createConnector } from './connect.ts';

let world: World;
let companion: Companion;
let connectionId: string;
beforeEach(async () => {
  world = await createMemoryWorld();
  const connected = await world.openConnected();
  companion = connected.companion;
  connectionId = connected.connection.id;
  world.claude.running = false;
});
afterEach(() => world.end());

const openWith = (journal?: Journal): Connect => createConnector(world.connectDeps(companion, journal));

/** A journal with which the companion dies, once that is noted or instead of noting it. */
const deadly = (dies: (next: StoredOperation) => 'before' | 'after' | undefined): Journal => ({
  ...world.notes,
  async write(next) {
    if (dies(next) === 'before') throw new Error('died');
    const noted = await world.notes.write(next);
    if (dies(next) === 'after') throw new Error('died');
    return noted;
  },
});

async function expectGone(): Promise<void> {
  expect(world.config()).toBe(settingsBefore);
  expect(await world.secrets.get(`connection:${connectionId}`)).toEqual({ ok: true, value: undefined });
  expect(await companion.connections.list()).toEqual({ ok: true, value: [] });
  expect(await world.notes.ids('disconnect')).toEqual({ ok: true, value: [] });
}
const steps = ['entry-removed', 'key-revoked', 'secret-dropped'] as const;

describe.each(steps)('disconnecting, at “%s”', (id) => {
  it('killed as it begins is gone on with at the next press', async () => {
    await openWith(deadly((next) => (hasBegun(next, id) ? 'after' : undefined))).disconnect(true);
    expect(await openWith().disconnect(true)).toMatchObject({ ok: true });
    await expectGone();
    expect(world.liveKeys()).not.toContain('Claude Desktop on Market office laptop');
  });

  it('killed when it has acted is gone on with at the next press', async () => {
    await openWith(deadly((next) => (isDone(next, id) ? 'before' : undefined))).disconnect(true);
    expect(await openWith().disconnect(true)).toMatchObject({ ok: true });
    await expectGone();
  });
});

describe('disconnecting, whatever the settings file has become', () => {
  it.each<[string, string | Buffer, string]>([
    ['not JSON any more', '{ "mcpServers": ', 'config-not-json'],
    ['in UTF-16', Buffer.from(settingsBefore, 'utf16le'), 'config-not-json'],
    ['too large', Buffer.alloc(65 * 1024 * 1024, ' '), 'config-too-large'],
    ['empty', '', 'config-empty'],
    ['a list', '[]', 'config-not-an-object'],
  ])(
    '%s: the key is revoked and the connection given up, and what is left is told',
    async (_what, content, code) => {
      writeFileSync(world.configPath, content);
      const entryLeft = { code, path: world.configPath, name: 'convene-quince-street' };
      expect(await openWith().disconnect(true)).toMatchObject({
        ok: true,
        value: { state: 'not-connected', entryLeft },
      });
      expect(readFileSync(world.configPath).equals(Buffer.from(content))).toBe(true);
      expect(world.liveKeys()).not.toContain('Claude Desktop on Market office laptop');
      expect(await companion.connections.list()).toEqual({ ok: true, value: [] });
    },
  );

  it('and nothing is told where the entry went', async () => {
    const gone = await openWith().disconnect(true);
    expect(gone.ok && gone.value).toEqual({ state: 'not-connected', client: 'claude-desktop' });
  });
});

it('a connection that is being given up is not put back meanwhile', async () => {
  const fault = world.server.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
  expect(await openWith().disconnect(true)).toMatchObject({ ok: false });
  expect(await companion.connections.list()).toMatchObject({ value: [{ leaving: true }] });
  fault.remove();
  expect(await openWith().disconnect(true)).toMatchObject({ ok: true });
  await expectGone();
});

it('the person may change their mind about the key', async () => {
  world.server.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
  expect(await openWith().disconnect(true)).toMatchObject({ ok: false });
  expect(await openWith().disconnect(false)).toMatchObject({ ok: true });
  await expectGone();
  expect(world.liveKeys()).toContain('Claude Desktop on Market office laptop');
});

it('while the client runs nothing is begun', async () => {
  Object.assign(world.claude, { running: true, since: new Date() });
  expect(await openWith().disconnect(true)).toMatchObject({ error: { code: 'claude-running' } });
  expect(await world.notes.ids('disconnect')).toEqual({ ok: true, value: [] });
  const [connection] =
    (await companion.connections.list().then((listed) => (listed.ok ? listed.value : []))) ?? [];
  expect(connection).not.toHaveProperty('leaving');
});

it('signing out forgets it, with the connection', async () => {
  world.server.faults.add({ kind: 'close', method: 'DELETE', times: 3 });
  await openWith().disconnect(true);
  await companion.signOut();
  expect(await world.notes.ids('disconnect')).toEqual({ ok: true, value: [] });
});

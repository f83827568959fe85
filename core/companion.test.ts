import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { harbor, quince } from '../demo/seed/people.ts';
import { createMemoryWorld, settingsBefore, type World } from '../testing/world.ts';

const keyName = 'Claude Desktop on Market office laptop';
const always = Number.POSITIVE_INFINITY;

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

const keysPage = (): string => `${world.server.address}/admin/api_keys`;

const openSessions = (): unknown[] =>
  world.server.database.all(z.unknown(), 'SELECT id FROM sessions WHERE ended_at IS NULL');

/** Neither in the keychain nor in the companion's folder. */
async function expectNothingHere(connectionId: string): Promise<void> {
  await expectNoSecretHere(connectionId);
  expect(existsSync(join(world.folder, 'proofs.json'))).toBe(false);
}

/** Nothing but that a key is to be revoked still. */
async function expectNoSecretHere(connectionId: string): Promise<void> {
  for (const account of ['session', 'pasted-key', `connection:${connectionId}`]) {
    expect(await world.secrets.get(account), account).toEqual({ ok: true, value: undefined });
  }
  for (const name of ['account', 'connections', 'known-keys', 'connect-claude-desktop']) {
    expect(existsSync(join(world.folder, `${name}.json`)), name).toBe(false);
  }
}

describe('signing out', () => {
  it('leaves nothing behind: no secret, no file, no session, no live key, no entry', async () => {
    const { companion, connection } = await world.openConnected();
    world.claude.running = false;
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    await expectNothingHere(connection.id);
    expect(openSessions()).toEqual([]);
    expect(world.liveKeys()).not.toContain(keyName);
    expect(world.config()).toBe(settingsBefore);
  });

  it('leaves no key in our copies of settings, whoever wrote it there, and names files that hold one', async () => {
    const { companion } = await world.openConnected();
    world.claude.running = false;
    const token = `fm_org_${'a1b'.repeat(9)}`;
    const cursor = join(world.home, '.cursor/mcp.json');
    mkdirSync(dirname(cursor));
    writeFileSync(cursor, JSON.stringify({ mcpServers: { mine: { command: 'npx', args: [token] } } }));
    writeFileSync(`${cursor}~`, token);
    await companion.connector('cursor').start();
    expect(await companion.signOut()).toEqual({
      leftBehind: [
        { what: 'file', name: `${cursor}~`, why: 'not-ours' },
        { what: 'file', name: cursor, why: 'settings' },
      ],
    });
    const ours = world.files().filter(({ path }) => path.startsWith(world.folder));
    expect(ours.some(({ path }) => path.includes('/backups/mcp.json'))).toBe(true);
    expect(ours.filter(({ text }) => text.includes('fm_org_'))).toEqual([]);
  });

  it('while Claude runs revokes the key, and says that the entry stays', async () => {
    const { companion } = await world.openConnected();
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toEqual([{ what: 'entry', name: 'convene-quince-street', client: 'claude-desktop' }]);
    expect(world.liveKeys()).not.toContain(keyName);
  });

  it('without a connection removes what is here, and says what may live on there', async () => {
    const { companion, connection } = await world.openConnected();
    world.claude.running = false;
    world.server.faults.add({ kind: 'close', times: always });
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toEqual([
      {
        what: 'key',
        name: keyName,
        market: quince.name,
        address: keysPage(),
        revocation: expect.any(String),
      },
      { what: 'session', name: 'ana@quince.example' },
    ]);
    await expectNoSecretHere(connection.id);
    expect(world.config()).toBe(settingsBefore);
  });

  it('with settings that broke meanwhile revokes the key, and says that the entry may stay', async () => {
    const { companion, connection } = await world.openConnected();
    world.claude.running = false;
    writeFileSync(world.configPath, '{');
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toEqual([{ what: 'entry', name: 'convene-quince-street', client: 'claude-desktop' }]);
    await expectNothingHere(connection.id);
    expect(world.liveKeys()).not.toContain(keyName);
    expect(world.config()).toBe('{');
  });

  it('revokes the key of the market that was connected, whichever is chosen by then', async () => {
    const { companion } = await world.openConnected();
    await companion.account.chooseOrganization(harbor.id);
    expect(await companion.signOut()).toEqual({
      leftBehind: [{ what: 'entry', name: 'convene-quince-street', client: 'claude-desktop' }],
    });
    expect(world.liveKeys()).not.toContain(keyName);
  });

  it('after the session was ended elsewhere says that the key may live', async () => {
    const { companion, connection } = await world.openConnected();
    world.claude.running = false;
    world.server.endSessions();
    await companion.account.refresh();
    expect(await companion.signOut()).toEqual({
      leftBehind: [
        {
          what: 'key',
          name: keyName,
          market: quince.name,
          address: keysPage(),
          revocation: expect.any(String),
        },
      ],
    });
    await expectNoSecretHere(connection.id);
  });

  it('with a pasted key leaves that one alive', async () => {
    await world.end();
    world = await createMemoryWorld({ metadata: false });
    const companion = await world.open();
    await companion.account.pasteKey(world.server.createKey('Claude').token);
    await companion.connector('claude-desktop').start();
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    await expectNothingHere('none');
    expect(world.config()).toBe(settingsBefore);
    expect(world.liveKeys()).toContain('Claude');
  });

  it('in the middle of connecting, without a connection, leaves no secret here', async () => {
    const companion = await world.openSignedIn();
    await companion.connector('claude-desktop').start();
    const connectionId = world.journal().pending?.connectionId ?? '';
    world.server.faults.add({ kind: 'close', times: always });
    const { leftBehind } = await companion.signOut();
    expect(leftBehind.map(({ what }) => what)).toEqual(['key', 'session']);
    await expectNoSecretHere(connectionId);
    expect(world.config()).toBe(settingsBefore);
  });

  it('takes back what another companion has begun meanwhile', async () => {
    const companion = await world.openSignedIn();
    const other = await world.open();
    await other.connector('claude-desktop').start();
    expect(companion.connector('claude-desktop').view().state).toBe('not-connected');
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    expect(world.liveKeys()).not.toContain(keyName);
  });

  it('while the keychain is locked still revokes the key and ends the session', async () => {
    const { companion } = await world.openConnected();
    await world.keyring.restart({ unlocked: false });
    await companion.signOut();
    expect(openSessions()).toEqual([]);
    expect(world.liveKeys()).not.toContain(keyName);
    expect(companion.account.view().state).toBe('signed-out');
  });

  it('in the middle of connecting takes it back', async () => {
    const companion = await world.openSignedIn();
    await companion.connector('claude-desktop').start();
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    expect(world.liveKeys()).not.toContain(keyName);
    expect(world.config()).toBe(settingsBefore);
  });
});

describe('the demo market', () => {
  it('starts, is signed in to, and keeps its place over a restart', async () => {
    const companion = await world.open();
    await companion.account.signIn('demo');
    const first = companion.account.view();
    expect(first).toMatchObject({ state: 'waiting', server: { kind: 'demo' } });
    const address = first.state === 'waiting' ? first.server.address : '';
    await companion.close();
    const next = await world.open();
    expect(await next.demo.start()).toEqual({ ok: true, value: { address } });
  });

  it('that runs already is used by a second companion, and goes on when that one ends', async () => {
    const first = await world.open();
    const second = await world.open();
    const market = await first.demo.start();
    expect(await second.demo.start()).toEqual(market);
    await second.close();
    expect(await (await world.open()).demo.start()).toEqual(market);
  });

  it('ends with the companion', async () => {
    const companion = await world.open();
    const market = await companion.demo.start();
    await companion.close();
    const address = market.ok ? market.value.address : '';
    await expect(fetch(`${address}/openapi.json`)).rejects.toThrow();
  });
});

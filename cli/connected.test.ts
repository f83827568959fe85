import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBridgeMemory } from '../core/connections/bridge-memory.ts';
import { connectionsFileSchema, createConnections, noConnections } from '../core/connections/connections.ts';
import { createStateFile } from '../core/files/state-file.ts';
import type { ChildSecretStore } from '../core/keychain/keychain-client.ts';
import { serverEntry } from '../core/settings-editor/server-entry.ts';
import type { DemoServer } from '../demo/server.ts';
import { revokedInNameOnly } from '../testing/revoked-in-name-only.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// A connection that stands, made without Claude: its key, its secret and its entry are what connecting leaves.

const keyName = 'Claude Desktop on Stall';
const entryName = 'convene-quince-street';
const program = (file: string) => ({
  command: process.execPath,
  args: [resolve('out/programs', file)],
  env: {},
});

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let secrets: ChildSecretStore;
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  let signIn: CommandTest['signIn'];
  ({ place, convene, secrets, signIn } = await world.fresh());
  await signIn();
  await connected();
});
afterAll(() => world.close());

async function connected(): Promise<void> {
  const made = convene.createKey(keyName);
  const id = randomUUID();
  const file = createStateFile({
    path: join(place.folder, 'connections.json'),
    schema: connectionsFileSchema,
    initial: noConnections,
  });
  const connections = createConnections({ file, secrets, remembered: createBridgeMemory(place.folder) });
  const organizationName = 'Quince Street Market';
  const kept = await connections.keep(id, {
    server: convene.address,
    organizationName,
    keyName,
    token: made.token,
  });
  const added = await connections.add({
    id,
    client: 'claude-desktop',
    organizationId: 'org_quince',
    organizationName,
    keyId: made.key.id,
    keyName,
    tokenHint: made.key.token_hint,
    entryName,
    configPath: place.settings,
    connectedAt: new Date().toISOString(),
  });
  expect([kept.ok, added.ok]).toEqual([true, true]);
  place.writeSettings(
    JSON.stringify({ mcpServers: { [entryName]: serverEntry(program('bridge.cjs'), id) } }, null, 2),
  );
}

const key = () => convene.keys().find(({ name }) => name === keyName);

describe('with Claude connected', () => {
  it('status names the market and the key', async () => {
    const { status, out } = await place.run(['status']);
    expect(status).toBe(0);
    expect(out).toContain(`Claude Desktop is connected to Quince Street Market with the key “${keyName}”`);
  });

  it('keys list has the key of this computer first', async () => {
    const [, first] = (await place.run(['keys', 'list'])).out.split('\n');
    expect(first).toMatch(/^Claude Desktop on Stall .*on this computer$/);
  });

  it('keys revoke proves it: when Convene revoked it, and when it refused the old key', async () => {
    const { status, out } = await place.run(['keys', 'revoke', keyName, '--yes']);
    expect(status).toBe(0);
    expect(out).toMatch(
      /^Revoked today, \d+:\d\d:\d\d\.\nWe tried the old key once more: Convene refused it today, \d+:\d\d:\d\d\.\n$/,
    );
    expect(key()?.revoked_at).toBeTruthy();
  });

  it('keys revoke answers both times as JSON', async () => {
    const revoked = await place.run(['keys', 'revoke', keyName, '--yes', '--json']);
    expect(revoked.json()).toMatchObject({
      ok: true,
      value: { kind: 'refused', revokedAt: expect.any(String), testedAt: expect.any(String) },
    });
  });

  it('keys revoke says so when the key still works', async () => {
    revokedInNameOnly(convene, keyName);
    const { status, out, err } = await place.run(['keys', 'revoke', keyName, '--yes']);
    expect(status).toBe(5);
    expect(out).toBe('');
    expect(err).toContain('Convene says revoked, but the key still works. Treat this key as live.');
    expect(err).toMatch(/We tried the old key at \d{1,2}:\d\d:\d\d, and Convene accepted it/);
  });

  it('keys revoke answers a key that still works as JSON', async () => {
    revokedInNameOnly(convene, keyName);
    const revoked = await place.run(['keys', 'revoke', keyName, '--yes', '--json']);
    expect(revoked.status).toBe(5);
    expect(revoked.json()).toMatchObject({
      ok: false,
      error: { code: 'revoked-key-accepted', name: keyName, at: expect.any(String) },
    });
  });

  it('doctor finds every part good, but for the one that it can’t look at', async () => {
    const { status, out } = await place.run(['doctor']);
    expect(status).toBe(8);
    const lines = out.trimEnd().split('\n');
    // Claude isn't open here, so nobody can know what it has started.
    expect(lines.filter((line) => !line.startsWith('✓'))).toEqual([
      '· The program has started our helper: not checked',
    ]);
    expect(lines).toHaveLength(9);
  });

  it('doctor names the first part that has to be fixed', async () => {
    convene.revokeKeyByHand(keyName);
    const { status, out } = await place.run(['doctor']);
    expect(status).toBe(3);
    expect(out).toContain('✗ Convene accepts the key\n    Convene refused this key.');
    expect(out).toContain('· An answer from Convene: not checked');
  });

  it('connect says that it is, and changes nothing', async () => {
    const before = place.readSettings();
    const { status, out } = await place.run(['connect', '--no-wait']);
    expect(status).toBe(0);
    expect(out).toBe('Claude Desktop is connected to Quince Street Market.\n');
    expect(place.readSettings()).toBe(before);
  });

  it('disconnect removes the entry and revokes the key', async () => {
    expect((await place.run(['disconnect'])).status).toBe(0);
    expect(place.readSettings()).not.toContain(entryName);
    expect(key()?.revoked_at).toBeTruthy();
  });

  it('disconnect may leave the key alive', async () => {
    expect((await place.run(['disconnect', '--keep-key'])).status).toBe(0);
    expect(place.readSettings()).not.toContain(entryName);
    expect(key()?.revoked_at).toBeNull();
  });

  it('logout ends the key and the session, and removes the entry', async () => {
    const { status, out } = await place.run(['logout']);
    expect(status).toBe(0);
    expect(out).toContain('Nothing stays behind on this computer.');
    expect(place.readSettings()).not.toContain(entryName);
    expect(key()?.revoked_at).toBeTruthy();
  });
});

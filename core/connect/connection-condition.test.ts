import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionCondition } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';
import { rememberedPath } from '../connections/bridge-memory-path.ts';
import { connectionAccount } from '../keychain/accounts.ts';
import type { ChildSecretStore } from '../keychain/keychain-client.ts';

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

/** The keychain of this computer; it notes which secrets it was asked for, and may not know those of connections. */
function watchedKeychain(): { secrets: ChildSecretStore; asked: string[]; trouble: { locked: boolean } } {
  const asked: string[] = [];
  const trouble = { locked: false };
  const secrets: ChildSecretStore = {
    ...world.secrets,
    async get(account) {
      asked.push(account);
      return trouble.locked && account.startsWith('connection:')
        ? failed(failure('keychain-locked'))
        : world.secrets.get(account);
    },
    async close() {},
  };
  return { secrets, asked, trouble };
}

function conditionOf(companion: Companion): ConnectionCondition | undefined {
  const view = companion.connector('claude-desktop').view();
  return view.state === 'connected' ? view.condition : undefined;
}

describe('how a connection is', () => {
  it('isn’t known while the keychain is locked', async () => {
    await world.openConnected();
    const { secrets, trouble } = watchedKeychain();
    trouble.locked = true;
    const companion = await world.open({ secrets });
    expect(conditionOf(companion)).toMatchObject({ kind: 'not-known', failure: { code: 'keychain-locked' } });
  });

  it('is known of a revoked key with a locked keychain too, once Convene has said it', async () => {
    const { companion: first, connection } = await world.openConnected();
    await first.connections.add({ ...connection, server: world.server.address });
    world.server.revokeKeyByHand(connection.keyName);
    await first.keys.refresh();
    const { secrets, trouble } = watchedKeychain();
    trouble.locked = true;
    const companion = await world.open({ secrets });
    expect(conditionOf(companion)).toMatchObject({ kind: 'key-revoked', at: expect.any(String) });
  });

  it('is known of a key that Convene refused to the bridge, at the next look', async () => {
    const { companion, connection } = await world.openConnected();
    const path = rememberedPath(world.folder, connection.id) ?? '';
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{"refused":true}');
    await companion.connector('claude-desktop').lookAgain();
    expect(conditionOf(companion)).toEqual({ kind: 'key-revoked' });
  });

  it('is well again where the refusal was of a moment: the key is tried before a new one is made', async () => {
    const { companion, connection } = await world.openConnected();
    const path = rememberedPath(world.folder, connection.id) ?? '';
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{"refused":true}');
    await companion.connector('claude-desktop').start();
    expect(conditionOf(companion)).toEqual({ kind: 'works' });
    expect(existsSync(path)).toBe(false);
    expect(world.server.keys().find(({ id }) => id === connection.keyId)?.revoked_at).toBeNull();
  });

  it('asks the keychain once, however often something changes', async () => {
    const { connection } = await world.openConnected();
    const { secrets, asked } = watchedKeychain();
    const companion = await world.open({ secrets });
    for (let times = 0; times < 3; times += 1) await companion.keys.refresh();
    await companion.connector('claude-desktop').lookAgain();
    expect(asked.filter((account) => account === connectionAccount(connection.id))).toHaveLength(1);
  });

  it('asks a locked keychain no second time by itself', async () => {
    const { companion: first, connection } = await world.openConnected();
    // An older connection says where its key belongs in its secret alone.
    await first.connections.add({ ...connection, server: world.server.address });
    const { secrets, asked, trouble } = watchedKeychain();
    trouble.locked = true;
    const companion = await world.open({ secrets });
    for (let times = 0; times < 3; times += 1) await companion.keys.refresh();
    await companion.connector('claude-desktop').lookAgain();
    expect(asked.filter((account) => account === connectionAccount(connection.id))).toHaveLength(1);
  });

  it('is asked for anew when the person has it checked', async () => {
    await world.openConnected();
    const { secrets, trouble } = watchedKeychain();
    trouble.locked = true;
    const companion = await world.open({ secrets });
    trouble.locked = false;
    await companion.check('claude-desktop');
    await companion.connector('claude-desktop').lookAgain();
    expect(conditionOf(companion)).toEqual({ kind: 'works' });
  });

  it('is that of the key that came into the place of a refused one', async () => {
    const { companion, connection } = await world.openConnected();
    companion.conditions.note(connection, true);
    expect(await companion.conditions.of(connection)).toEqual({ kind: 'key-revoked' });
    expect(await companion.conditions.of({ ...connection, keyId: 'another' })).toEqual({ kind: 'works' });
  });

  it('is a revoked key where its proof is kept, though the list is older and the token still here', async () => {
    const { companion, connection } = await world.openConnected();
    await companion.connections.add({ ...connection, server: world.server.address });
    const { secrets } = watchedKeychain();
    const held = await world.secrets.get(connectionAccount(connection.id));
    await companion.keys.revoke(connection.keyId ?? '');
    if (held.ok) await world.secrets.set(connectionAccount(connection.id), held.value ?? '');
    const other = await world.open({ secrets });
    expect(conditionOf(other)).toMatchObject({ kind: 'key-revoked' });
  });
});

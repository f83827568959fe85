import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryWorld, type World } from '../../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

const keyName = 'Claude Desktop on Market office laptop';

describe('a connection whose key is revoked', () => {
  it('says so after a revocation here', async () => {
    const { companion, connection } = await world.openConnected();
    await companion.keys.revoke(connection.keyId ?? '');
    expect((await companion.connector('claude-desktop').resume()).ok).toBe(true);
    expect(companion.connector('claude-desktop').view()).toMatchObject({
      state: 'connected',
      condition: { kind: 'key-revoked', at: expect.any(String) },
    });
  });

  it('says so once the list tells of a revocation elsewhere', async () => {
    const { companion } = await world.openConnected();
    world.server.revokeKeyByHand(keyName);
    await companion.keys.refresh();
    await companion.connector('claude-desktop').lookAgain();
    expect(companion.connector('claude-desktop').view()).toMatchObject({
      condition: { kind: 'key-revoked' },
    });
  });

  it('gets a new key of its old name when it is connected again, while Claude stays open', async () => {
    const { companion, connection } = await world.openConnected();
    world.server.revokeKeyByHand(keyName);
    const before = world.config();
    expect(await companion.connector('claude-desktop').start()).toMatchObject({
      value: { state: 'connected', condition: { kind: 'works' }, connection: { id: connection.id, keyName } },
    });
    expect(world.config()).toBe(before);
    expect(world.claude.running).toBe(true);
    expect(world.liveKeys()).toContain(keyName);
  });

  it('stands as before when connecting again is taken back, without a second working key', async () => {
    const { companion, connection } = await world.openConnected();
    world.server.revokeKeyByHand(keyName);
    await companion.account.refresh();
    const connector = companion.connector('claude-desktop');
    const begun = connector.start();
    await connector.undo();
    await begun;
    expect(connector.view()).toMatchObject({ state: 'connected', connection: { id: connection.id } });
  });

  it('stays as it is while its key works', async () => {
    const { companion, connection } = await world.openConnected();
    const again = await companion.connector('claude-desktop').start();
    expect(again).toMatchObject({
      value: { condition: { kind: 'works' }, connection: { keyId: connection.keyId } },
    });
  });

  it('a key that is gone from the keychain is replaced, and the lost one revoked', async () => {
    const { companion, connection } = await world.openConnected();
    await companion.connections.forgetSecret(connection.id);
    const again = await companion.connector('claude-desktop').start();
    expect(again).toMatchObject({ value: { condition: { kind: 'works' }, connection: { keyName } } });
    expect(world.liveKeys().filter((name) => name === keyName)).toHaveLength(1);
    expect(world.server.keys().find(({ id }) => id === connection.keyId)?.revoked_at).not.toBeNull();
  });
});

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import { rememberedPath } from './bridge-memory-path.ts';

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

/** A connected companion whose bridge remembers something, and where. */
async function openRemembering() {
  const { companion, connection } = await world.openConnected();
  const path = rememberedPath(world.folder, connection.id) ?? '';
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '{}');
  world.claude.running = false;
  return { companion, connection, path };
}

describe('what the bridge remembers of a connection goes', () => {
  it('when it is disconnected', async () => {
    const { companion, path } = await openRemembering();
    await companion.connector('claude-desktop').disconnect(true);
    expect(existsSync(path)).toBe(false);
  });

  it('when its key is revoked', async () => {
    const { companion, connection, path } = await openRemembering();
    await companion.keys.revoke(connection.keyId ?? '');
    expect(existsSync(path)).toBe(false);
  });

  it('with everything else when the person signs out', async () => {
    const { companion, path } = await openRemembering();
    writeFileSync(join(path, '../of-an-earlier-connection.json'), '{}');
    await companion.signOut();
    expect(existsSync(join(path, '..'))).toBe(false);
  });
});

it('an id that is fit for no file name names none', () => {
  expect(rememberedPath('/home/ana', '../../.ssh/authorized_keys')).toBeUndefined();
});

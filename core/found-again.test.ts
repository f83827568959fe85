import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { restBase } from '../shared/convene/names.ts';
import { createMemoryWorld, type World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

/** As a power cut leaves it, without a good copy. */
function emptyConnections(): void {
  writeFileSync(join(world.folder, 'connections.json'), '');
  rmSync(join(world.folder, 'connections.json.last'), { force: true });
}

it('signing out revokes the key of a secret in the keychain, never another that ends alike', async () => {
  const { server } = world;
  const earlier = server.createKey('Zapier on Till');
  const { companion, connection } = await world.openConnected();
  const later = server.createKey('n8n on Till');
  for (const { key } of [earlier, later])
    server.database.run('UPDATE api_keys SET token_hint = ? WHERE id = ?', [connection.tokenHint, key.id]);
  await companion.keys.refresh();
  emptyConnections();
  await companion.signOut();
  expect(server.accepts(earlier.token)).toBe(true);
  expect(server.accepts(later.token)).toBe(true);
  expect(world.liveKeys()).not.toContain(connection.keyName);
});

it('where Convene doesn’t tell which of several keys it is, none is revoked and it is named as left', async () => {
  const { server } = world;
  const { companion, connection } = await world.openConnected();
  const another = server.createKey('n8n on Till');
  server.database.run('UPDATE api_keys SET token_hint = ? WHERE id = ?', [
    connection.tokenHint,
    another.key.id,
  ]);
  await companion.keys.refresh();
  emptyConnections();
  server.faults.add({ kind: 'close', path: `${restBase}/dashboard`, times: Number.POSITIVE_INFINITY });
  const { leftBehind } = await companion.signOut();
  expect(server.accepts(another.token)).toBe(true);
  expect(world.liveKeys()).toContain(connection.keyName);
  expect(leftBehind).toContainEqual(expect.objectContaining({ what: 'key', name: connection.keyName }));
});

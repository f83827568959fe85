import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import { createKeysPages } from './keys-pages.ts';

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

const elsewhere = { CONVENE_SERVER: 'http://127.0.0.1:1', CONVENE_DEVICE_NAME: 'Market office laptop' };
const page = (): string => `${world.server.address}/admin/api_keys`;

it('is that of the server that is signed in to', async () => {
  const pages = createKeysPages(await world.openSignedIn());
  expect(await pages.find(null)).toEqual({ ok: true, value: page() });
});

it('of a revocation that is open is known though nobody is signed in', async () => {
  const companion = await world.openSignedIn();
  await companion.keys.refresh();
  world.server.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
  await companion.keys.revoke(world.server.createKey('Web shop').key.id);
  await companion.signOut();
  await companion.close();
  const next = await world.open({ env: elsewhere });
  expect(await createKeysPages(next).find(page())).toEqual({ ok: true, value: page() });
});

it('of a connection is known though nobody is signed in', async () => {
  const { companion } = await world.openConnected();
  await companion.account.leave();
  await companion.close();
  const next = await world.open({ env: elsewhere });
  expect(await createKeysPages(next).find(page())).toEqual({ ok: true, value: page() });
});

it('that signing out has named is known after it', async () => {
  const pages = createKeysPages(await world.open({ env: elsewhere }));
  pages.told([{ what: 'unread', name: 'connections.json', address: page() }]);
  expect(await pages.find(page())).toEqual({ ok: true, value: page() });
});

it.each([
  'https://elsewhere.example/admin/api_keys',
  'file:///etc/passwd',
  'https://app.convene.markets/other',
])('is no other address: %s', async (address) => {
  const pages = createKeysPages(await world.openSignedIn());
  expect(await pages.find(address)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
});

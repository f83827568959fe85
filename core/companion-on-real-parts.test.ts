import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Finding } from '../shared/doctor.ts';
import { createWorld, type World } from '../testing/world.ts';
import { createConnector } from './connect/connect.ts';

/** What the other tests do with a keychain in memory and the bridge in their process, once with the real ones. */
let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

const bad = (findings: readonly Finding[]): (string | undefined)[] =>
  findings.filter(({ status }) => status === 'bad').map(({ failure }) => failure?.code);

it('a session is found again at the next start, and leaves nothing behind when it ends', async () => {
  await (await world.openSignedIn()).close();
  const next = await world.open();
  expect(next.account.view().state).toBe('signed-in');
  expect(await next.signOut()).toEqual({ leftBehind: [] });
  expect(await world.secrets.get('session')).toEqual({ ok: true, value: undefined });
});

it('connecting goes through every step to an answer', async () => {
  const companion = await world.openSignedIn();
  const connect = createConnector({ ...world.connectDeps(companion), claude: world.obedientClaude });
  await connect.start();
  expect(connect.view().state).toBe('connected');
  await connect.close();
});

it('the check-up finds everything good', async () => {
  const { companion } = await world.openConnected();
  expect(bad(await companion.check('claude-desktop'))).toEqual([]);
});

it('the check-up finds a locked keychain, through the companion and through the bridge', async () => {
  const { companion } = await world.openConnected();
  await world.keyring.restart({ unlocked: false });
  const locked = bad(await companion.check('claude-desktop')).filter((code) => code === 'keychain-locked');
  expect(locked.length).toBeGreaterThanOrEqual(2);
});

it('a key that this computer holds is revoked with proof, and its token is gone', async () => {
  const { companion, connection } = await world.openConnected();
  await companion.keys.refresh();
  expect(await companion.keys.revoke(connection.keyId ?? '')).toMatchObject({
    ok: true,
    value: { kind: 'refused' },
  });
  const secret = await companion.connections.secret(connection.id);
  expect(secret.ok && secret.value?.token).toBe(undefined);
});

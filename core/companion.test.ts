import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type CompanionWorld, createCompanionWorld, settingsBefore } from '../testing/companion-world.ts';
import type { Companion } from './companion.ts';

const keyName = 'Claude Desktop on Market office laptop';
const always = Number.POSITIVE_INFINITY;

let world: CompanionWorld;
beforeEach(async () => {
  world = await createCompanionWorld();
});
afterEach(() => world.end());

async function openConnected(): Promise<{ companion: Companion; connectionId: string }> {
  const companion = await world.openSignedIn();
  await companion.connect.start();
  Object.assign(world.claude, { running: true, since: new Date() });
  await vi.waitFor(() => expect(companion.connect.view().state).toBe('connected'), { timeout: 15_000 });
  const view = companion.connect.view();
  return { companion, connectionId: view.state === 'connected' ? view.connection.id : '' };
}

const openSessions = (): unknown[] =>
  world.server.database.all(z.unknown(), 'SELECT id FROM sessions WHERE ended_at IS NULL');

describe('signing out', () => {
  it('leaves nothing behind: no secret, no file, no session, no live key, no entry', async () => {
    const { companion, connectionId } = await openConnected();
    world.claude.running = false;
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    for (const account of ['session', 'pasted-key', `connection:${connectionId}`]) {
      expect(await world.secrets.get(account), account).toEqual({ ok: true, value: undefined });
    }
    for (const name of ['account', 'connections', 'known-keys', 'proofs', 'connect']) {
      expect(existsSync(join(world.folder, `${name}.json`)), name).toBe(false);
    }
    expect(openSessions()).toEqual([]);
    expect(world.liveKeys()).not.toContain(keyName);
    expect(world.config()).toBe(settingsBefore);
  });

  it('while Claude runs revokes the key, and says that the entry stays', async () => {
    const { companion } = await openConnected();
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toEqual([{ what: 'entry', name: 'convene-quince-street' }]);
    expect(world.liveKeys()).not.toContain(keyName);
  });

  it('without a connection says what may live on', async () => {
    const { companion } = await openConnected();
    world.claude.running = false;
    world.server.faults.add({ kind: 'close', times: always });
    const { leftBehind } = await companion.signOut();
    expect(leftBehind.map(({ what }) => what)).toEqual(expect.arrayContaining(['session', 'key']));
    expect(await world.secrets.get('session')).toEqual({ ok: true, value: undefined });
  });

  it('in the middle of connecting takes it back', async () => {
    const companion = await world.openSignedIn();
    await companion.connect.start();
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    expect(world.liveKeys()).not.toContain(keyName);
    expect(world.config()).toBe(settingsBefore);
  });
});

describe('the check-up', () => {
  it('of a computer that is connected finds everything good', async () => {
    const { companion } = await openConnected();
    const findings = await companion.examine();
    expect(findings.map(({ id, status }) => [id, status])).toEqual(
      ['keychain', 'convene', 'session', 'config-file', 'entry', 'bridge', 'key', 'tool'].map((id) => [
        id,
        'good',
      ]),
    );
  });

  it('of a computer where nothing was done looks at what there is', async () => {
    const companion = await world.open();
    const findings = await companion.examine();
    expect(findings.find(({ id }) => id === 'keychain')?.status).toBe('good');
    expect(findings.find(({ id }) => id === 'session')).toMatchObject({
      status: 'bad',
      failure: { code: 'signed-out' },
    });
    expect(findings.find(({ id }) => id === 'bridge')?.status).toBe('not-checked');
  });

  it('finds a key that was revoked elsewhere', async () => {
    const { companion } = await openConnected();
    world.server.revokeKeyByHand(keyName);
    const key = (await companion.examine()).find(({ id }) => id === 'key');
    expect(key).toMatchObject({ status: 'bad', failure: { code: 'refused' } });
  });

  it('finds a locked keychain', async () => {
    const companion = await world.open();
    await world.keyring.restart({ unlocked: false });
    expect((await companion.examine())[0]).toMatchObject({
      id: 'keychain',
      status: 'bad',
      failure: { code: 'keychain-locked' },
    });
  });
});

describe('the practice market', () => {
  it('starts, is signed in to, and keeps its place over a restart', async () => {
    const companion = await world.open();
    await companion.account.signIn('practice');
    const first = companion.account.view();
    expect(first).toMatchObject({ state: 'waiting', server: { kind: 'practice' } });
    const address = first.state === 'waiting' ? first.server.address : '';
    await companion.close();
    const next = await world.open();
    expect(await next.practice.start()).toEqual({ ok: true, value: { address } });
  });

  it('that runs already is used by a second companion, and goes on when that one ends', async () => {
    const first = await world.open();
    const second = await world.open();
    const market = await first.practice.start();
    expect(await second.practice.start()).toEqual(market);
    await second.close();
    expect(await (await world.open()).practice.start()).toEqual(market);
  });

  it('ends with the companion', async () => {
    const companion = await world.open();
    const market = await companion.practice.start();
    await companion.close();
    const address = market.ok ? market.value.address : '';
    await expect(fetch(`${address}/openapi.json`)).rejects.toThrow();
  });
});

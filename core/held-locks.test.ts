/** Another companion that runs has every lock there is, and doesn't give one back. Nothing that ends a key waits for it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryWorld, type World } from '../testing/world.ts';
import type { Companion } from './companion.ts';
import { withLock } from './files/lock.ts';
import { type LockOwner, systemProcesses } from './files/lock-owner.ts';

let world: World;
let companion: Companion;
const locks = [
  ...['account', 'audit-exports', 'audit-looked', 'connections', 'incidents', 'known-keys', 'login-item'],
  ...['practice', 'proofs', 'reminders', 'settings-places', 'watch'],
].map((name) => `${name}.json.lock`);
const pathOf = (name: string): string => join(world.folder, name);
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  await companion.keys.refresh();
  const facts = systemProcesses();
  const startedAt = await facts.startOf(process.ppid);
  if (typeof startedAt !== 'number') throw new Error('no other process');
  const other: LockOwner = { ...(await facts.own()), id: 'abcdefabcdef', pid: process.ppid, startedAt };
  mkdirSync(pathOf('operations'), { recursive: true });
  for (const name of [...locks, 'session.lock']) writeFileSync(pathOf(`${name}.lock`), JSON.stringify(other));
});
afterEach(async () => {
  for (const name of [...locks, 'session.lock']) rmSync(pathOf(`${name}.lock`), { force: true });
  await world.end();
});

/** What is done, unless waiting for a single one of these locks is over before. */
const beforeAnyLock = <T>(work: Promise<T>): Promise<T | 'waited'> =>
  Promise.race([
    work,
    withLock(pathOf('session.lock'), async () => ({ ok: true, value: 1 }) as const).then(
      () => 'waited' as const,
    ),
  ]);

const tablet = 'ChatGPT on Info tent tablet';
function idOf(name: string): string {
  const list = companion.keys.view();
  const key = list.state === 'listed' ? list.keys.find((one) => one.name === name) : undefined;
  if (!key) throw new Error(`no key ${name}`);
  return key.id;
}

it('a key is revoked, and its proof is noted', async () => {
  const proof = await beforeAnyLock(companion.keys.revoke(idOf(tablet)));
  expect(proof).toMatchObject({ ok: true, value: { kind: 'confirmed' } });
  expect(world.liveKeys()).not.toContain(tablet);
  expect(readFileSync(pathOf('proofs.json'), 'utf8')).toContain(idOf(tablet));
});

it('an incident’s keys are revoked, and it is noted', async () => {
  const keyIds = [idOf(tablet)];
  const over = companion.incidents
    .begin({ kind: 'leak', keyIds, sessionIds: [], lastTrustedAt: null })
    .then((begun) => companion.incidents.settled(begun.ok ? begun.value.id : ''));
  expect(await beforeAnyLock(over)).toMatchObject({ ok: true, value: { items: [{ status: 'done' }] } });
  expect(readFileSync(pathOf('incidents.json'), 'utf8')).toContain('"done"');
});

it('the session ends, here and at Convene', async () => {
  expect(await beforeAnyLock(companion.account.leave())).toEqual({ ok: true, value: undefined });
  expect(world.server.sessions()).toEqual([]);
});

it('signing out leaves nothing, and says so rightly', async () => {
  await companion.keys.revoke(idOf(tablet));
  expect(await companion.signOut()).toEqual({ leftBehind: [] });
  expect(world.server.sessions()).toEqual([]);
  const left = readdirSync(world.folder).filter((name) => name.endsWith('.json'));
  expect(left).toEqual([]);
});

it('what is noted meanwhile stays, though the other one writes what it had read before', async () => {
  const before = readFileSync(pathOf('known-keys.json'), 'utf8');
  const id = idOf(tablet);
  await companion.keys.revoke(id);
  writeFileSync(pathOf('proofs.json'), '{ "version": 1, "proofs": {}, "unconfirmed": {} }');
  expect(before).toContain(id);
  rmSync(pathOf('proofs.json.lock.lock'));
  await companion.close();
  expect(readFileSync(pathOf('proofs.json'), 'utf8')).toContain(id);
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renewedName } from '../../shared/keys/renewed-name.ts';
import { revokedInNameOnly } from '../../testing/revoked-in-name-only.ts';
import {
  createMemoryRotationWorld,
  type RotationWorld,
  rotatedOrThrow,
} from '../../testing/rotation-world.ts';
import { holdsToken } from '../../testing/token-watch.ts';
import { createRotations, type Rotations } from './rotations.ts';

let world: RotationWorld;
let rotations: Rotations;
beforeEach(async () => {
  world = await createMemoryRotationWorld();
  rotations = createRotations(world.rotationDeps(world.companion));
});
afterEach(async () => {
  await world.end();
});
const id = (): string => world.connection.id;

describe('a key that this computer holds', () => {
  it('is replaced with proof: the new one in use, the old one refused', async () => {
    const done = rotatedOrThrow(await rotations.rotate(id()));
    expect(done.proof.kind).toBe('refused');
    expect(done.steps.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(world.ourLiveKeys()).toEqual([done.newKey.name]);
    expect(done.newKey.name).toBe(world.connection.keyName);
    expect(await world.keyInUseWorks()).toBe(true);
  });

  it('is answered with by the bridge that Claude starts, without its settings being touched', async () => {
    const before = world.config();
    rotatedOrThrow(await rotations.rotate(id()));
    expect(world.config()).toBe(before);
    const again = rotatedOrThrow(await rotations.rotate(id()));
    expect(again.steps.find((step) => step.id === 'key-proven')?.fact).toMatch(/^Quince Street Market: /);
    expect(world.ourLiveKeys()).toHaveLength(1);
  });

  it('is recorded with its connection', async () => {
    const { newKey } = rotatedOrThrow(await rotations.rotate(id()));
    const listed = await world.companion.connections.list();
    expect(listed).toMatchObject({
      value: [{ id: id(), keyId: newKey.id, keyName: newKey.name, tokenHint: newKey.tokenHint }],
    });
  });

  it('hands the days that were chosen for it on to its successor', async () => {
    const { reminders, rotations: ofCompanion } = world.companion;
    const { organizationId, keyId = '' } = world.connection;
    await reminders.setKeyTerm(organizationId, keyId, 30);
    const { newKey } = rotatedOrThrow(await ofCompanion.rotate(id()));
    expect(reminders.view().settings.organizations[organizationId]?.keyTermDays).toEqual({ [newKey.id]: 30 });
  });

  it('leaves nothing beside the one in use, and no token in any file', async () => {
    rotatedOrThrow(await rotations.rotate(id()));
    for (const beside of [`${id()}-new`, `${id()}-old`])
      expect(await world.secrets.get(`connection:${beside}`)).toEqual({ ok: true, value: undefined });
    expect(await world.journalOf(world.companion)).toEqual({ pending: {} });
    expect(world.files().filter(({ path }) => holdsToken(path))).toEqual([]);
  });

  it('shows its steps while they are done', async () => {
    const seen = new Set<string>();
    rotations.onChange(({ rotations: [one] }) => {
      if (one) seen.add(`${one.phase} ${one.steps.filter(({ status }) => status === 'done').length}`);
    });
    rotatedOrThrow(await rotations.rotate(id()));
    expect([...seen]).toEqual(expect.arrayContaining(['running 0', 'running 1', 'running 2', 'running 3']));
    expect(rotations.view()).toEqual({ rotations: [] });
  });

  it('is replaced once when it is asked for twice at the same time, here and in another companion', async () => {
    const other = (await world.nextStart()).rotations;
    const all = await Promise.all([rotations.rotate(id()), other.rotate(id())]);
    expect(all.some(({ ok }) => ok)).toBe(true);
    expect(world.ourLiveKeys()).toHaveLength(1);
    expect(await world.keyInUseWorks()).toBe(true);
  });

  it('is not replaced for somebody who may not manage keys', async () => {
    world.server.database.run(`UPDATE memberships SET role = 'volunteer'`);
    const { rotations: theirs } = await world.nextStart();
    expect(await theirs.rotate(id())).toMatchObject({ error: { code: 'not-allowed' } });
    expect(world.ourLiveKeys()).toEqual([world.connection.keyName]);
    expect(await world.journalOf(world.companion)).toEqual({ pending: {} });
  });

  it('is not replaced where its token is gone', async () => {
    await world.secrets.delete(`connection:${id()}`);
    expect(await rotations.rotate(id())).toMatchObject({ error: { code: 'secret-missing' } });
    expect(world.ourLiveKeys()).toEqual([world.connection.keyName]);
  });

  it('of a connection that nobody knows is nothing to do', async () => {
    expect(await rotations.rotate('nobody-knows')).toMatchObject({ error: { code: 'nothing-to-do' } });
  });
});

const renaming = (status: number) =>
  world.server.faults.add({
    kind: 'answer',
    method: 'PATCH',
    status,
    body: '',
    contentType: 'text/html',
    times: Infinity,
  });
const inUse = async (): Promise<string | undefined> => {
  const listed = await world.companion.connections.list();
  return listed.ok ? listed.value[0]?.keyName : undefined;
};

describe('the name of a replaced key', () => {
  it('is its successor’s, however often it is replaced: at Convene, here, and for the bridge', async () => {
    for (let quarter = 0; quarter < 3; quarter += 1) rotatedOrThrow(await rotations.rotate(id()));
    const { keyName } = world.connection;
    expect(world.ourLiveKeys()).toEqual([keyName]);
    expect(await inUse()).toBe(keyName);
    expect(await world.companion.connections.secret(id())).toMatchObject({ value: { keyName } });
  });

  it('is freed of the date that an older version has put behind it', async () => {
    const { keyName, keyId = '' } = world.connection;
    world.server.database.run('UPDATE api_keys SET name = ? WHERE id = ?', [
      `${keyName}, renewed 23 Aug 2026`,
      keyId,
    ]);
    await world.companion.connections.renameKey(id(), { id: keyId, name: `${keyName}, renewed 23 Aug 2026` });
    expect(rotatedOrThrow(await rotations.rotate(id())).newKey.name).toBe(keyName);
  });

  it('keeps the number that tells two computers of one name apart', async () => {
    const { keyName, keyId = '' } = world.connection;
    const name = `${keyName} (2)`;
    world.server.database.run('UPDATE api_keys SET name = ? WHERE id = ?', [name, keyId]);
    await world.companion.connections.renameKey(id(), { id: keyId, name });
    expect(rotatedOrThrow(await rotations.rotate(id())).newKey.name).toBe(name);
  });

  it.each([404, 405, 501])('has the date behind it where the server can’t rename (%i)', async (status) => {
    renaming(status);
    const { newKey, steps } = rotatedOrThrow(await rotations.rotate(id()));
    expect(newKey.name).toMatch(/, renewed \d/);
    expect(steps.at(-1)).toMatchObject({ status: 'done', fact: newKey.name });
    expect(await world.journalOf(world.companion)).toEqual({ pending: {} });
  });

  it('that somebody has taken meanwhile is left to them', async () => {
    const revoked = world.server.faults.add({ kind: 'close', method: 'DELETE', times: Infinity });
    await rotations.rotate(id());
    world.server.revokeKeyByHand(world.connection.keyId ?? '');
    const theirs = world.server.createKey(world.connection.keyName);
    revoked.remove();
    expect(rotatedOrThrow(await rotations.rotate(id())).newKey.name).toMatch(/, renewed \d/);
    expect(world.server.accepts(theirs.token)).toBe(true);
  });

  it('that can’t be had now holds nothing up: the old key is gone, and the name follows by itself', async () => {
    const cut = world.server.faults.add({ kind: 'close', method: 'PATCH', times: Infinity });
    const done = rotatedOrThrow(await rotations.rotate(id()));
    expect(done.proof.kind).toBe('refused');
    expect(done.steps.at(-1)).toMatchObject({ id: 'name-kept', status: 'failed' });
    expect(rotations.view()).toEqual({ rotations: [] });
    expect(await world.secrets.get(`connection:${id()}-old`)).toEqual({ ok: true, value: undefined });
    cut.remove();
    await (await world.nextStart()).rotations.resumeAll();
    expect(world.ourLiveKeys()).toEqual([world.connection.keyName]);
    expect(await world.journalOf(world.companion)).toEqual({ pending: {} });
  });

  it('that can’t be had keeps nobody from replacing, disconnecting or signing out', async () => {
    world.server.faults.add({ kind: 'close', method: 'PATCH', times: Infinity });
    rotatedOrThrow(await rotations.rotate(id()));
    const first = world.ourLiveKeys();
    rotatedOrThrow(await rotations.rotate(id()));
    expect(world.ourLiveKeys()).not.toEqual(first);
    expect(await rotations.settleBeforeLeaving(id())).toEqual({ ok: true, value: undefined });
    rotatedOrThrow(await rotations.rotate(id()));
    expect(await rotations.leave()).toEqual([]);
  });

  it('is taken too by a rotation that an older version has begun', async () => {
    const stop = world.server.faults.add({ kind: 'close', method: 'DELETE', times: Infinity });
    await rotations.rotate(id());
    const path = world.notes.path('rotation', id());
    const noted = JSON.parse(readFileSync(path, 'utf8'));
    noted.steps = noted.steps.filter((step: { id: string }) => step.id !== 'name-kept');
    writeFileSync(path, JSON.stringify(noted));
    stop.remove();
    await (await world.nextStart()).rotations.resumeAll();
    expect(world.ourLiveKeys()).toEqual([world.connection.keyName]);
    expect(existsSync(path)).toBe(false);
  });
});

describe('a rotation that stopped', () => {
  it('is taken back: the old key is in use, the new one revoked', async () => {
    const fault = world.server.faults.add({ kind: 'server-error', path: '/mcp', times: Infinity });
    expect(await rotations.rotate(id())).toMatchObject({ ok: false });
    expect(world.ourLiveKeys()).toHaveLength(2);
    fault.remove();
    expect(await rotations.rollBack(id())).toEqual({ ok: true, value: undefined });
    expect(world.ourLiveKeys()).toEqual([world.connection.keyName]);
    expect(await world.keyInUseWorks()).toBe(true);
    expect(await world.companion.connections.list()).toMatchObject({
      value: [{ keyId: world.connection.keyId, keyName: world.connection.keyName }],
    });
  });

  it('says that the old key still works, where Convene calls it revoked and accepts it', async () => {
    const claim = revokedInNameOnly(world.server, world.connection.keyName);
    expect(await rotations.rotate(id())).toMatchObject({
      error: { code: 'revoked-key-accepted', name: world.connection.keyName, at: expect.any(String) },
    });
    claim.remove();
    expect(rotatedOrThrow(await rotations.rotate(id())).proof.kind).toBe('refused');
  });

  it('says that the new key still works, where that is called revoked and accepted', async () => {
    world.server.faults.add({ kind: 'server-error', path: '/mcp', times: Number.POSITIVE_INFINITY });
    expect((await rotations.rotate(id())).ok).toBe(false);
    const newKeyName = world.ourLiveKeys().find((name) => name !== world.connection.keyName) ?? '';
    revokedInNameOnly(world.server, newKeyName);
    expect(await rotations.rollBack(id())).toMatchObject({
      error: { code: 'revoked-key-accepted', name: newKeyName },
    });
  });

  it('is never done while Convene hasn’t confirmed the revocation', async () => {
    world.server.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
    expect(await rotations.rotate(id())).toMatchObject({
      error: { code: 'revocation-unconfirmed', name: world.connection.keyName, cause: 'offline' },
    });
  });

  it('can’t be taken back once the old key is being revoked', async () => {
    world.server.faults.add({ kind: 'close', method: 'DELETE', times: Infinity });
    expect(await rotations.rotate(id())).toMatchObject({ ok: false });
    expect(rotations.view().rotations).toMatchObject([{ phase: 'paused', canRollBack: false }]);
    expect(await rotations.rollBack(id())).toMatchObject({ error: { code: 'nothing-to-do' } });
    world.server.faults.clear();
    rotatedOrThrow(await rotations.rotate(id()));
    expect(world.ourLiveKeys()).toHaveLength(1);
  });

  it('finds the key that it made a week ago, whose token is lost, and makes another', async () => {
    world.server.faults.add({
      kind: 'act-then-close',
      method: 'POST',
      path: '/admin/api_keys',
      times: Infinity,
    });
    expect(await rotations.rotate(id())).toMatchObject({ ok: false });
    world.server.faults.clear();
    // As after more than a day: the server has forgotten the idempotency key.
    world.server.database.run('DELETE FROM key_creations');
    expect(world.ourLiveKeys()).toHaveLength(2);
    const done = rotatedOrThrow(await rotations.rotate(id()));
    expect(world.ourLiveKeys()).toEqual([done.newKey.name]);
  });

  it('calls a key that is replaced twice on one day by the time of day, where the date has to stay', async () => {
    renaming(404);
    const first = rotatedOrThrow(await rotations.rotate(id()));
    const second = rotatedOrThrow(await rotations.rotate(id()));
    expect(second.newKey.name.startsWith(`${first.newKey.name} `)).toBe(true);
    expect(world.ourLiveKeys()).toEqual([second.newKey.name]);
  });

  it('takes another name where somebody’s key has it, and leaves that key alone', async () => {
    const { key } = world.server.createKey(renewedName(world.connection.keyName, new Date()));
    world.server.database.run('UPDATE api_keys SET last_used_at = ? WHERE id = ?', [
      new Date().toISOString(),
      key.id,
    ]);
    const done = rotatedOrThrow(await rotations.rotate(id()));
    expect(done.newKey.name).not.toBe(key.name);
    expect(world.ourLiveKeys()).toEqual(expect.arrayContaining([key.name, done.newKey.name]));
    expect(world.ourLiveKeys()).toHaveLength(2);
  });

  it('is settled before its connection is disconnected, so that no second key is forgotten', async () => {
    world.server.faults.add({ kind: 'server-error', path: '/mcp', times: Infinity });
    expect(await world.companion.rotations.rotate(id())).toMatchObject({ ok: false });
    world.server.faults.clear();
    world.claude.running = false;
    await world.companion.connector('claude-desktop').disconnect(true);
    expect(world.ourLiveKeys()).toEqual([]);
  });

  it('is settled when the person signs out', async () => {
    world.server.faults.add({ kind: 'server-error', path: '/mcp', times: Infinity });
    expect(await world.companion.rotations.rotate(id())).toMatchObject({ ok: false });
    world.server.faults.clear();
    world.claude.running = false;
    expect(await world.companion.signOut()).toEqual({ leftBehind: [] });
    expect(world.ourLiveKeys()).toEqual([]);
    for (const beside of ['', '-new', '-old'])
      expect(await world.secrets.get(`connection:${id()}${beside}`)).toEqual({ ok: true, value: undefined });
  });
});

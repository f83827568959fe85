import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { renewedName } from '../../shared/keys/renewed-name.ts';
import type { Result } from '../../shared/result.ts';
import { revokedInNameOnly } from '../../testing/revoked-in-name-only.ts';
import { holdsToken } from '../../testing/token-watch.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const name = 'ChatGPT on Front counter';
let world: World;
let companion: Companion;
let key: Pick<KeyView, 'id' | 'name' | 'tokenHint'>;
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  const made = world.server.createKey(name).key;
  key = { id: made.id, name, tokenHint: made.token_hint };
});
afterEach(() => world.end());

function valueIn<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const live = (): string[] => world.liveKeys().filter((one) => one.startsWith(name));
const always = { times: Number.POSITIVE_INFINITY };

describe('a key that lives elsewhere', () => {
  it('gets a successor with its name, whose token waits in the keychain', async () => {
    const begun = valueIn(await companion.handovers.start(key));
    expect(begun).toMatchObject({ stage: 'to-place', oldKey: { id: key.id } });
    expect(live()).toEqual(expect.arrayContaining([name, begun.newKeyName]));
    const token = valueIn(await companion.handovers.token(begun.id));
    expect(world.server.accepts(token)).toBe(true);
    expect(world.files().filter(({ path }) => holdsToken(path))).toEqual([]);
  });

  it('hands its name on, by itself where that has to wait; the old key is gone meanwhile', async () => {
    const cut = world.server.faults.add({ kind: 'close', method: 'PATCH', ...always });
    const { id, newKeyName } = valueIn(await companion.handovers.start(key));
    valueIn(await companion.handovers.placed(id));
    expect(valueIn(await companion.handovers.finish(id)).kind).toBe('confirmed');
    expect(live()).toEqual([newKeyName]);
    expect(companion.handovers.view()).toEqual([]);
    cut.remove();
    const next = await world.open();
    await next.handovers.resumeAll();
    expect(live()).toEqual([name]);
  });

  it('never revokes the successor that another computer of the same person is making of it', async () => {
    world.server.faults.add({ kind: 'close', method: 'POST', path: '/admin/api_keys', ...always });
    await companion.handovers.start(key);
    world.server.faults.clear();
    const theirs = world.server.createKey(renewedName(name, new Date()));
    const begun = valueIn(await companion.handovers.start(key));
    expect(begun.newKeyName).not.toBe(theirs.key.name);
    expect(world.server.accepts(theirs.token)).toBe(true);
  });

  it.each([409, 422])('whose making Convene refuses (%i) can be given up: none was made', async (status) => {
    const refused = {
      kind: 'answer',
      status,
      body: '{"error":"no"}',
      method: 'POST',
      path: '/admin/api_keys',
    } as const;
    world.server.faults.add({ kind: 'close', method: 'POST', path: '/admin/api_keys', times: 4 });
    await companion.handovers.start(key);
    world.server.faults.clear();
    world.server.faults.add({ ...refused, ...always });
    expect(await companion.handovers.leave()).toEqual([]);
    expect(companion.handovers.view()).toEqual([]);
  });

  it('keeps working until the person says that the new one is in place, and beyond', async () => {
    const { id } = valueIn(await companion.handovers.start(key));
    valueIn(await companion.handovers.placed(id));
    expect(live()).toHaveLength(2);
    expect(await companion.handovers.token(id)).toMatchObject({ error: { code: 'secret-missing' } });
    expect(companion.handovers.view()).toMatchObject([{ stage: 'placed' }]);
  });

  it('is revoked at the end, and then nothing of it is remembered', async () => {
    const { id } = valueIn(await companion.handovers.start(key));
    valueIn(await companion.handovers.placed(id));
    expect(valueIn(await companion.handovers.finish(id)).kind).toBe('confirmed');
    expect(live()).toEqual([name]);
    expect(companion.handovers.view()).toEqual([]);
  });

  it('stays visible as replaced halfway, after a restart too', async () => {
    const { id } = valueIn(await companion.handovers.start(key));
    const next = await world.open();
    expect(next.handovers.view()).toMatchObject([{ id, stage: 'to-place' }]);
    expect(valueIn(await next.handovers.start(key)).id).toBe(id);
    expect(live()).toHaveLength(2);
  });

  it('is kept when the person thinks better of it: the new one is revoked', async () => {
    const { id } = valueIn(await companion.handovers.start(key));
    valueIn(await companion.handovers.cancel(id));
    expect(live()).toEqual([name]);
    expect(companion.handovers.view()).toEqual([]);
    expect(await companion.handovers.token(id)).toMatchObject({ ok: false });
  });

  it('gets one successor though the answer was lost', async () => {
    const fault = world.server.faults.add({ kind: 'act-then-close', method: 'POST', ...always });
    expect(await companion.handovers.start(key)).toMatchObject({ ok: false });
    fault.remove();
    const begun = valueIn(await companion.handovers.start(key));
    expect(live()).toHaveLength(2);
    expect(world.server.accepts(valueIn(await companion.handovers.token(begun.id)))).toBe(true);
  });

  it('is not called revoked while Convene hasn’t confirmed it', async () => {
    const { id } = valueIn(await companion.handovers.start(key));
    valueIn(await companion.handovers.placed(id));
    const fault = world.server.faults.add({ kind: 'close', method: 'DELETE', ...always });
    expect(await companion.handovers.finish(id)).toMatchObject({
      error: { code: 'revocation-unconfirmed', name, cause: 'offline' },
    });
    expect(companion.handovers.view()).toHaveLength(1);
    fault.remove();
    expect(valueIn(await companion.handovers.finish(id)).kind).toBe('confirmed');
  });

  it('is not replaced while Convene calls it revoked and still accepts it', async () => {
    const { companion: connected, connection } = await world.openConnected();
    const { keyId = '', keyName, tokenHint = '' } = connection;
    const begun = await connected.handovers.start({ id: keyId, name: keyName, tokenHint });
    const { id } = valueIn(begun);
    valueIn(await connected.handovers.placed(id));
    revokedInNameOnly(world.server, keyName);
    expect(await connected.handovers.finish(id)).toMatchObject({
      error: { code: 'revoked-key-accepted', name: keyName, at: expect.any(String) },
    });
    expect(connected.handovers.view()).toMatchObject([{ id, stage: 'placed' }]);
  });

  it('isn’t kept as if nothing had happened while its successor is called revoked and still works', async () => {
    const { id, newKeyName } = valueIn(await companion.handovers.start(key));
    revokedInNameOnly(world.server, newKeyName);
    expect(await companion.handovers.cancel(id)).toMatchObject({
      error: { code: 'revoked-key-accepted', name: newKeyName },
    });
    expect(companion.handovers.view()).toMatchObject([{ id }]);
  });

  it('can’t be kept any more once its revocation was asked for', async () => {
    const { id } = valueIn(await companion.handovers.start(key));
    valueIn(await companion.handovers.placed(id));
    world.server.faults.add({ kind: 'close', method: 'DELETE', ...always });
    expect(await companion.handovers.finish(id)).toMatchObject({ ok: false });
    expect(await companion.handovers.cancel(id)).toMatchObject({ error: { code: 'nothing-to-do' } });
    expect(live()).toHaveLength(2);
  });

  it('is revoked before its successor is there, and what was made of that goes too', async () => {
    const fault = world.server.faults.add({ kind: 'act-then-close', method: 'POST', ...always });
    expect(await companion.handovers.start(key)).toMatchObject({ ok: false });
    fault.remove();
    const [begun] = companion.handovers.view();
    valueIn(await companion.handovers.finish(begun?.id ?? ''));
    expect(live()).toEqual([]);
    expect(companion.handovers.view()).toEqual([]);
  });

  it('gets one successor when it is asked for twice at the same time', async () => {
    await Promise.all([companion.handovers.start(key), companion.handovers.start(key)]);
    expect(live()).toHaveLength(2);
    expect(companion.handovers.view()).toHaveLength(1);
  });

  it('and its successor both stay when the person signs out after it was put in place', async () => {
    const { id, newKeyName } = valueIn(await companion.handovers.start(key));
    valueIn(await companion.handovers.placed(id));
    await companion.signOut();
    expect(live()).toEqual(expect.arrayContaining([name, newKeyName]));
  });

  it('gets no successor from somebody who may not manage keys', async () => {
    world.server.database.run(`UPDATE memberships SET role = 'volunteer'`);
    const theirs = await world.open();
    await theirs.account.refresh();
    expect(await theirs.handovers.start(key)).toMatchObject({ error: { code: 'not-allowed' } });
    expect(live()).toEqual([name]);
  });

  it('loses a successor that was never put in place when the person signs out', async () => {
    const { id } = valueIn(await companion.handovers.start(key));
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    expect(live()).toEqual([name]);
    expect(await world.secrets.get(`connection:${id}`)).toEqual({ ok: true, value: undefined });
  });
});

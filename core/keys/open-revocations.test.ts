/** What was asked to be revoked and isn't confirmed outlives the session, the sign-in and the program. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import type { Result } from '../../shared/result.ts';
import { startMarket } from '../../testing/market.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const always = Number.POSITIVE_INFINITY;
const tablet = 'ChatGPT on Info tent tablet';
const waiting = { timeout: 15_000, interval: 20 };

let world: World;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  await companion.keys.refresh();
});
afterEach(() => world.end());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const find = (name = tablet, of = companion): KeyView => {
  const list = of.keys.view();
  const key = list.state === 'listed' ? list.keys.find((one) => one.name === name) : undefined;
  if (!key) throw new Error(`no key ${name}`);
  return key;
};
/** As signing out names it, with what tells it from the others. */
const left = (name: string, market = quince.name) => ({
  what: 'key',
  name,
  market,
  address: keysPage(),
  revocation: expect.any(String),
});
const keysPage = (): string => `${world.server.address}/admin/api_keys`;
const noRevoking = (at = world.server) => at.faults.add({ kind: 'close', method: 'DELETE', times: always });
const answersDelete = (status: number) =>
  world.server.faults.add({
    kind: 'answer',
    status,
    body: '{"error":"no"}',
    method: 'DELETE',
    times: always,
  });

/** Asked for while Convene couldn't be reached; nobody has revoked it. */
async function leaveOpen(name = tablet): Promise<{ remove(): void }> {
  const cut = noRevoking();
  expect(await companion.keys.revoke(find(name).id)).toMatchObject({
    error: { code: 'revocation-unconfirmed' },
  });
  return cut;
}

async function signIn(of: Companion, email?: string): Promise<void> {
  await of.account.signIn('convene');
  world.server.approve(of.account.pendingSignIn()?.userCode ?? '', email);
  await of.account.settled();
  await of.keys.refresh();
}

const names = async (of = companion): Promise<string[]> =>
  (await of.revocations.look()).open.map(({ name }) => name);

describe('a revocation that isn’t confirmed', () => {
  it('stays open when the session has ended, and is taken up when the same person signs in', async () => {
    world.server.endSessions();
    expect(await companion.keys.revoke(find().id)).toMatchObject({ error: { code: 'signed-out' } });
    expect(await names()).toEqual([tablet]);
    await companion.account.refresh();
    await signIn(companion);
    expect(world.liveKeys()).not.toContain(tablet);
    expect(await names()).toEqual([]);
  });

  it('outlives signing out, which names it with the page where it can be revoked', async () => {
    const cut = await leaveOpen();
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toEqual([left(tablet)]);
    await companion.close();
    const next = await world.open();
    expect(next.revocations.view().open).toMatchObject([
      {
        what: 'key',
        name: tablet,
        market: quince.name,
        server: world.server.address,
        address: keysPage(),
        askedBy: [demoPeople.ana.email],
        canTry: false,
      },
    ]);
    cut.remove();
    await signIn(next);
    expect(world.liveKeys()).not.toContain(tablet);
    expect(await names(next)).toEqual([]);
  });

  it('leaves no proof behind with the sign-in, nor a token', async () => {
    value(await companion.keys.revoke(world.server.createKey('Web shop').key.id));
    await leaveOpen();
    await companion.signOut();
    const kept = JSON.parse(readFileSync(join(world.folder, 'proofs.json'), 'utf8'));
    expect(kept.proofs).toEqual({});
    expect(JSON.stringify(kept)).not.toMatch(/fm_/);
  });

  it('isn’t taken up by another person on the same server, nor shown as theirs, and is kept', async () => {
    const cut = await leaveOpen();
    await companion.signOut();
    cut.remove();
    await signIn(companion, demoPeople.tom.email);
    expect(find().revocationNotConfirmed).toBe(false);
    expect(world.liveKeys()).toContain(tablet);
    const { leftBehind } = await companion.signOut();
    expect(leftBehind).toEqual([]);
    await signIn(companion);
    expect(world.liveKeys()).not.toContain(tablet);
  });

  it('isn’t taken up at another server that has the same ids', async () => {
    const { id } = find();
    const cut = await leaveOpen();
    await companion.signOut();
    await companion.close();
    const other = await startMarket({ deviceIntervalSeconds: 0.01 });
    const twin = other.keys().find(({ name }) => name === tablet);
    other.database.run('UPDATE api_keys SET id = ? WHERE id = ?', [id, twin?.id ?? '']);
    const there = await world.open({ env: { CONVENE_SERVER: other.address } });
    await there.account.signIn('convene');
    other.approve(there.account.pendingSignIn()?.userCode ?? '');
    await there.account.settled();
    await there.keys.refresh();
    expect(other.keys().find((key) => key.id === id)?.revoked_at).toBeNull();
    expect(find(tablet, there).revocationNotConfirmed).toBe(false);
    await there.signOut();
    expect((await there.revocations.look()).open).toMatchObject([{ name: tablet, address: keysPage() }]);
    await there.close();
    await other.stop();
    cut.remove();
    const back = await world.open();
    await signIn(back);
    expect(world.liveKeys()).not.toContain(tablet);
  });

  it('is asked for though another of the person’s organizations is chosen', async () => {
    const cut = await leaveOpen();
    await companion.account.chooseOrganization(harbor.id);
    await companion.keys.refresh();
    cut.remove();
    await vi.waitFor(() => expect(world.liveKeys()).not.toContain(tablet), waiting);
  });

  it('is asked for though the list of the chosen organization is refused', async () => {
    const cut = await leaveOpen();
    world.server.database.run("UPDATE memberships SET role = 'volunteer' WHERE organization_id = ?", [
      harbor.id,
    ]);
    await companion.account.chooseOrganization(harbor.id);
    cut.remove();
    expect(await companion.keys.refresh()).toMatchObject({ state: 'unavailable' });
    expect(world.liveKeys()).not.toContain(tablet);
  });

  it('is asked for again by itself after the program was started while Convene couldn’t be reached', async () => {
    const cut = await leaveOpen();
    await companion.close();
    const offline = world.server.faults.add({ kind: 'close', times: always });
    const next = await world.open();
    await next.keys.refresh();
    offline.remove();
    cut.remove();
    await vi.waitFor(() => expect(world.liveKeys()).not.toContain(tablet), waiting);
  });

  it('is kept in mind where the disk takes no notes', async () => {
    writeFileSync(join(world.folder, 'proofs.json'), '{');
    const cut = await leaveOpen();
    cut.remove();
    await vi.waitFor(() => expect(world.liveKeys()).not.toContain(tablet), waiting);
  });

  it.each([
    [404, 'not-found'],
    [403, 'not-allowed'],
  ])('ends with the server’s own word: %d', async (status, code) => {
    answersDelete(status);
    expect(await companion.keys.revoke(find().id)).toMatchObject({ error: { code } });
    expect(await names()).toEqual([]);
    expect(find().revocationNotConfirmed).toBe(false);
  });

  it('stays open when the person has lost the right to revoke meanwhile', async () => {
    const cut = await leaveOpen();
    cut.remove();
    const forbidden = answersDelete(403);
    await companion.keys.refresh();
    expect(await names()).toEqual([tablet]);
    forbidden.remove();
    await vi.waitFor(() => expect(world.liveKeys()).not.toContain(tablet), waiting);
  });

  it.each([409, 422, 429, 500])(
    'doesn’t end with an answer that says nothing of the key: %d',
    async (status) => {
      const fault = answersDelete(status);
      await companion.keys.revoke(find().id);
      expect(await names()).toEqual([tablet]);
      fault.remove();
      await vi.waitFor(() => expect(world.liveKeys()).not.toContain(tablet), waiting);
    },
  );

  it('ends when somebody else has revoked the key', async () => {
    const cut = await leaveOpen();
    world.server.revokeKeyByHand(tablet);
    cut.remove();
    await companion.keys.refresh();
    expect(await names()).toEqual([]);
  });
});

describe('an older note', () => {
  const older = (id: string): string =>
    JSON.stringify({
      proofs: {},
      unconfirmed: { [id]: { organizationId: quince.id, askedAt: '2026-06-09T14:00:00.000Z' } },
    });

  it('is read, shown, and asked for by whoever manages keys in its organization', async () => {
    writeFileSync(join(world.folder, 'proofs.json'), older(find().id));
    expect(await names()).toEqual([find().id]);
    await companion.keys.refresh();
    expect(world.liveKeys()).not.toContain(tablet);
    expect(await names()).toEqual([]);
  });

  it('isn’t asked for by somebody of another organization', async () => {
    writeFileSync(join(world.folder, 'proofs.json'), older(find().id));
    await companion.close();
    world.server.endSessions();
    const next = await world.open();
    await next.account.refresh();
    await signIn(next, demoPeople.ines.email);
    expect(world.liveKeys()).toContain(tablet);
    expect(await names(next)).toHaveLength(1);
  });

  it('of a proof counts for the key that was revoked at that moment', async () => {
    const { id, revoked_at } = world.server.revokeKeyByHand(tablet);
    const proof = { kind: 'refused', revokedAt: revoked_at, testedAt: '2026-06-09T14:00:00.000Z' };
    writeFileSync(
      join(world.folder, 'proofs.json'),
      JSON.stringify({ proofs: { [id]: proof }, unconfirmed: {} }),
    );
    await companion.keys.refresh();
    expect(find().proof).toEqual(proof);
  });
});

describe('what else is to be revoked', () => {
  it('of a connection is taken up after a sign-out during which Convene couldn’t be reached', async () => {
    await companion.close();
    const opened = await world.openConnected();
    world.claude.running = false;
    const cut = noRevoking();
    const { leftBehind } = await opened.companion.signOut();
    expect(leftBehind).toEqual([left(opened.connection.keyName)]);
    cut.remove();
    await signIn(opened.companion);
    expect(world.liveKeys()).not.toContain(opened.connection.keyName);
  });

  it('of a connection is taken up though the session had ended before the sign-out', async () => {
    await companion.close();
    const opened = await world.openConnected();
    world.claude.running = false;
    world.server.endSessions();
    await opened.companion.account.refresh();
    await opened.companion.signOut();
    expect(await names(opened.companion)).toEqual([opened.connection.keyName]);
    await signIn(opened.companion);
    expect(world.liveKeys()).not.toContain(opened.connection.keyName);
  });

  it('of a new key for another program is taken up after the sign-out', async () => {
    const begun = value(await companion.handovers.start(find()));
    const cut = noRevoking();
    expect((await companion.signOut()).leftBehind).toEqual([left(begun.newKeyName)]);
    cut.remove();
    await signIn(companion);
    expect(world.liveKeys()).not.toContain(begun.newKeyName);
  });

  it('of a rotation is taken up after the sign-out', async () => {
    await companion.close();
    const opened = await world.openConnected();
    world.claude.running = false;
    const cut = noRevoking();
    await opened.companion.rotations.rotate(opened.connection.id);
    const { leftBehind } = await opened.companion.signOut();
    expect(leftBehind.map(({ name }) => name)).toContain(opened.connection.keyName);
    cut.remove();
    await signIn(opened.companion);
    expect(world.liveKeys().filter((name) => name.startsWith(opened.connection.keyName))).toEqual([]);
  });

  it('of an incident goes on with the same person, and is nobody else’s', async () => {
    const stolen = world.server.signIn(undefined, 'Volunteer laptop');
    const { token } = world.server.createKey('Cursor on Volunteer laptop');
    await companion.keys.refresh();
    const cut = noRevoking();
    const begun = value(
      await companion.incidents.begin({
        kind: 'device',
        device: 'Volunteer laptop',
        keyIds: [find('Cursor on Volunteer laptop').id],
        sessionIds: [stolen.sessionId],
        lastTrustedAt: null,
      }),
    );
    await companion.incidents.settled(begun.id);
    expect((await companion.signOut()).leftBehind).toContainEqual(left('Cursor on Volunteer laptop'));
    expect(companion.incidents.view().incidents).toEqual([]);
    await companion.close();
    cut.remove();

    const next = await world.open();
    expect(next.incidents.view().incidents).toEqual([]);
    await signIn(next, demoPeople.tom.email);
    await next.incidents.resume();
    expect(next.incidents.view().incidents).toEqual([]);
    expect(world.server.accepts(token)).toBe(true);
    await next.signOut();

    await signIn(next);
    await next.incidents.resume();
    expect(next.incidents.view().incidents).toMatchObject([
      {
        items: [
          { what: 'session', status: 'done' },
          { what: 'key', status: 'done' },
        ],
      },
    ]);
    expect(world.server.accepts(token)).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { demoPeople, harbor } from '../../demo/seed/people.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';

const always = Number.POSITIVE_INFINITY;

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

const openSessions = (): unknown[] =>
  world.server.database.all(z.unknown(), 'SELECT id FROM sessions WHERE ended_at IS NULL');

/** Replaces the world by one of another kind. */
async function instead(options: Parameters<typeof createMemoryWorld>[0]): Promise<void> {
  await world.end();
  world = await createMemoryWorld(options);
}

describe('signing in', () => {
  it('waits with a code, opens the browser, and is signed in once approved', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    expect(companion.account.view()).toMatchObject({
      state: 'waiting',
      userCode: expect.stringMatching(/^[A-Z]{4}-\d{4}$/),
    });
    expect(world.opened).toHaveLength(1);
    world.server.approve(companion.account.pendingSignIn()?.userCode ?? '');
    await companion.account.settled();
    expect(companion.account.view()).toMatchObject({
      state: 'signed-in',
      person: { email: demoPeople.ana.email },
    });
  });

  it('that is denied ends with the reason', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    world.server.deny(companion.account.pendingSignIn()?.userCode ?? '');
    await companion.account.settled();
    expect(companion.account.view()).toMatchObject({
      state: 'signed-out',
      failure: { code: 'sign-in-denied' },
    });
  });

  it('whose code expired ends with the reason', async () => {
    await instead({ deviceCodeSeconds: 0.2 });
    const companion = await world.open();
    await companion.account.signIn('convene');
    await companion.account.settled();
    expect(companion.account.view()).toMatchObject({
      state: 'signed-out',
      failure: { code: 'sign-in-expired' },
    });
  });

  it('can be cancelled', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    expect(companion.account.cancel()).toEqual({ state: 'signed-out' });
    await companion.account.settled();
    expect(companion.account.view()).toEqual({ state: 'signed-out' });
  });

  it('at a Convene without sign-in for apps says so', async () => {
    await instead({ metadata: false });
    const companion = await world.open();
    expect(await companion.account.signIn('convene')).toMatchObject({
      ok: false,
      error: { code: 'sign-in-not-offered' },
    });
  });

  it('tells of a lost connection while waiting, and goes on', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    const cut = world.server.faults.add({ kind: 'close', times: always });
    await vi.waitFor(() => expect(companion.account.view()).toMatchObject({ trouble: { code: 'offline' } }), {
      timeout: 10_000,
    });
    cut.remove();
    world.server.approve(companion.account.pendingSignIn()?.userCode ?? '');
    await companion.account.settled();
    expect(companion.account.view().state).toBe('signed-in');
  });

  it('leaves no token in any file', async () => {
    await world.openSignedIn();
    expect(world.files().filter(({ text }) => /fm_(org|session|refresh)_\w{16}/.test(text))).toEqual([]);
  });

  it('is not begun while the keychain is locked, because it could not be kept', async () => {
    const companion = await world.open();
    await world.keyring.restart({ unlocked: false });
    expect(await companion.account.signIn('convene')).toMatchObject({
      ok: false,
      error: { code: 'keychain-locked' },
    });
    expect(world.opened).toEqual([]);
  });

  it('that can’t be kept, because the keychain was locked meanwhile, says so and ends the session', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    await world.keyring.restart({ unlocked: false });
    world.server.approve(companion.account.pendingSignIn()?.userCode ?? '');
    await companion.account.settled();
    expect(companion.account.view()).toMatchObject({
      state: 'signed-out',
      failure: { code: 'keychain-locked' },
    });
    expect(openSessions()).toEqual([]);
  });

  it('that Convene breaks off right after the approval leaves no session and no secret', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    world.server.faults.add({ kind: 'server-error', path: '/admin/me', times: always });
    world.server.approve(companion.account.pendingSignIn()?.userCode ?? '');
    await companion.account.settled();
    expect(companion.account.view()).toMatchObject({
      state: 'signed-out',
      failure: { code: 'server-error' },
    });
    expect(openSessions()).toEqual([]);
    expect(await world.secrets.get('session')).toEqual({ ok: true, value: undefined });
  });

  it('by somebody whose account is closed says so', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    world.server.approve(companion.account.pendingSignIn()?.userCode ?? '');
    world.server.setActive(demoPeople.ana.email, false);
    await companion.account.settled();
    expect(companion.account.view()).toMatchObject({ state: 'signed-out', failure: expect.anything() });
    expect(openSessions()).toEqual([]);
  });

  it('begun anew forgets the code that was shown before', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    const first = companion.account.pendingSignIn()?.userCode ?? '';
    await companion.account.signIn('convene');
    const second = companion.account.pendingSignIn()?.userCode ?? '';
    expect(second).not.toBe(first);
    world.server.approve(second);
    await companion.account.settled();
    expect(companion.account.view().state).toBe('signed-in');
  });

  it('shows where the page is, also when no browser could be opened', async () => {
    const broken = failed(failure('internal', { name: 'browser' }));
    const companion = await world.open({ opener: { open: async () => broken } });
    await companion.account.signIn('convene');
    expect(companion.account.view()).toMatchObject({
      state: 'waiting',
      verificationAddress: expect.stringContaining(world.server.address),
      trouble: { code: 'internal' },
    });
  });
});

describe('who is signed in', () => {
  it('is asked anew, so that a lost role shows', async () => {
    const companion = await world.openSignedIn(demoPeople.tom.email);
    world.server.database.run('UPDATE memberships SET role = ? WHERE person_id = ?', [
      'volunteer',
      demoPeople.tom.id,
    ]);
    await companion.account.refresh();
    expect(companion.account.view()).toMatchObject({ organizations: [{ managesKeys: false }] });
  });

  it('stays what was known while Convene can’t be reached', async () => {
    const companion = await world.openSignedIn();
    const before = companion.account.view();
    world.server.faults.add({ kind: 'close', times: always });
    expect(await companion.account.refresh()).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(companion.account.view()).toEqual(before);
  });

  it('keeps the market that was chosen while Convene was asked', async () => {
    const companion = await world.openSignedIn();
    const slow = world.server.faults.add({ kind: 'delay', milliseconds: 150, path: '/admin/me' });
    const asked = companion.account.refresh();
    await vi.waitFor(() => expect(slow.hits()).toBe(1));
    await companion.account.chooseOrganization(harbor.id);
    await asked;
    expect(companion.account.view()).toMatchObject({ state: 'signed-in', organizationId: harbor.id });
  });

  it('is nobody after signing out while Convene was asked', async () => {
    const companion = await world.openSignedIn();
    const slow = world.server.faults.add({ kind: 'delay', milliseconds: 150, path: '/admin/me' });
    const asked = companion.account.refresh();
    await vi.waitFor(() => expect(slow.hits()).toBe(1));
    await companion.account.leave();
    await asked;
    expect(companion.account.view().state).toBe('signed-out');
    expect((await world.open()).account.view().state).toBe('signed-out');
  });

  it('can’t choose a market that isn’t theirs', async () => {
    const companion = await world.openSignedIn(demoPeople.tom.email);
    expect(await companion.account.chooseOrganization(harbor.id)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(companion.account.sessionFor(harbor.id)).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
  });
});

describe('the next start', () => {
  it('remembers who is signed in, also without a connection', async () => {
    await (await world.openSignedIn()).close();
    world.server.faults.add({ kind: 'close', times: always });
    const next = await world.open();
    expect(next.account.view()).toMatchObject({
      state: 'signed-in',
      person: { email: demoPeople.ana.email },
    });
  });

  it('remembers the market that was chosen', async () => {
    const companion = await world.openSignedIn();
    await companion.account.chooseOrganization(harbor.id);
    await companion.close();
    expect((await world.open()).account.view()).toMatchObject({ organizationId: harbor.id });
  });

  it('with a locked keychain is blocked, and nobody is signed out', async () => {
    await (await world.openSignedIn()).close();
    await world.keyring.restart({ unlocked: false });
    const next = await world.open();
    expect(next.account.view()).toMatchObject({ state: 'blocked', failure: { code: 'keychain-locked' } });
    await world.keyring.restart();
    await next.account.refresh();
    expect(next.account.view().state).toBe('signed-in');
  });

  it('after the session was ended elsewhere says that one is signed out', async () => {
    const companion = await world.openSignedIn();
    world.server.endSessions();
    await companion.account.refresh();
    expect(companion.account.view()).toMatchObject({ state: 'signed-out', failure: { code: 'signed-out' } });
  });
});

describe('leaving', () => {
  it('ends the session on the server, and forgets it here', async () => {
    const companion = await world.openSignedIn();
    expect(await companion.account.leave()).toMatchObject({ ok: true });
    expect(openSessions()).toEqual([]);
    expect(await world.secrets.get('session')).toEqual({ ok: true, value: undefined });
    expect((await world.open()).account.view()).toEqual({ state: 'signed-out' });
  });

  it('while a sign-in waits ends the waiting', async () => {
    const companion = await world.open();
    await companion.account.signIn('convene');
    await companion.account.leave();
    await companion.account.settled();
    expect(companion.account.view()).toEqual({ state: 'signed-out' });
  });
});

describe('a pasted key', () => {
  beforeEach(() => instead({ metadata: false }));

  it('that works is kept in the keychain, and its market shown', async () => {
    const companion = await world.open();
    const { token } = world.server.createKey('Claude');
    expect(await companion.account.pasteKey(`  ${token}\n`)).toMatchObject({
      ok: true,
      value: { state: 'pasted-key', organization: { name: 'Quince Street Market' }, signInOffered: false },
    });
    expect(world.files().filter(({ text }) => text.includes(token))).toEqual([]);
  });

  it('that is none is refused before anybody is asked', async () => {
    const companion = await world.open();
    expect(await companion.account.pasteKey('hello')).toMatchObject({
      ok: false,
      error: { code: 'not-a-key' },
    });
  });

  it('that was revoked is refused', async () => {
    const companion = await world.open();
    const { token, key } = world.server.createKey('Claude');
    world.server.revokeKeyByHand(key.id);
    expect(await companion.account.pasteKey(token)).toMatchObject({ ok: false, error: { code: 'refused' } });
  });

  it('is remembered by the next start, and gone after leaving', async () => {
    const companion = await world.open();
    await companion.account.pasteKey(world.server.createKey('Claude').token);
    await companion.close();
    const next = await world.open();
    expect(next.account.view()).toMatchObject({
      state: 'pasted-key',
      tokenHint: expect.stringMatching(/^…/),
    });
    await next.account.leave();
    expect(await world.secrets.get('pasted-key')).toEqual({ ok: true, value: undefined });
  });

  it('whose market became a draft is not allowed', async () => {
    const companion = await world.open();
    const { token } = world.server.createKey('Claude');
    world.server.setDraft('org_quince', true);
    expect(await companion.account.pasteKey(token)).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
  });

  it('can’t list keys, and says why', async () => {
    const companion = await world.open();
    await companion.account.pasteKey(world.server.createKey('Claude').token);
    await companion.keys.refresh();
    expect(companion.keys.view()).toMatchObject({
      state: 'unavailable',
      failure: { code: 'sign-in-not-offered' },
    });
  });
});

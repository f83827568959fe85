import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople, harbor } from '../../demo/seed/people.ts';
import type { KeyView, Proof } from '../../shared/keys/key-view.ts';
import { ok, type Result } from '../../shared/result.ts';
import { revokedInNameOnly } from '../../testing/revoked-in-name-only.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Account } from '../account/account.ts';
import type { Companion } from '../companion.ts';
import type { Convene } from '../convene/convene.ts';
import { createStateFile } from '../files/state-file.ts';
import { systemClock } from '../ports.ts';
import { knownKeysFileSchema, noKnownKeys } from './key-list-cache.ts';
import { createKeys, type Keys } from './keys.ts';
import { noProofs, proofsFileSchema } from './proofs-file.ts';

const always = Number.POSITIVE_INFINITY;
const tablet = 'ChatGPT on Info tent tablet';
const here = 'Claude Desktop on Market office laptop';

let world: World;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  await companion.keys.refresh();
});
afterEach(() => world.end());

const keys = (of = companion): readonly KeyView[] => {
  const view = of.keys.view();
  return view.state === 'listed' ? view.keys : [];
};
const find = (name: string, of = companion): KeyView => {
  const key = keys(of).find((one) => one.name === name);
  if (!key) throw new Error(`no key ${name}`);
  return key;
};

/** Claude is connected, so that this computer holds a key's token. */
async function holdKeyHere(): Promise<KeyView> {
  ({ companion } = await world.openConnected());
  await companion.keys.refresh();
  return find(here);
}

describe('the list of keys', () => {
  it('is that of the chosen market, with the server’s time', () => {
    expect(keys().map(({ name }) => name)).toContain(tablet);
    expect(companion.keys.view()).toMatchObject({ state: 'listed', deviceName: 'Market office laptop' });
  });

  it('isn’t said to be out of reach any more as soon as somebody has signed in', async () => {
    await companion.signOut();
    expect(await companion.keys.refresh()).toMatchObject({ failure: { code: 'signed-out' } });
    await companion.account.signIn('convene');
    world.server.approve(companion.account.pendingSignIn()?.userCode ?? '');
    await companion.account.settled();
    expect(companion.keys.view()).toEqual({ state: 'loading' });
  });

  it('never shows another market’s keys', async () => {
    await companion.account.chooseOrganization(harbor.id);
    await companion.keys.refresh();
    expect(keys().map(({ name }) => name)).not.toContain(tablet);
  });

  it('without a connection is the last known one, and says so', async () => {
    world.server.faults.add({ kind: 'close', times: always });
    await companion.keys.refresh();
    expect(companion.keys.view()).toMatchObject({ state: 'listed', stale: { code: 'offline' } });
    expect(find(tablet)).toBeDefined();
  });

  it('that was never loaded is not made up', async () => {
    world.server.faults.add({ kind: 'close', times: always });
    await companion.account.chooseOrganization(harbor.id);
    await companion.keys.refresh();
    expect(companion.keys.view()).toMatchObject({ state: 'unavailable', failure: { code: 'offline' } });
  });

  it('of a person without rights is refused, and no older one is shown', async () => {
    await companion.signOut();
    const volunteer = await world.openSignedIn(demoPeople.vera.email);
    await volunteer.keys.refresh();
    expect(volunteer.keys.view()).toMatchObject({ state: 'unavailable', failure: { code: 'not-allowed' } });
  });

  it('marks the key that this computer holds', async () => {
    expect((await holdKeyHere()).heldHere).toBe(true);
    expect(find(tablet).heldHere).toBe(false);
  });
});

describe('an answer that was overtaken by a newer one', () => {
  /** Keys whose next list comes from Convene at once, and is handed over only when the test lets it. */
  function withHeldAnswer(): { late: Keys; arrived: Promise<void>; release: () => void } {
    let release = (): void => {};
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let first = true;
    const account: Account = {
      ...companion.account,
      signedIn() {
        const who = companion.account.signedIn();
        if (!who.ok) return who;
        const { convene } = who.value;
        const listKeys: Convene['listKeys'] = async (organizationId) => {
          const isHeld = first;
          first = false;
          const answer = await convene.listKeys(organizationId);
          if (isHeld) {
            arrive();
            await held;
          }
          return answer;
        };
        return ok({ ...who.value, convene: { ...convene, listKeys } });
      },
    };
    const file = (name: string): string => join(world.folder, name);
    const late = createKeys({
      account,
      connections: companion.connections,
      known: createStateFile({ path: file('late.json'), schema: knownKeysFileSchema, initial: noKnownKeys }),
      proofs: createStateFile({
        path: file('late-proofs.json'),
        schema: proofsFileSchema,
        initial: noProofs,
      }),
      clock: systemClock,
      deviceName: companion.deviceName,
      log: companion.log,
      askAgainAfterMs: [30],
    });
    return { late, arrived, release };
  }

  it('isn’t shown, so a key that is gone doesn’t come back', async () => {
    const { late, arrived, release } = withHeldAnswer();
    const older = late.refresh();
    await arrived;
    world.server.revokeKeyByHand(tablet);
    await late.refresh();
    release();
    await older;
    const view = late.view();
    const shown = view.state === 'listed' ? view.keys.find(({ name }) => name === tablet) : undefined;
    expect(shown?.revokedAt).not.toBeNull();
    late.close();
  });

  it('shows a key as revoked that was revoked while the list was on its way', async () => {
    const { late, arrived, release } = withHeldAnswer();
    const listed = late.refresh();
    await arrived;
    const who = companion.account.signedIn();
    if (!who.ok) throw new Error(who.error.code);
    await late.ensureRevoked(who.value, find(tablet));
    release();
    await listed;
    const view = late.view();
    const shown = view.state === 'listed' ? view.keys.find(({ name }) => name === tablet) : undefined;
    expect(shown).toMatchObject({ revokedAt: expect.any(String), revocationNotConfirmed: false });
    late.close();
  });
});

describe('revoking', () => {
  it('a key held here is proven by trying the old token', async () => {
    const key = await holdKeyHere();
    const outcome = await companion.keys.revoke(key.id);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'refused' } });
    expect(find(here)).toMatchObject({ heldHere: false, proof: { kind: 'refused' } });
  });

  it('a key held here takes its token out of the keychain', async () => {
    const key = await holdKeyHere();
    const connection = companion.connector('claude-desktop').view();
    await companion.keys.revoke(key.id);
    const id = connection.state === 'connected' ? connection.connection.id : '';
    const secret = await companion.connections.secret(id);
    expect(secret).toMatchObject({ ok: true, value: { keyName: here } });
    expect(secret.ok && secret.value?.token).toBeUndefined();
  });

  it('any other key is confirmed, and said to be untested', async () => {
    const outcome = await companion.keys.revoke(find(tablet).id);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'confirmed' } });
  });

  describe('a key that Convene calls revoked and still accepts', () => {
    let claim: { remove(): void };
    let answer: Result<Proof>;
    beforeEach(async () => {
      const key = await holdKeyHere();
      claim = revokedInNameOnly(world.server, here);
      answer = await companion.keys.revoke(key.id);
    });

    it('is never called revoked', () => {
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'revoked-key-accepted', name: here, at: expect.any(String) },
      });
      expect(find(here)).toMatchObject({
        revocationNotConfirmed: true,
        stillAcceptedAt: answer.ok ? undefined : answer.error.at,
      });
    });

    it('stays open until Convene refuses it', async () => {
      await companion.keys.refresh();
      expect(find(here).revocationNotConfirmed).toBe(true);
      claim.remove();
      await vi.waitFor(() => expect(find(here).proof?.kind).toBe('refused'), { timeout: 15_000 });
      expect(find(here)).toMatchObject({ revocationNotConfirmed: false });
    });

    it('isn’t settled by Convene’s word alone, where its token can’t be tried any more', async () => {
      const connection = companion.connector('claude-desktop').view();
      const id = connection.state === 'connected' ? connection.connection.id : '';
      await companion.connections.forgetSecret(id);
      await companion.keys.refresh();
      expect(find(here)).toMatchObject({ revocationNotConfirmed: true });
      expect(find(here).proof).toBeUndefined();
    });
  });

  it('of a key that is gone is fine for whoever says so beforehand', async () => {
    const who = companion.account.signedIn();
    if (!who.ok) throw new Error(who.error.code);
    const gone = { id: 'key_gone', name: 'Gone' };
    expect(await companion.keys.ensureRevoked(who.value, gone, { missingIsFine: true })).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await companion.keys.ensureRevoked(who.value, gone)).toMatchObject({
      error: { code: 'not-found' },
    });
  });

  it('whose cause is known names it', async () => {
    world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    expect(await companion.keys.revoke(find(tablet).id)).toMatchObject({ error: { cause: 'offline' } });
  });

  it('never dates the test of the old key before the revocation', async () => {
    const key = await holdKeyHere();
    // Answers are dated to the second, revocations to the millisecond; and clocks of several servers differ.
    world.server.faults.add({
      kind: 'wrong-date',
      milliseconds: -90_000,
      method: 'GET',
      path: '/api/v1/dashboard',
      times: always,
    });
    const proof = await companion.keys.revoke(key.id);
    if (!proof.ok || proof.value.kind !== 'refused') throw new Error(JSON.stringify(proof));
    const { revokedAt, testedAt } = proof.value;
    expect(Date.parse(testedAt)).toBeGreaterThanOrEqual(Date.parse(revokedAt));
  });

  it.each(['close', 'act-then-close', 'server-error', 'truncated', 'html'] as const)(
    'with the fault "%s" is not confirmed, and is asked again until it is',
    async (kind) => {
      const fault = world.server.faults.add({ kind, method: 'DELETE', times: always });
      const outcome = await companion.keys.revoke(find(tablet).id);
      expect(outcome).toMatchObject({
        ok: false,
        error: { code: 'revocation-unconfirmed', name: tablet, cause: expect.any(String) },
      });
      fault.remove();
      await vi.waitFor(() => expect(find(tablet).revokedAt).not.toBeNull(), { timeout: 15_000 });
      expect(find(tablet).revocationNotConfirmed).toBe(false);
      expect(world.liveKeys()).not.toContain(tablet);
    },
  );

  it('that was interrupted by a crash still reads "not confirmed" after the next start', async () => {
    world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    await companion.keys.revoke(find(tablet).id);
    await companion.close();
    const next = await world.open();
    await next.keys.refresh();
    expect(find(tablet, next)).toMatchObject({ revokedAt: null, revocationNotConfirmed: true });
  });

  it('works while the notes of earlier ones can’t be read, or the disk is full', async () => {
    writeFileSync(join(world.folder, 'proofs.json'), '{');
    expect(await companion.keys.revoke(find(tablet).id)).toMatchObject({
      ok: true,
      value: { kind: 'confirmed' },
    });
    expect(world.liveKeys()).not.toContain(tablet);
  });

  it('of a key that is not there any more is a failure, and nothing stays unconfirmed', async () => {
    expect(await companion.keys.revoke('key_gone')).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    const noted = world.files().find(({ path }) => path.endsWith('proofs.json'));
    expect(JSON.parse(noted?.text ?? '{}')).toEqual({ version: 1, proofs: {}, unconfirmed: {} });
  });

  it('that was revoked by somebody else meanwhile keeps the time when that was', async () => {
    const { revoked_at } = world.server.revokeKeyByHand(tablet);
    expect(await companion.keys.revoke(find(tablet).id)).toMatchObject({
      ok: true,
      value: { kind: 'confirmed', revokedAt: revoked_at },
    });
  });

  it('that Convene forbids is a failure, and nothing stays unconfirmed', async () => {
    world.server.faults.add({
      kind: 'answer',
      status: 403,
      body: '{"error":"no"}',
      contentType: 'application/json',
      method: 'DELETE',
    });
    expect(await companion.keys.revoke(find(tablet).id)).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
    expect(find(tablet).revocationNotConfirmed).toBe(false);
  });

  it('works while the keychain is locked, without the test of the old token', async () => {
    const key = await holdKeyHere();
    await world.keyring.restart({ unlocked: false });
    const outcome = await companion.keys.revoke(key.id);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'confirmed' } });
    expect(world.liveKeys()).not.toContain(here);
  });
});

describe('making a key', () => {
  it('answers its token once, under the name of assistant and device', async () => {
    const created = await companion.keys.create('ChatGPT', 'Ana’s phone');
    expect(created).toMatchObject({ ok: true, value: { name: 'ChatGPT on Ana’s phone' } });
    expect(keys().map(({ name }) => name)).toContain('ChatGPT on Ana’s phone');
    expect(JSON.stringify(companion.keys.view())).not.toMatch(/fm_org_/);
  });

  it('whose name is taken says so', async () => {
    expect(await companion.keys.create('ChatGPT', 'Info tent tablet')).toMatchObject({
      ok: false,
      error: { code: 'conflict', name: tablet },
    });
  });
});

/** What may still work is told to the window, the tray and the command line from one place, whoever is signed in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import type { Result } from '../../shared/result.ts';
import type { OpenRevocation } from '../../shared/revocations.ts';
import { oldJournals } from '../../testing/old-journals.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion, CompanionOptions } from '../companion.ts';

const always = Number.POSITIVE_INFINITY;
const tablet = 'ChatGPT on Info tent tablet';
const waiting = { timeout: 15_000, interval: 20 };
/** Milliseconds. */
const week = 7 * 24 * 60 * 60_000;
/** Nothing is asked for again by itself within a test. */
const patient = { askAgainAfterMs: [week], repeatAfterMs: [1], incident: { pausesMs: [week] } };

let world: World;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

async function open(around: Partial<CompanionOptions> = { pace: patient }): Promise<void> {
  companion = await world.open(around);
  await signIn();
}

async function signIn(email?: string): Promise<void> {
  await companion.account.signIn('convene');
  world.server.approve(companion.account.pendingSignIn()?.userCode ?? '', email);
  await companion.account.settled();
  await companion.keys.refresh();
}

function idOf(name: string): string {
  const list = companion.keys.view();
  const key = list.state === 'listed' ? list.keys.find((one) => one.name === name) : undefined;
  if (!key) throw new Error(`no key ${name}`);
  return key.id;
}

const noRevoking = () => world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });

async function leaveOpen(name = tablet): Promise<void> {
  expect(await companion.keys.revoke(idOf(name))).toMatchObject({
    error: { code: 'revocation-unconfirmed' },
  });
}

async function leak(name = tablet): Promise<string> {
  const begun = value(
    await companion.incidents.begin({
      kind: 'leak',
      keyIds: [idOf(name)],
      sessionIds: [],
      lastTrustedAt: null,
    }),
  );
  await companion.incidents.settled(begun.id);
  return begun.id;
}

const shown = async (): Promise<readonly OpenRevocation[]> => (await companion.revocations.look()).open;
const works = (name = tablet): boolean => world.liveKeys().includes(name);

describe('what may still work', () => {
  it('is told with its name, market, server, since when, and who can ask for it', async () => {
    await open();
    noRevoking();
    await leaveOpen();
    expect(companion.revocations.view().open).toMatchObject([
      {
        what: 'key',
        name: tablet,
        market: quince.name,
        server: world.server.address,
        address: `${world.server.address}/admin/api_keys`,
        askedBy: [demoPeople.ana.email],
        canTry: true,
      },
    ]);
  });

  it('is told as a change, and as another when Convene has confirmed it', async () => {
    await open({ pace: { ...patient, askAgainAfterMs: [20] } });
    const told: number[] = [];
    companion.revocations.onChange((view) => told.push(view.open.length));
    const cut = noRevoking();
    await leaveOpen();
    await vi.waitFor(() => expect(told).toEqual([1]), waiting);
    cut.remove();
    await vi.waitFor(() => expect(told).toEqual([1, 0]), waiting);
    expect(works()).toBe(false);
  });

  it('isn’t told while it is asked for the first time', async () => {
    await open();
    const told: number[] = [];
    companion.revocations.onChange((view) => told.push(view.open.length));
    value(await companion.keys.revoke(idOf(tablet)));
    await companion.revocations.look();
    expect(told).toEqual([]);
  });

  it('stays though nobody is signed in, or somebody else is, who can’t ask for it', async () => {
    await open();
    noRevoking();
    await leaveOpen();
    await companion.signOut();
    expect(await shown()).toMatchObject([{ name: tablet, market: quince.name, canTry: false }]);
    await signIn(demoPeople.tom.email);
    const [one] = await shown();
    expect(one).toMatchObject({ name: tablet, askedBy: [demoPeople.ana.email], canTry: false });
    expect(await companion.revocations.tryNow([one?.id ?? ''])).toMatchObject({
      error: { code: 'signed-out' },
    });
  });

  it('is known since it was asked for first, however often it is asked for', async () => {
    await open();
    noRevoking();
    await leaveOpen();
    const [before] = await shown();
    await leaveOpen();
    expect(await shown()).toEqual([before]);
  });

  it('is one key though two people have asked for it', async () => {
    await open();
    noRevoking();
    await leaveOpen();
    await companion.signOut();
    await signIn(demoPeople.tom.email);
    await leaveOpen();
    expect(await shown()).toMatchObject([
      { name: tablet, askedBy: [demoPeople.ana.email, demoPeople.tom.email], canTry: true },
    ]);
  });

  it('of an incident is one key, with its incident', async () => {
    await open();
    noRevoking();
    const incidentId = await leak();
    expect(await shown()).toMatchObject([{ name: tablet, incidentId, canTry: true }]);
  });

  it('has the session of a lost device too, also when nobody is signed in', async () => {
    await open();
    const stolen = world.server.signIn(undefined, 'Volunteer laptop');
    noRevoking();
    const begun = value(
      await companion.incidents.begin({
        kind: 'device',
        device: 'Volunteer laptop',
        keyIds: [],
        sessionIds: [stolen.sessionId],
        lastTrustedAt: null,
      }),
    );
    await companion.incidents.settled(begun.id);
    await companion.signOut();
    expect(await shown()).toMatchObject([{ what: 'session', market: quince.name, canTry: false }]);
  });

  it('is asked for once more when the person says so, in whichever market', async () => {
    await open();
    const cut = noRevoking();
    await leaveOpen();
    value(await companion.account.chooseOrganization(harbor.id));
    const [one] = await shown();
    cut.remove();
    expect(value(await companion.revocations.tryNow([one?.id ?? '']))).toEqual({ open: [] });
    expect(works()).toBe(false);
  });

  it('of an incident is asked for once more when the person says so', async () => {
    await open();
    const cut = noRevoking();
    await leak();
    const [one] = await shown();
    cut.remove();
    expect(value(await companion.revocations.tryNow([one?.id ?? '']))).toEqual({ open: [] });
    expect(works()).toBe(false);
  });
});

describe('a computer that slept for a week', () => {
  it('asks at once when it wakes', async () => {
    await open();
    const cut = noRevoking();
    await leaveOpen();
    cut.remove();
    await companion.revocations.wake();
    await vi.waitFor(() => expect(works()).toBe(false), waiting);
  });

  it('goes on with an incident at once', async () => {
    await open();
    const cut = noRevoking();
    await leak();
    cut.remove();
    await companion.revocations.wake();
    expect(works()).toBe(false);
  });
});

it('a key of an incident is asked for by the incident alone', async () => {
  await open({ pace: { ...patient, askAgainAfterMs: [10] } });
  const cut = noRevoking();
  await leak();
  const before = cut.hits();
  await companion.keys.refresh();
  expect(cut.hits()).toBe(before);
});

it('two open keys of one name in two markets are both named with their market at sign-out', async () => {
  await open();
  world.server.createKey('Web shop');
  world.server.createKey('Web shop', undefined, harbor.id);
  noRevoking();
  await companion.keys.refresh();
  await leaveOpen('Web shop');
  value(await companion.account.chooseOrganization(harbor.id));
  await companion.keys.refresh();
  await leaveOpen('Web shop');
  const { leftBehind } = await companion.signOut();
  expect(leftBehind).toMatchObject([
    { what: 'key', name: 'Web shop', market: quince.name },
    { what: 'key', name: 'Web shop', market: harbor.name },
  ]);
});

it.each(oldJournals('proofs'))('what 0.1.0 left as “%s” is told', async (_moment, file) => {
  mkdirSync(world.folder, { recursive: true });
  writeFileSync(join(world.folder, 'proofs.json'), JSON.stringify(file));
  companion = await world.open();
  const { unconfirmed } = file as { unconfirmed: Record<string, { keyId: string; keyName?: string }> };
  const names = Object.values(unconfirmed).map(({ keyId, keyName }) => keyName ?? keyId);
  expect(
    companion.revocations
      .view()
      .open.map(({ name }) => name)
      .sort(),
  ).toEqual(names.sort());
});

import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople } from '../../demo/seed/people.ts';
import type { ContainmentItem, IncidentAssets, IncidentView } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const always = Number.POSITIVE_INFINITY;
const lost = 'Volunteer laptop';
const quick = { incident: { pausesMs: [30], lookEveryMs: 30, lookForMs: 60_000 } };
const waiting = { timeout: 10_000, interval: 20 };

let world: World;
let companion: Companion;
let tokens: string[];
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await signedIn();
  tokens = ['Claude Desktop', 'Cursor', 'ChatGPT'].map(
    (assistant) => world.server.createKey(`${assistant} on ${lost}`).token,
  );
  await companion.keys.refresh();
});
afterEach(() => world.end());

async function signedIn(email?: string): Promise<Companion> {
  const opened = await world.open({ pace: { askAgainAfterMs: [10_000], repeatAfterMs: [5], ...quick } });
  if (opened.account.view().state !== 'signed-in') {
    await opened.account.signIn('convene');
    world.server.approve(opened.account.pendingSignIn()?.userCode ?? '', email);
    await opened.account.settled();
  }
  return opened;
}

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const deviceOf = (assets: IncidentAssets, name: string) => {
  const device = assets.devices.find(({ device: one }) => one === name);
  if (!device) throw new Error(`no device ${name}`);
  return device;
};
async function loseLaptop(of = companion): Promise<IncidentView> {
  const device = deviceOf(value(await of.incidents.assets()), lost);
  const begun = value(
    await of.incidents.begin({
      kind: 'device',
      device: lost,
      keyIds: device.keys.map(({ id }) => id),
      sessionIds: device.sessions.map(({ id }) => id),
      lastTrustedAt: null,
    }),
  );
  return value(await of.incidents.settled(begun.id));
}
const now = (id: string, of = companion): IncidentView => {
  const found = of.incidents.view().incidents.find((one) => one.id === id);
  if (!found) throw new Error('no incident');
  return found;
};
const statuses = ({ items }: IncidentView): ContainmentItem['status'][] => items.map(({ status }) => status);
const stillWork = (): number => tokens.filter((token) => world.server.accepts(token)).length;

describe('a lost device', () => {
  it('is found with its keys and its session', async () => {
    world.server.signIn(undefined, lost);
    const assets = value(await companion.incidents.assets());
    expect(deviceOf(assets, lost)).toMatchObject({ thisOne: false, keys: [{}, {}, {}], sessions: [{}] });
    expect(assets.devices[0]).toMatchObject({ device: 'Market office laptop', thisOne: true });
  });

  it('loses all its keys and its session at once, each with Convene’s time', async () => {
    const stolen = world.server.signIn(undefined, lost);
    const incident = await loseLaptop();
    expect(statuses(incident)).toEqual(['done', 'done', 'done', 'done']);
    expect(incident.items.every(({ settledAt }) => settledAt !== undefined)).toBe(true);
    expect(stillWork()).toBe(0);
    const answer = await fetch(`${world.server.address}/admin/me`, {
      headers: { authorization: `Bearer ${stolen.accessToken}` },
    });
    expect(answer.status).toBe(401);
  });

  it('says which proof there is: none of these tokens is at hand', async () => {
    const { items } = await loseLaptop();
    expect(items.map(({ proof }) => proof?.kind)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  });

  it('leaves the other keys of the market alone, and counts them', async () => {
    const before = world.liveKeys().length;
    const incident = await loseLaptop();
    expect(world.liveKeys()).toHaveLength(before - 3);
    expect(now(incident.id).markets[0]?.untouchedKeys).toBe(before - 3);
  });

  it('that is this computer is signed out last, when all the rest is confirmed', async () => {
    const here = deviceOf(value(await companion.incidents.assets()), 'Market office laptop');
    const sessionIds = here.sessions.map(({ id }) => id);
    const keyIds = deviceOf(value(await companion.incidents.assets()), lost).keys.map(({ id }) => id);
    const begun = value(
      await companion.incidents.begin({ kind: 'device', keyIds, sessionIds, lastTrustedAt: null }),
    );
    expect(statuses(value(await companion.incidents.settled(begun.id)))).toEqual([
      ...sessionIds.map(() => 'done'),
      'done',
      'done',
      'done',
    ]);
    expect(stillWork()).toBe(0);
    expect(companion.account.view().state).toBe('signed-out');
  });

  it('of fifty keys has them all revoked', async () => {
    for (let index = 0; index < 47; index += 1)
      tokens.push(world.server.createKey(`Tool ${index} on ${lost}`).token);
    await companion.keys.refresh();
    expect(new Set(statuses(await loseLaptop()))).toEqual(new Set(['done']));
    expect(stillWork()).toBe(0);
  });
});

describe('what isn’t confirmed', () => {
  it('is asked for again until it is, and is never called done before', async () => {
    const cut = world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const incident = await loseLaptop();
    expect(new Set(statuses(incident))).toEqual(new Set(['not-confirmed']));
    expect(incident.items[0]?.failure?.code).toBe('offline');
    await vi.waitFor(() => expect(now(incident.id).items[0]?.nextTryAt).toBeDefined(), waiting);
    cut.remove();
    await vi.waitFor(() => expect(new Set(statuses(now(incident.id)))).toEqual(new Set(['done'])), waiting);
    expect(stillWork()).toBe(0);
  });

  it('stands beside what is: one fails, the others are done', async () => {
    const { id } = deviceOf(value(await companion.incidents.assets()), lost).keys[1] ?? { id: '' };
    const fault = world.server.faults.add({
      kind: 'server-error',
      method: 'DELETE',
      path: `/admin/api_keys/${id}`,
      times: always,
    });
    const incident = await loseLaptop();
    expect(statuses(incident).sort()).toEqual(['done', 'done', 'not-confirmed']);
    expect(stillWork()).toBe(1);
    expect(await companion.incidents.close(incident.id)).toMatchObject({ error: { code: 'busy' } });
    fault.remove();
    expect(new Set(statuses(value(await companion.incidents.tryAgain(incident.id))))).toEqual(
      new Set(['done']),
    );
  });

  it('is settled by the list, where Convene had acted and only its answer was lost', async () => {
    world.server.faults.add({ kind: 'act-then-close', method: 'DELETE', times: always });
    const incident = await loseLaptop();
    await vi.waitFor(() => expect(new Set(statuses(now(incident.id)))).toEqual(new Set(['done'])), waiting);
    expect(stillWork()).toBe(0);
  });

  it('is gone on with at the next start', async () => {
    const cut = world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const { id } = await loseLaptop();
    await companion.close();
    cut.remove();
    const next = await signedIn();
    expect(new Set(statuses(now(id, next)))).not.toContain('done');
    await next.incidents.resume();
    expect(new Set(statuses(now(id, next)))).toEqual(new Set(['done']));
    expect(stillWork()).toBe(0);
  });

  it('waits while nobody, or somebody else, is signed in', async () => {
    const cut = world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const { id } = await loseLaptop();
    cut.remove();
    await companion.account.leave();
    const incident = value(await companion.incidents.tryAgain(id));
    expect(new Set(statuses(incident))).toEqual(new Set(['waiting']));
    expect(incident.items[0]?.failure?.code).toBe('signed-out');
  });

  it('that Convene clearly refuses is said to be refused, and not asked for for ever', async () => {
    world.server.faults.add({
      kind: 'answer',
      status: 403,
      body: '{"error":"no"}',
      contentType: 'application/json',
      method: 'DELETE',
      times: always,
    });
    expect(new Set(statuses(await loseLaptop()))).toEqual(new Set(['refused']));
    expect(stillWork()).toBe(3);
  });

  it('is learnt from the list when somebody revokes it by hand', async () => {
    world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const { id } = await loseLaptop();
    for (const name of ['Claude Desktop', 'Cursor', 'ChatGPT'])
      world.server.revokeKeyByHand(`${name} on ${lost}`);
    await companion.keys.refresh();
    await vi.waitFor(() => expect(new Set(statuses(now(id)))).toEqual(new Set(['done'])), waiting);
  });
});

describe('a leaked key', () => {
  it('that this computer holds is proven to be refused', async () => {
    await companion.close();
    const opened = await world.openConnected();
    companion = opened.companion;
    await companion.keys.refresh();
    const begun = value(
      await companion.incidents.begin({
        kind: 'leak',
        keyIds: [opened.connection.keyId ?? ''],
        sessionIds: [],
        lastTrustedAt: null,
      }),
    );
    const { items } = value(await companion.incidents.settled(begun.id));
    expect(items).toMatchObject([
      { status: 'done', proof: { kind: 'refused' }, connectionId: opened.connection.id },
    ]);
  });

  it('of another person is revoked too', async () => {
    const { key, token } = world.server.createKey('Web shop on server', demoPeople.tom.email);
    await companion.keys.refresh();
    const begun = value(
      await companion.incidents.begin({
        kind: 'leak',
        keyIds: [key.id],
        sessionIds: [],
        lastTrustedAt: null,
      }),
    );
    expect(statuses(value(await companion.incidents.settled(begun.id)))).toEqual(['done']);
    expect(world.server.accepts(token)).toBe(false);
  });

  it('is revoked though the disk takes no notes', async () => {
    rmSync(join(world.folder, 'incidents.json'), { force: true });
    writeFileSync(join(world.folder, 'incidents.json'), 'not ours');
    writeFileSync(join(world.folder, 'proofs.json'), 'not ours either');
    chmodSync(join(world.folder, 'incidents.json'), 0o400);
    expect(new Set(statuses(await loseLaptop()))).toEqual(new Set(['done']));
    expect(stillWork()).toBe(0);
  });

  it('is revoked though what is connected here can’t be read', async () => {
    writeFileSync(join(world.folder, 'connections.json'), '{');
    expect(new Set(statuses(await loseLaptop()))).toEqual(new Set(['done']));
  });
});

describe('a stolen session', () => {
  it('that makes a key during the incident is caught: the key is offered, and revoked on a word', async () => {
    const stolen = world.server.signIn(undefined, lost);
    const slow = world.server.faults.add({
      kind: 'delay',
      method: 'DELETE',
      milliseconds: 150,
      times: always,
    });
    const losing = loseLaptop();
    const minted = await fetch(`${world.server.address}/admin/api_keys`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stolen.accessToken}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ name: 'quiet helper' }),
    });
    const { token } = (await minted.json()) as { token: string };
    const incident = await losing;
    slow.remove();
    await vi.waitFor(
      () => expect(now(incident.id).createdSince.keys.map(({ name }) => name)).toContain('quiet helper'),
      waiting,
    );
    expect(world.server.accepts(token)).toBe(true);
    const offered = now(incident.id).createdSince.keys.filter(({ name }) => name === 'quiet helper');
    const after = value(
      await companion.incidents.contain(
        incident.id,
        offered.map(({ marketId, id }) => ({ what: 'key' as const, marketId, id })),
      ),
    );
    expect(after.items.at(-1)).toMatchObject({ name: 'quiet helper', status: 'done' });
    expect(world.server.accepts(token)).toBe(false);
    expect(after.createdSince.keys.map(({ name }) => name)).not.toContain('quiet helper');
  });

  it('is cut off, and its companion hears so at its next question', async () => {
    const stolen = await createOtherCompanion();
    expect(stolen.account.view().state).toBe('signed-in');
    await loseLaptop();
    await stolen.account.refresh();
    expect(stolen.account.view()).toMatchObject({ state: 'signed-out' });
  });
});

async function createOtherCompanion(): Promise<Companion> {
  const other = await world.open({
    folder: join(world.folder, '../Other Companion'),
    env: { CONVENE_SERVER: world.server.address, CONVENE_DEVICE_NAME: lost },
  });
  await other.account.signIn('convene');
  world.server.approve(other.account.pendingSignIn()?.userCode ?? '');
  await other.account.settled();
  return other;
}

describe('what the keys did', () => {
  it('is told since the moment that the person names', async () => {
    const [token = ''] = tokens;
    const ask = (): Promise<Response> =>
      fetch(`${world.server.address}/api/v1/admin/dashboard`, {
        headers: { authorization: `Bearer ${token}` },
      });
    await ask();
    await ask();
    const incident = await loseLaptop();
    await ask();
    value(
      await companion.incidents.setLastTrusted(incident.id, new Date(Date.now() - 60 * 60_000).toISOString()),
    );
    const impact = value(await companion.incidents.impact(incident.id));
    expect(impact.keys.find(({ name }) => name.startsWith('Claude Desktop'))).toMatchObject({
      count: 3,
      refusedSince: 1,
      actions: [{ action: 'dashboard.read', changes: false, count: 3, refused: 1 }],
      addresses: [{ ip: '127.0.0.1', count: 3 }],
    });
    expect(impact.keys.find(({ name }) => name.startsWith('Cursor'))).toMatchObject({
      count: 0,
      first: null,
    });
    expect(impact.lines).toHaveLength(3);
  });
});

describe('an incident', () => {
  it('is kept when it is over, with what was ticked off', async () => {
    const { id } = await loseLaptop();
    value(await companion.incidents.tick(id, 'mail', true));
    expect(value(await companion.incidents.close(id)).closedAt).not.toBeNull();
    await companion.close();
    const next = await signedIn();
    expect(now(id, next)).toMatchObject({ done: ['mail'], device: lost });
  });

  it('leaves no token in any file', async () => {
    await loseLaptop();
    expect(world.files().filter(({ text }) => /fm_(?:org|session|refresh)_\w{8}/.test(text))).toEqual([]);
    expect(readFileSync(join(world.folder, 'incidents.json'), 'utf8')).toContain(lost);
  });

  it('is forgotten with the sign-in, and what may live on is named', async () => {
    world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    await loseLaptop();
    const { leftBehind } = await companion.signOut();
    expect(leftBehind.filter(({ what }) => what === 'key').map(({ name }) => name)).toContain(
      `Cursor on ${lost}`,
    );
    expect(companion.incidents.view().incidents).toEqual([]);
  });
});

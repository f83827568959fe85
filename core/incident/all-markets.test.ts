/** A lost device, in every market of the person: two servers with equal ids, two organizations, two people. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault, Trouble } from '../../demo/faults.ts';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import type { ContainmentItem, IncidentMarket, IncidentView } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import { startMarket } from '../../testing/market.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const always = Number.POSITIVE_INFINITY;
const lost = 'Volunteer laptop';
const { ana, tom, ines } = demoPeople;
const quick = { incident: { pausesMs: [30], lookEveryMs: 30, lookForMs: 60_000 } };
const waiting = { timeout: 15_000, interval: 20 };

let world: World;
let first: DemoServer;
/** Has the same people, organizations, and device names; nobody of this test is signed in there at first. */
let second: DemoServer;
let companion: Companion;
/** Keys on the lost laptop at the first server: two of Ana's markets, one made by Tom. */
let onLaptop: string[];
/** The same at the second one. */
let atSecond: string[];

beforeEach(async () => {
  world = await createMemoryWorld();
  first = world.server;
  second = await startMarket({ deviceIntervalSeconds: 0.01 });
  onLaptop = keysOn(first);
  atSecond = keysOn(second);
  companion = await signedIn(ana.email);
});
afterEach(async () => {
  await world.end();
  await second.stop();
});

const keysOn = (server: DemoServer): string[] =>
  [
    server.createKey(`Claude Desktop on ${lost}`),
    server.createKey(`Cursor on ${lost}`, tom.email),
    server.createKey(`Claude Desktop on ${lost}`, ana.email, harbor.id),
  ].map(({ token }) => token);

async function signedIn(email: string, server = first): Promise<Companion> {
  const opened = await world.open({
    pace: { askAgainAfterMs: 10_000, repeatAfterMs: [5], ...quick },
    env: { CONVENE_SERVER: server.address, CONVENE_DEVICE_NAME: 'Market office laptop' },
  });
  await opened.account.signIn('convene');
  server.approve(opened.account.pendingSignIn()?.userCode ?? '', email);
  await opened.account.settled();
  await opened.keys.refresh();
  return opened;
}

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const live = (tokens: readonly string[], server = first): number =>
  tokens.filter((token) => server.accepts(token)).length;
const signedInOnLaptop = (server = first): string[] =>
  server
    .sessions()
    .filter(({ deviceName }) => deviceName === lost)
    .map(({ email }) => email);
const now = (id: string, of = companion): IncidentView => {
  const found = of.incidents.view().incidents.find((one) => one.id === id);
  if (!found) throw new Error('no incident');
  return found;
};
const inApril = '2026-04-02T10:00:00.000Z';
function longAgo({ key, token }: ReturnType<DemoServer['createKey']>): string {
  first.database.run('UPDATE api_keys SET created_at = ? WHERE id = ?', [inApril, key.id]);
  return token;
}
const statuses = ({ items }: IncidentView): Set<ContainmentItem['status']> =>
  new Set(items.map(({ status }) => status));
function marketOf(incident: IncidentView, organizationId: string): IncidentMarket {
  const market = incident.markets.find((one) => one.organizationId === organizationId);
  if (!market) throw new Error('no such market');
  return market;
}

/** As the window does it: what is known is named, what isn't is found. */
async function loseLaptop(of = companion): Promise<IncidentView> {
  const assets = await of.incidents.assets();
  const device = assets.ok ? assets.value.devices.find((one) => one.device === lost) : undefined;
  const begun = value(
    await of.incidents.begin({
      kind: 'device',
      device: lost,
      keyIds: [],
      sessionIds: [],
      assets: [
        ...(device?.sessions ?? []).map(({ marketId, id }) => ({ what: 'session' as const, marketId, id })),
        ...(device?.keys ?? []).map(({ marketId, id }) => ({ what: 'key' as const, marketId, id })),
      ],
      lastTrustedAt: null,
    }),
  );
  return value(await of.incidents.settled(begun.id));
}

/** Nothing that is asked of Harbor Makers Fair is answered. */
const noHarbor = (kind: 'close' | 'hang'): Fault => ({ kind, organization: harbor.id, times: always });

describe('a lost laptop', () => {
  it('with keys in two markets and another person’s sign-in is dead everywhere at once', async () => {
    first.signIn(ana.email, lost);
    first.signIn(tom.email, lost);
    first.signIn(ines.email, lost);
    const incident = await loseLaptop();
    expect(statuses(incident)).toEqual(new Set(['done']));
    expect(live(onLaptop)).toBe(0);
    expect(signedInOnLaptop()).toEqual([]);
    expect(
      incident.items.filter(({ what }) => what === 'session').map(({ person }) => person?.email),
    ).toEqual(expect.arrayContaining([undefined, tom.email, ines.email]));
  });

  it('is told per market', async () => {
    const incident = await loseLaptop();
    expect(incident.markets.map(({ name, keys, sessions }) => [name, keys.state, sessions.state])).toEqual([
      [quince.name, 'looked', 'looked'],
      [harbor.name, 'looked', 'looked'],
    ]);
    const count = (organizationId: string): number =>
      incident.items.filter(({ marketId }) => marketId === marketOf(incident, organizationId).id).length;
    expect([count(quince.id), count(harbor.id)]).toEqual([2, 1]);
  });

  it('touches nothing of another server, though all ids and names may be equal there', async () => {
    second.signIn(ana.email, lost);
    await loseLaptop();
    expect(live(atSecond, second)).toBe(3);
    expect(signedInOnLaptop(second)).toEqual([ana.email]);
  });

  it('is found by name though only one market was asked about', async () => {
    const { id } = first.keys().find(({ name }) => name === `Claude Desktop on ${lost}`) ?? { id: '' };
    const begun = value(
      await companion.incidents.begin({
        kind: 'device',
        device: lost,
        keyIds: [id],
        sessionIds: [],
        lastTrustedAt: null,
      }),
    );
    await companion.incidents.settled(begun.id);
    expect(live(onLaptop)).toBe(0);
  });

  it('leaves alone what the person spares', async () => {
    first.signIn(tom.email, lost);
    const assets = value(await companion.incidents.assets());
    const device = assets.devices.find((one) => one.device === lost);
    const [toms] = device?.sessions ?? [];
    if (!toms) throw new Error('not found');
    const begun = value(
      await companion.incidents.begin({
        kind: 'device',
        device: lost,
        keyIds: [],
        sessionIds: [],
        assets: (device?.keys ?? []).map(({ marketId, id }) => ({ what: 'key', marketId, id })),
        spared: [{ what: 'session', marketId: toms.marketId, id: toms.id }],
        lastTrustedAt: null,
      }),
    );
    await companion.incidents.settled(begun.id);
    expect(signedInOnLaptop()).toEqual([tom.email]);
    expect(live(onLaptop)).toBe(0);
  });

  it('has what is on devices of similar names offered, and nothing of it cut off', async () => {
    const token = longAgo(first.createKey('ChatGPT on volunteer-laptop', tom.email));
    const { sessionId } = first.signIn(tom.email, `${lost} (2)`);
    first.database.run('UPDATE sessions SET created_at = ? WHERE id = ?', [inApril, sessionId]);
    const { alike } = await loseLaptop();
    expect(alike.keys).toMatchObject([{ name: 'ChatGPT on volunteer-laptop', person: { email: tom.email } }]);
    expect(alike.sessions).toMatchObject([{ deviceName: `${lost} (2)`, person: { email: tom.email } }]);
    expect(first.accepts(token)).toBe(true);
  });

  it('has what is offered cut off on a word', async () => {
    const token = longAgo(first.createKey('ChatGPT on volunteer-laptop', ana.email, harbor.id));
    const incident = await loseLaptop();
    const after = value(
      await companion.incidents.contain(
        incident.id,
        incident.alike.keys.map(({ marketId, id }) => ({ what: 'key', marketId, id })),
      ),
    );
    expect(after.items.at(-1)).toMatchObject({ name: 'ChatGPT on volunteer-laptop', status: 'done' });
    expect(after.alike.keys).toEqual([]);
    expect(first.accepts(token)).toBe(false);
  });

  it('has keys that anybody made since found in every market, and doesn’t count them among the untouched', async () => {
    const before = first.keys(harbor.id).filter(({ revoked_at }) => revoked_at === null).length - 1;
    const quiet = first.createKey('Quiet helper', ines.email, harbor.id).key;
    const incident = await loseLaptop();
    const found = incident.createdSince.keys.filter(({ name }) => name === quiet.name);
    const market = marketOf(incident, harbor.id);
    expect(found).toMatchObject([{ marketId: market.id, person: { email: ines.email } }]);
    const made = incident.createdSince.keys.filter(({ marketId }) => marketId === market.id).length;
    expect(market.untouchedKeys).toBe(before + 1 - made);
  });

  it('isn’t cut off by what its replacement of the same name makes later', async () => {
    const incident = await loseLaptop();
    const later = first.createKey(`Claude Desktop on ${lost}`);
    first.database.run('UPDATE api_keys SET created_at = ? WHERE id = ?', [
      new Date(Date.now() + 10 * 60_000).toISOString(),
      later.key.id,
    ]);
    await vi.waitFor(
      () => expect(now(incident.id).createdSince.keys.map(({ id }) => id)).toContain(later.key.id),
      waiting,
    );
    expect(first.accepts(later.token)).toBe(true);
  });
});

describe('a market that doesn’t answer', () => {
  it('isn’t called looked at, and is cut off as soon as it answers', async () => {
    const cut = first.faults.add(noHarbor('close'));
    const incident = await loseLaptop();
    expect(marketOf(incident, harbor.id).keys).toMatchObject({
      state: 'waiting',
      failure: { code: 'offline' },
    });
    expect(live(onLaptop)).toBe(1);
    expect(await companion.incidents.close(incident.id)).toMatchObject({ error: { code: 'busy' } });
    cut.remove();
    await vi.waitFor(() => expect(live(onLaptop)).toBe(0), waiting);
    await vi.waitFor(() => expect(marketOf(now(incident.id), harbor.id).keys.state).toBe('looked'), waiting);
  });

  it('keeps the others from nothing', async () => {
    first.faults.add(noHarbor('hang'));
    void loseLaptop();
    await vi.waitFor(() => expect(live(onLaptop)).toBe(1), waiting);
  });

  it('is gone on with at the next start', async () => {
    const cut = first.faults.add(noHarbor('close'));
    const { id } = await loseLaptop();
    await companion.close();
    cut.remove();
    const next = await world.open({ pace: { repeatAfterMs: [5], ...quick } });
    await next.incidents.resume();
    expect(marketOf(now(id, next), harbor.id).keys.state).toBe('looked');
    expect(live(onLaptop)).toBe(0);
  });

  it('keeps this computer’s own sign-in until the end', async () => {
    await companion.close();
    const here = await world.open({
      pace: { repeatAfterMs: [5], ...quick },
      env: { CONVENE_SERVER: first.address, CONVENE_DEVICE_NAME: lost },
    });
    await here.account.refresh();
    const cut = first.faults.add(noHarbor('close'));
    const { id } = await loseLaptop(here);
    expect(here.account.view().state).toBe('signed-in');
    cut.remove();
    await vi.waitFor(() => expect(statuses(now(id, here))).toEqual(new Set(['done'])), waiting);
    await vi.waitFor(() => expect(here.account.view().state).toBe('signed-out'), waiting);
    expect(live(onLaptop)).toBe(0);
  });
});

describe('where this person may not', () => {
  it('look at keys, it is said, and whom to ask', async () => {
    first.setRole(ana.email, harbor.id, 'volunteer');
    await companion.account.refresh();
    const incident = await loseLaptop();
    expect(marketOf(incident, harbor.id)).toMatchObject({
      keys: { state: 'not-allowed' },
      admins: [{ name: ines.name, email: ines.email }],
    });
    expect(live(onLaptop)).toBe(1);
  });

  it('see other people’s sign-ins, their own is ended and the admin named', async () => {
    await companion.account.leave();
    const toms = await signedIn(tom.email);
    first.signIn(tom.email, lost);
    first.signIn(ana.email, lost);
    const incident = await loseLaptop(toms);
    expect(incident.markets).toMatchObject([
      {
        keys: { state: 'looked' },
        sessions: { state: 'not-allowed' },
        admins: [{ email: ana.email }],
      },
    ]);
    expect(signedInOnLaptop()).toEqual([ana.email]);
    expect(value(await toms.incidents.close(incident.id)).closedAt).not.toBeNull();
  });

  it('is looked at once they may', async () => {
    first.setRole(ana.email, harbor.id, 'volunteer');
    await companion.account.refresh();
    const { id } = await loseLaptop();
    first.setRole(ana.email, harbor.id, 'admin');
    await companion.account.refresh();
    await companion.incidents.tryAgain(id);
    expect(marketOf(now(id), harbor.id).keys.state).toBe('looked');
    expect(live(onLaptop)).toBe(0);
  });
});

describe('a fault at any step', () => {
  const steps: readonly (readonly [string, Pick<Fault, 'method' | 'path'>])[] = [
    ['listing keys', { method: 'GET', path: '/admin/api_keys' }],
    ['listing their own sign-ins', { method: 'GET', path: '/admin/sessions' }],
    ['listing everybody’s sign-ins', { method: 'GET', path: '/admin/team/sessions' }],
    ['revoking', { method: 'DELETE', path: /^\/admin\/api_keys\// }],
    ['ending their own sign-in', { method: 'DELETE', path: /^\/admin\/sessions\// }],
    ['ending another’s sign-in', { method: 'DELETE', path: /^\/admin\/team\/sessions\// }],
  ];
  const troubles: readonly Trouble[] = [
    { kind: 'close' },
    { kind: 'act-then-close' },
    { kind: 'server-error' },
    { kind: 'html' },
    { kind: 'truncated' },
  ];
  const table = steps.flatMap(([step, where]) =>
    troubles.map((trouble) => ({ step, kind: trouble.kind, fault: { ...where, ...trouble, times: always } })),
  );

  it.each(table)('$kind while $step: nothing is dead before, everything after', async ({ fault: added }) => {
    first.signIn(ana.email, lost);
    first.signIn(tom.email, lost);
    const fault = first.faults.add(added);
    const incident = await loseLaptop();
    const isOver =
      statuses(incident).size === 1 &&
      statuses(incident).has('done') &&
      incident.markets.every(({ keys, sessions }) => keys.state === 'looked' && sessions.state === 'looked');
    expect(isOver && live(onLaptop) + signedInOnLaptop().length > 0).toBe(false);
    fault.remove();
    await vi.waitFor(() => {
      expect(live(onLaptop)).toBe(0);
      expect(signedInOnLaptop()).toEqual([]);
      expect(statuses(now(incident.id))).toEqual(new Set(['done']));
    }, waiting);
    expect(live(atSecond, second)).toBe(3);
  });
});

describe('another server', () => {
  it('that this computer is connected to is named, and looked at once the same person is signed in there', async () => {
    value(
      await companion.connections.add({
        id: 'elsewhere',
        client: 'cursor',
        server: second.address,
        organizationId: quince.id,
        organizationName: quince.name,
        keyName: 'Cursor on Market office laptop',
        tokenHint: '…none',
        entryName: 'convene',
        configPath: '/nowhere',
        connectedAt: new Date().toISOString(),
      }),
    );
    const incident = await loseLaptop();
    const there = incident.markets.find(({ server }) => server === second.address);
    expect(there).toMatchObject({
      name: quince.name,
      keys: { state: 'waiting', failure: { code: 'signed-out' } },
    });
    expect(value(await companion.incidents.close(incident.id)).closedAt).not.toBeNull();
  });

  it('isn’t touched when somebody else signs in there', async () => {
    const cut = first.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const { id } = await loseLaptop();
    await companion.close();
    first.endSessions();
    const other = await world.open({ env: { CONVENE_SERVER: second.address }, pace: quick });
    await other.account.refresh();
    await other.account.signIn('convene');
    second.approve(other.account.pendingSignIn()?.userCode ?? '', tom.email);
    await other.account.settled();
    cut.remove();
    await other.incidents.resume();
    expect(other.incidents.view().incidents.map((one) => one.id)).not.toContain(id);
    expect(live(atSecond, second)).toBe(3);
    expect(live(onLaptop)).toBe(3);
  });
});

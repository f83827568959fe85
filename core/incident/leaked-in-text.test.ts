/** A suspicious text with keys in it: two servers, two organizations, two people. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Fault } from '../../demo/faults.ts';
import { demoPeople, harbor, quince } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import type { FoundInText, IncidentView, TextMatch } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import { startMarket } from '../../testing/market.ts';
import { revokedInNameOnly } from '../../testing/revoked-in-name-only.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const always = Number.POSITIVE_INFINITY;
const { ana, tom, ines } = demoPeople;
const quick = { incident: { pausesMs: [30], lookEveryMs: 30, lookForMs: 60_000 } };
const waiting = { timeout: 15_000, interval: 20 };
const chatGpt = 'ChatGPT on Front counter';

let world: World;
let first: DemoServer;
/** Has the same people and organizations; nobody of this test is signed in there. */
let second: DemoServer;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
  first = world.server;
  second = await startMarket({ deviceIntervalSeconds: 0.01 });
  companion = await signedIn(ana.email);
});
afterEach(async () => {
  await world.end();
  await second.stop();
});

async function signedIn(email: string): Promise<Companion> {
  const opened = await world.open({
    pace: { askAgainAfterMs: [10_000], repeatAfterMs: [5], ...quick },
  });
  await opened.account.signIn('convene');
  first.approve(opened.account.pendingSignIn()?.userCode ?? '', email);
  await opened.account.settled();
  await opened.keys.refresh();
  return opened;
}

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const find = async (text: string, of = companion): Promise<TextMatch> =>
  value(await of.incidents.findInText(text));
const only = async (text: string): Promise<FoundInText | undefined> => (await find(text)).found[0];

/** Revokes what was found for certain, and waits until it was asked for. */
async function revokeFound({ found }: TextMatch, of = companion): Promise<IncidentView> {
  const assets = found.flatMap((one) =>
    one.is === 'key' ? [{ what: 'key' as const, marketId: one.key.marketId, id: one.key.id }] : [],
  );
  const begun = value(
    await of.incidents.begin({ kind: 'leak', keyIds: [], sessionIds: [], assets, lastTrustedAt: null }),
  );
  return value(await of.incidents.settled(begun.id));
}
const now = (id: string): IncidentView | undefined =>
  companion.incidents.view().incidents.find((one) => one.id === id);

/** How often this server was asked with a key. */
const usesOf = (server: DemoServer, keyId: string): number =>
  server.database.all(
    z.unknown(),
    "SELECT id FROM audit_events WHERE actor_kind = 'api_key' AND actor_id = ?",
    [keyId],
  ).length;
function endAlike(server: DemoServer, ...ids: readonly string[]): void {
  const [one = '', ...others] = ids;
  for (const other of others)
    server.database.run(
      'UPDATE api_keys SET token_hint = (SELECT token_hint FROM api_keys WHERE id = ?) WHERE id = ?',
      [one, other],
    );
}
const withEnding = (token: string): string => `fm_org_${'z'.repeat(36)}${token.slice(-4)}`;

describe('a key in a text', () => {
  it('that was made after the list was loaded is found', async () => {
    const { key, token } = first.createKey(chatGpt, tom.email);
    expect(await only(`here: ${token}.`)).toMatchObject({
      is: 'key',
      by: 'token',
      key: { id: key.id, name: chatGpt, market: quince.name },
    });
  });

  it('is tried once, and nothing of it is kept', async () => {
    const { key, token } = first.createKey(chatGpt);
    const match = await find(`${token} ${token}`);
    expect(usesOf(first, key.id)).toBe(1);
    expect(JSON.stringify(match)).not.toContain(token.slice(7, -4));
    await revokeFound(match);
    expect(world.files().filter(({ text }) => text.includes(token.slice(7, -4)))).toEqual([]);
  });

  it('that this computer holds is told without being sent, also offline', async () => {
    await companion.close();
    const opened = await world.openConnected();
    const token = (await opened.companion.connections.token(opened.connection.id))?.token ?? '';
    const before = usesOf(first, opened.connection.keyId ?? '');
    const cut = first.faults.add({ kind: 'close', times: always });
    const { found } = await find(token, opened.companion);
    cut.remove();
    expect(found).toMatchObject([{ is: 'key', by: 'token', key: { id: opened.connection.keyId } }]);
    expect(usesOf(first, opened.connection.keyId ?? '')).toBe(before);
  });

  it('of another of the person’s markets is said to be that one’s, and revoked there', async () => {
    const { token } = first.createKey(chatGpt, ines.email, harbor.id);
    const match = await find(token);
    expect(match.found).toMatchObject([{ is: 'key', by: 'token', key: { market: harbor.name } }]);
    expect((await revokeFound(match)).items).toMatchObject([{ status: 'done', proof: { kind: 'refused' } }]);
    expect(first.accepts(token)).toBe(false);
  });

  it('of a market that isn’t theirs is said to be that one’s, where an ending of theirs had it sent', async () => {
    await companion.account.leave();
    companion = await signedIn(tom.email);
    const { key } = first.createKey(chatGpt);
    const { key: theirs, token } = first.createKey('Zapier on server', ines.email, harbor.id);
    endAlike(first, theirs.id, key.id);
    expect(await only(token)).toMatchObject({ is: 'elsewhere', market: harbor.name });
  });

  it('of a market whose list this person may not see is told by what Convene answers', async () => {
    first.setRole(ana.email, harbor.id, 'volunteer');
    await companion.account.refresh();
    const { token } = first.createKey(chatGpt, ines.email, harbor.id);
    expect(await only(token)).toMatchObject({ is: 'not-told', market: harbor.name });
  });

  it('of another server that this computer is connected to is said to be that one’s, and sent to neither', async () => {
    const { key, token } = second.createKey(chatGpt);
    const id = 'elsewhere';
    const names = { organizationName: quince.name, keyName: chatGpt };
    value(await companion.connections.keep(id, { server: second.address, ...names, token }));
    value(
      await companion.connections.add({
        id,
        client: 'cursor',
        server: second.address,
        organizationId: quince.id,
        ...names,
        keyId: key.id,
        tokenHint: key.token_hint,
        entryName: 'convene',
        configPath: '/nowhere',
        connectedAt: new Date().toISOString(),
      }),
    );
    expect(await only(token)).toMatchObject({ is: 'elsewhere', server: second.address });
    expect(usesOf(second, key.id)).toBe(0);
  });

  it('that ends like none of the person’s is sent nowhere', async () => {
    const { key, token } = second.createKey(chatGpt);
    const tried = first.faults.add({ kind: 'close', path: '/api/v1/admin/dashboard', times: always });
    expect(await only(token)).toMatchObject({ is: 'unknown' });
    expect(tried.hits() + usesOf(second, key.id)).toBe(0);
  });

  it('that is revoked is said to be, though a working one ends like it', async () => {
    const old = first.createKey(chatGpt);
    first.revokeKeyByHand(chatGpt);
    const { key } = first.createKey('Web shop on server');
    endAlike(first, old.key.id, key.id);
    expect(await only(old.token)).toEqual({
      is: 'revoked',
      tokenHint: old.key.token_hint,
      names: [chatGpt],
    });
  });
});

describe('two keys that end alike', () => {
  it('are told apart by the whole one', async () => {
    const { key, token } = first.createKey(chatGpt);
    const { key: other } = first.createKey('Web shop on server');
    endAlike(first, key.id, other.id);
    expect(await only(token)).toMatchObject({ is: 'key', by: 'token', key: { id: key.id } });
  });

  it('in two markets are told apart by the whole one', async () => {
    const { key, token } = first.createKey(chatGpt, ines.email, harbor.id);
    const { key: other } = first.createKey(chatGpt);
    endAlike(first, key.id, other.id);
    expect(await only(token)).toMatchObject({ is: 'key', key: { id: key.id, market: harbor.name } });
  });

  it('are both shown where only the ending is there', async () => {
    const { key } = first.createKey(chatGpt);
    const { key: other } = first.createKey(chatGpt, ines.email, harbor.id);
    endAlike(first, key.id, other.id);
    const found = await only(`it ends in ${key.token_hint}`);
    expect(found).toMatchObject({ is: 'several' });
    expect(found?.is === 'several' && found.keys.map(({ market }) => market)).toEqual([
      quince.name,
      harbor.name,
    ]);
  });

  it('are both shown where the key couldn’t be tried, with the reason', async () => {
    const { key, token } = first.createKey(chatGpt);
    const { key: other } = first.createKey('Web shop on server');
    endAlike(first, key.id, other.id);
    first.faults.add({ kind: 'close', path: '/api/v1/admin/dashboard', times: always });
    const found = await only(token);
    expect(found).toMatchObject({ is: 'several', failure: { code: 'offline' } });
    expect(found?.is === 'several' && found.keys.map(({ id }) => id).sort()).toEqual(
      [key.id, other.id].sort(),
    );
  });
});

describe('what can’t be told', () => {
  it.each<[string, Fault]>([
    ['is cut off', { kind: 'close', times: always }],
    ['gives no list', { kind: 'server-error', path: '/admin/api_keys', times: always }],
    ['answers with a web page', { kind: 'html', times: always }],
    [
      'is slow in another market',
      { kind: 'hang', path: '/admin/api_keys', organization: harbor.id, times: always },
    ],
  ])('is called nobody’s where Convene %s', async (_when, fault) => {
    const { token } = first.createKey(chatGpt);
    first.faults.add(fault);
    const match = await find(`${token} ${withEnding('none')} …none`);
    expect(match.found.map(({ is }) => is)).not.toContain('unknown');
    expect(match.unread.length).toBeGreaterThan(0);
    expect(match.unread.every(({ look }) => look.failure !== undefined)).toBe(true);
  });

  it('isn’t asked for where the text holds no key', async () => {
    first.faults.add({ kind: 'close', times: always });
    expect(await find('Nothing to see, fm_org_abcdef is short, and fm_org_ none.')).toEqual({
      found: [],
      cutShort: 1,
      more: 0,
      unread: [],
    });
  });

  it('of a working key whose ending alone is known stays so', async () => {
    const { key, token } = first.createKey(chatGpt);
    first.faults.add({ kind: 'server-error', path: '/api/v1/admin/dashboard', times: always });
    expect(await only(token)).toMatchObject({ is: 'key', by: 'ending', key: { id: key.id } });
  });
});

describe('the proof of a key whose token was in the text', () => {
  it('comes from that token, tried after the revocation', async () => {
    const { token } = first.createKey(chatGpt, tom.email);
    const { items } = await revokeFound(await find(token));
    expect(items).toMatchObject([{ status: 'done', proof: { kind: 'refused' } }]);
    const proof = items[0]?.proof;
    expect(proof?.kind === 'refused' && proof.testedAt >= proof.revokedAt).toBe(true);
  });

  it('is tried for until Convene has refused it', async () => {
    const { token } = first.createKey(chatGpt);
    const match = await find(token);
    const fault = first.faults.add({ kind: 'close', path: '/api/v1/admin/dashboard', times: always });
    const { id, items } = await revokeFound(match);
    expect(items).toMatchObject([{ status: 'done', proof: { kind: 'confirmed' } }]);
    fault.remove();
    await vi.waitFor(() => expect(now(id)?.items).toMatchObject([{ proof: { kind: 'refused' } }]), waiting);
    await companion.keys.refresh();
    const list = companion.keys.view();
    const listed = list.state === 'listed' ? list.keys.find(({ name }) => name === chatGpt) : undefined;
    expect(listed?.proof).toEqual(now(id)?.items[0]?.proof);
  });

  it('says that it still works, while Convene calls it revoked and accepts it', async () => {
    const { token } = first.createKey(chatGpt);
    const match = await find(token);
    const claim = revokedInNameOnly(first, chatGpt);
    const { id, items } = await revokeFound(match);
    expect(items).toMatchObject([{ status: 'still-accepted' }]);
    claim.remove();
    await vi.waitFor(() => expect(now(id)?.items).toMatchObject([{ proof: { kind: 'refused' } }]), waiting);
  });

  it('isn’t there after a new start: Convene’s word counts then', async () => {
    const { token } = first.createKey(chatGpt);
    const match = await find(token);
    const fault = first.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const { id } = await revokeFound(match);
    await companion.close();
    fault.remove();
    companion = await world.open({ pace: { repeatAfterMs: [5], ...quick } });
    await companion.account.refresh();
    await companion.incidents.resume();
    await vi.waitFor(
      () => expect(now(id)?.items).toMatchObject([{ status: 'done', proof: { kind: 'confirmed' } }]),
      waiting,
    );
  });
});

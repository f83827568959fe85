/** Ids are unique within one server. Here two servers have a market, a person and a key of the same ids. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quince } from '../../demo/seed/people.ts';
import type { DemoServer } from '../../demo/server.ts';
import type { Connection } from '../../shared/connect-view.ts';
import type { KeyView } from '../../shared/keys/key-view.ts';
import type { Result } from '../../shared/result.ts';
import { startMarket } from '../../testing/market.ts';
import { type SentTokens, watchSentTokens } from '../../testing/sent-tokens.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const always = Number.POSITIVE_INFINITY;
const waiting = { timeout: 15_000, interval: 20 };

let world: World;
let first: DemoServer;
let second: DemoServer;
let sent: SentTokens;
/** Made while signed in to the first server; its token is in the keychain. */
let connection: Connection;
let keyId = '';
let token = '';
/** The key of the second server that has the same id and the same last four letters. */
let twin: { token: string };
let companion: Companion;

beforeEach(async () => {
  world = await createMemoryWorld();
  first = world.server;
  second = await startMarket({ deviceIntervalSeconds: 0.01 });
  sent = watchSentTokens();
  const opened = await world.openConnected();
  companion = opened.companion;
  ({ connection } = opened);
  keyId = connection.keyId ?? '';
  await companion.keys.refresh();
  token = await heldToken();
  const made = second.createKey('Claude Desktop on Market office laptop');
  twin = { token: made.token };
  second.database.run('UPDATE api_keys SET id = ?, token_hint = ? WHERE id = ?', [
    keyId,
    connection.tokenHint,
    made.key.id,
  ]);
});
afterEach(async () => {
  sent.stop();
  await world.end();
  await second.stop();
});

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

async function heldToken(): Promise<string> {
  const held = value(await world.secrets.get(`connection:${connection.id}`));
  return String(JSON.parse(held ?? '{}').token);
}

/** The session on the first server ends, and the same person signs in to the second one. */
async function goToSecond(): Promise<Companion> {
  await companion.close();
  first.endSessions();
  const next = await world.open({
    env: { CONVENE_SERVER: second.address, CONVENE_DEVICE_NAME: 'Market office laptop' },
  });
  await next.account.refresh();
  await next.account.signIn('convene');
  second.approve(next.account.pendingSignIn()?.userCode ?? '');
  await next.account.settled();
  await next.keys.refresh();
  return next;
}

const keyOf = (of: Companion, id = keyId): KeyView => {
  const list = of.keys.view();
  const key = list.state === 'listed' ? list.keys.find((one) => one.id === id) : undefined;
  if (!key) throw new Error('no such key');
  return key;
};

/** Nothing of the first server reached the second, and nothing of it was taken for revoked. */
async function expectFirstUntouched(): Promise<void> {
  expect(sent.to(second.port)).not.toContain(token);
  expect(first.accepts(token)).toBe(true);
  expect(await heldToken()).toBe(token);
}

describe('a key of one server', () => {
  it('isn’t held here for the key of the same id on another', async () => {
    expect(keyOf(companion).heldHere).toBe(true);
    expect(keyOf(await goToSecond()).heldHere).toBe(false);
  });

  it('is tried at its own server when it is revoked', async () => {
    expect(await companion.keys.revoke(keyId)).toMatchObject({
      value: { kind: 'refused' },
    });
    expect(sent.to(first.port)).toContain(token);
  });

  it('isn’t sent to another when the key of the same id is revoked there', async () => {
    const there = await goToSecond();
    expect(await there.keys.revoke(keyId)).toMatchObject({
      value: { kind: 'confirmed' },
    });
    expect(second.accepts(twin.token)).toBe(false);
    await expectFirstUntouched();
  });

  it('isn’t sent to another by an incident there', async () => {
    const there = await goToSecond();
    const begun = value(
      await there.incidents.begin({ kind: 'leak', keyIds: [keyId], sessionIds: [], lastTrustedAt: null }),
    );
    expect(value(await there.incidents.settled(begun.id)).items).toMatchObject([
      { status: 'done', proof: { kind: 'confirmed' } },
    ]);
    await expectFirstUntouched();
  });

  it('isn’t sent to another by a rotation that was begun on the first', async () => {
    first.faults.add({ kind: 'close', method: 'DELETE', times: always });
    await companion.rotations.rotate(connection.id);
    const held = await heldToken();
    const there = await goToSecond();
    expect(await there.rotations.rotate(connection.id)).toMatchObject({
      ok: false,
      error: { code: 'signed-out' },
    });
    expect(sent.to(second.port)).not.toContain(token);
    expect(sent.to(second.port)).not.toContain(held);
  });

  it('stays in the keychain when the key of the same id is replaced on another', async () => {
    const there = await goToSecond();
    const cursor: Connection = {
      ...connection,
      id: 'cursor-connection',
      client: 'cursor',
      configPath: join(dirname(world.folder), 'mcp.json'),
    };
    value(
      await there.connections.keep(cursor.id, {
        server: second.address,
        organizationName: quince.name,
        keyName: connection.keyName,
        token: twin.token,
      }),
    );
    value(await there.connections.add(cursor));
    expect(await there.rotations.rotate(cursor.id)).toMatchObject({ value: { proof: { kind: 'refused' } } });
    expect(sent.to(second.port)).toContain(twin.token);
    await expectFirstUntouched();
  });

  it('doesn’t count as the companion’s own on another', async () => {
    const there = await goToSecond();
    const begun = value(
      await there.incidents.begin({
        kind: 'leak',
        keyIds: [second.createKey('Leaked').key.id],
        sessionIds: [],
        lastTrustedAt: null,
      }),
    );
    const { createdSince } = value(await there.incidents.settled(begun.id));
    expect(createdSince.keys.map(({ id }) => id)).toContain(keyId);
  });
});

describe('a list of keys', () => {
  it('that is the last known one of one server isn’t shown for another', async () => {
    const there = await goToSecond();
    await there.account.leave();
    second.faults.add({ kind: 'close', method: 'GET', path: '/admin/api_keys', times: always });
    await there.keys.refresh();
    await there.close();
    // The first server's list is known still, and the market's id is the same.
    const again = await world.open({ env: { CONVENE_SERVER: second.address } });
    await again.account.signIn('convene');
    second.approve(again.account.pendingSignIn()?.userCode ?? '');
    await again.account.settled();
    await again.keys.refresh();
    const shown = again.keys.view();
    const names = shown.state === 'listed' ? shown.keys.map(({ createdAt }) => createdAt) : [];
    expect(names).not.toContain(first.keys().find(({ id }) => id === keyId)?.created_at);
  });

  it('of another server settles nothing of an incident', async () => {
    first.faults.add({ kind: 'close', method: 'DELETE', times: always });
    const begun = value(
      await companion.incidents.begin({ kind: 'leak', keyIds: [keyId], sessionIds: [], lastTrustedAt: null }),
    );
    await companion.incidents.settled(begun.id);
    second.revokeKeyByHand(keyId);
    const there = await goToSecond();
    await there.incidents.resume();
    expect(value(await there.incidents.settled(begun.id)).items).not.toMatchObject([{ status: 'done' }]);
    await expectFirstUntouched();
  });
});

describe('a key that was left in a file', () => {
  const cursorSettings = (): string => join(dirname(dirname(world.folder)), '.cursor/mcp.json');
  function leaveInSettings(address: string): void {
    const clear = {
      command: 'npx',
      args: ['mcp-remote', address, '--header', `Authorization: Bearer ${token}`],
    };
    mkdirSync(dirname(cursorSettings()), { recursive: true });
    writeFileSync(cursorSettings(), JSON.stringify({ mcpServers: { 'my-market': clear } }));
  }
  async function look(of: Companion, folder: string): Promise<string> {
    await of.scan.start([folder]);
    await vi.waitFor(() => expect(of.scan.view().state).toBe('ended'), waiting);
    const view = of.scan.view();
    const id = view.state === 'ended' ? view.findings[0]?.id : undefined;
    if (id === undefined) throw new Error('the key was not found');
    return id;
  }

  it('isn’t tried at the server that is signed in to when its entry names another', async () => {
    leaveInSettings(`${first.address}/mcp`);
    const there = await goToSecond();
    const id = await look(there, dirname(cursorSettings()));
    expect(await there.scan.revoke(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(second.accepts(twin.token)).toBe(true);
    await expectFirstUntouched();
  });

  it('is taken out when it is adopted, said to stay alive, and not sent to another server', async () => {
    leaveInSettings(`${first.address}/mcp`);
    const there = await goToSecond();
    const id = await look(there, dirname(cursorSettings()));
    expect(await there.scan.adopt(id)).toMatchObject({ ok: true, value: { oldKeyStays: true } });
    expect(second.accepts(twin.token)).toBe(true);
    await expectFirstUntouched();
  });

  it('is tried where its entry says, when that is the server that is signed in to', async () => {
    leaveInSettings(`${first.address}/mcp`);
    const id = await look(companion, dirname(cursorSettings()));
    expect(await companion.scan.revoke(id)).toMatchObject({ value: { kind: 'refused' } });
    expect(first.accepts(token)).toBe(false);
  });

  it('isn’t sent to a server that lists no key of those last letters', async () => {
    second.database.run("UPDATE api_keys SET token_hint = '…----' WHERE id = ?", [keyId]);
    const file = join(dirname(dirname(world.folder)), 'Documents/notes.txt');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `my key: ${token}\n`);
    const there = await goToSecond();
    expect(await there.scan.revoke(await look(there, dirname(file)))).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    await expectFirstUntouched();
  });
});

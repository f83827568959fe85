import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { harbor } from '../../demo/seed/people.ts';
import { revokedInNameOnly } from '../../testing/revoked-in-name-only.ts';
import { createMemoryWorld, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const always = Number.POSITIVE_INFINITY;
const pastedName = 'Cursor, pasted by hand';
const usualName = 'Cursor on Market office laptop';

let world: World;
let companion: Companion;
let path = '';
let token = '';
let pastedKeyId = '';
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  const pasted = world.server.createKey(pastedName);
  ({ token } = pasted);
  pastedKeyId = pasted.key.id;
  path = join(dirname(dirname(world.folder)), '.cursor/mcp.json');
  writeSettings(token);
});
afterEach(() => world.end());

const entryName = 'my-market';
function writeSettings(key: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const clear = { command: 'npx', args: ['mcp-remote', '--header', `Authorization: Bearer ${key}`] };
  const servers = { weather: { command: '/usr/bin/false' }, [entryName]: clear };
  writeFileSync(path, `${JSON.stringify({ mcpServers: servers, theme: 'dark' }, null, 4)}\n`);
}
const entries = (): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')).mcpServers;
/** Found by a look through its folder, and adopted from there. */
async function look(of = companion, file = path): Promise<string> {
  await of.scan.start([dirname(file)]);
  await vi.waitFor(() => expect(of.scan.view().state).toBe('ended'), { timeout: 10_000 });
  const view = of.scan.view();
  const found =
    view.state === 'ended' ? view.findings.find((one) => one.client?.entryName === entryName) : undefined;
  if (!found) throw new Error('the key was not found');
  return found.id;
}
const adopt = async (of = companion, file = path) => of.scan.adopt(await look(of, file));
const isRevoked = (): boolean => !world.server.accepts(token);

describe('a key in clear text in a program’s settings', () => {
  it('gives way to one in the keychain, is taken out, and revoked with proof', async () => {
    expect(await adopt()).toMatchObject({
      ok: true,
      value: { oldKeyStays: false, steps: [{ done: true }, { done: true }, { done: true }] },
    });
    expect(readFileSync(path, 'utf8')).not.toContain('fm_org_');
    expect(Object.keys(entries())).toEqual(['weather', expect.stringMatching(/^convene-/)]);
    expect(isRevoked()).toBe(true);
    expect(world.files().filter(({ text }) => text.includes(token))).toEqual([]);
    const list = companion.keys.view();
    const old = list.state === 'listed' ? list.keys.find(({ id }) => id === pastedKeyId) : undefined;
    expect(old?.proof?.kind).toBe('refused');
  });

  it('is taken out of copies that were filed under the name of a link, with every other key', async () => {
    const other = `fm_org_${'f00'.repeat(9)}`;
    const elsewhere = join(world.home, 'dotfiles/claude.json');
    mkdirSync(dirname(elsewhere), { recursive: true });
    writeFileSync(elsewhere, JSON.stringify({ mcpServers: {}, note: other, mine: token }));
    symlinkSync(elsewhere, join(world.home, 'linked.json'));
    const { target } = world.connectDeps(companion);
    for (const file of [elsewhere, join(world.home, 'linked.json')])
      await target.config(file).put(`convene-${basename(file)}`, { command: 'none' });
    expect((await adopt()).ok).toBe(true);
    const copies = world.files().filter((file) => file.path.includes('/backups/'));
    expect(copies.length).toBeGreaterThan(2);
    expect(copies.filter(({ text }) => text.includes('fm_org_'))).toEqual([]);
  });

  it('is revoked though its copies can’t be cleared, and they are named', async () => {
    writeFileSync(`${path}.bak`, readFileSync(path));
    expect(await adopt()).toMatchObject({
      ok: true,
      value: {
        leftIn: [{ path: `${path}.bak`, why: 'not-ours' }],
        steps: [{}, {}, { id: 'old-revoked', done: true }],
      },
    });
    expect(isRevoked()).toBe(true);
  });

  it('that isn’t confirmed to be revoked doesn’t hide where it still stands', async () => {
    writeFileSync(`${path}.bak`, readFileSync(path));
    world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    expect(await adopt()).toMatchObject({
      value: { leftIn: [{ path: `${path}.bak` }], steps: [{ done: true }, { done: true }, { done: false }] },
    });
  });

  it('may have the name that ours would have, which ours takes once it is revoked', async () => {
    world.server.database.run('UPDATE api_keys SET name = ? WHERE id = ?', [usualName, pastedKeyId]);
    expect(await adopt()).toMatchObject({ ok: true, value: { steps: [{}, {}, { done: true }] } });
    expect(world.liveKeys().filter((name) => name.startsWith(usualName))).toEqual([usualName]);
    expect(await companion.connections.of('cursor')).toMatchObject({ value: [{ keyName: usualName }] });
  });

  it('stays where it is when the new one can’t be proven', async () => {
    world.server.faults.add({ kind: 'server-error', path: '/mcp', times: always });
    expect(await adopt()).toMatchObject({ ok: true, value: { steps: [{ done: false }, {}, {}] } });
    expect(Object.keys(entries())).toContain(entryName);
    expect(isRevoked()).toBe(false);
  });

  it('is revoked in the end, though the connection broke when that was asked', async () => {
    const cut = world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
    expect(await adopt()).toMatchObject({
      error: { code: 'revocation-unconfirmed', name: pastedName, cause: 'offline' },
    });
    expect(Object.keys(entries())).not.toContain(entryName);
    expect(isRevoked()).toBe(false);
    cut.remove();
    await companion.keys.refresh();
    expect(isRevoked()).toBe(true);
  });

  it('is said to work still, where Convene calls it revoked and accepts it', async () => {
    revokedInNameOnly(world.server, pastedName);
    expect(await adopt()).toMatchObject({
      error: { code: 'revoked-key-accepted', name: pastedName, at: expect.any(String) },
    });
    const list = companion.keys.view();
    const old = list.state === 'listed' ? list.keys.find(({ id }) => id === pastedKeyId) : undefined;
    expect(old).toMatchObject({ revocationNotConfirmed: true, stillAcceptedAt: expect.any(String) });
  });

  it('that another one ends like is told from it, and only it is revoked', async () => {
    const twin = world.server.createKey('A twin');
    world.server.database.run(
      'UPDATE api_keys SET token_hint = (SELECT token_hint FROM api_keys WHERE id = ?) WHERE id = ?',
      [pastedKeyId, twin.key.id],
    );
    expect((await adopt()).ok).toBe(true);
    expect(isRevoked()).toBe(true);
    expect(world.liveKeys()).toContain('A twin');
  });

  it('of another market is taken out, and said to stay alive', async () => {
    world.server.database.run('UPDATE api_keys SET organization_id = ? WHERE id = ?', [
      harbor.id,
      pastedKeyId,
    ]);
    expect(await adopt()).toMatchObject({ ok: true, value: { oldKeyStays: true } });
    expect(isRevoked()).toBe(false);
  });

  it('that is dead already needs no revoking', async () => {
    world.server.revokeKeyByHand(pastedKeyId);
    expect(await adopt()).toMatchObject({ ok: true, value: { oldKeyStays: false } });
    expect(Object.keys(entries())).not.toContain(entryName);
  });

  it('that ends like none of the market’s keys isn’t sent to Convene, and is said to stay alive', async () => {
    token = `fm_org_${randomBytes(18).toString('hex')}`;
    writeSettings(token);
    const asked = world.server.faults.add({
      kind: 'delay',
      milliseconds: 0,
      path: '/api/v1/admin/dashboard',
      times: always,
    });
    expect(await adopt()).toMatchObject({ ok: true, value: { oldKeyStays: true } });
    expect(asked.hits()).toBe(0);
    expect(Object.keys(entries())).not.toContain(entryName);
  });

  it('isn’t touched when another stands there by now', async () => {
    const id = await look();
    writeSettings(`fm_org_${randomBytes(16).toString('hex')}`);
    const before = entries()[entryName];
    expect(await companion.scan.adopt(id)).toMatchObject({ ok: false, error: { code: 'entry-changed' } });
    expect(entries()[entryName]).toEqual(before);
    expect(isRevoked()).toBe(false);
  });

  it('in Claude’s settings is taken out while Claude is quit, and Claude is started again', async () => {
    const servers = { [entryName]: { command: 'npx', args: [token] } };
    writeFileSync(world.configPath, JSON.stringify({ mcpServers: servers }));
    await companion.close();
    const opened = await world.openConnected();
    expect(world.claude.running).toBe(true);
    const adopted = await adopt(opened.companion, world.configPath);
    expect(adopted).toMatchObject({ ok: true, value: { steps: [{}, { done: true }, { done: true }] } });
    expect(world.config()).not.toContain('fm_org_');
    expect(world.claude.running).toBe(true);
  });
});

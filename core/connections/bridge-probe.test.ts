import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoServer } from '../../demo/server.ts';
import { dashboardSchema } from '../../shared/convene/wire.ts';
import { type Keyring, startKeyring } from '../../testing/keyring/keyring.ts';
import { startMarket } from '../../testing/market.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { connectionAccount } from '../keychain/accounts.ts';
import { type ChildSecretStore, openSecretStore } from '../keychain/keychain-client.ts';
import { rememberedFolder, rememberedPath } from './bridge-memory-path.ts';
import { openProbe, type Probe } from './bridge-probe.ts';

const bridge = resolve('out/programs/bridge.cjs');
const keychainHost = resolve('out/programs/keychain-host.cjs');
const folder = mkdtempSync(join(tmpdir(), 'probe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opened: Probe[] = [];
function probeOf(program: Partial<SpawnCommand>, deadlineMs?: number): Probe {
  const whole = { command: process.execPath, args: [], env: {}, ...program };
  const probe = openProbe(whole, deadlineMs === undefined ? {} : { deadlineMs });
  opened.push(probe);
  return probe;
}
afterEach(async () => {
  for (const probe of opened.splice(0)) await probe.close();
});

/** A program of our own making that misbehaves. */
function script(code: string): Partial<SpawnCommand> {
  const path = join(folder, `${randomUUID()}.cjs`);
  writeFileSync(path, code);
  return { args: [path] };
}

/** One that answers each request with what `answer` makes of it. */
const answering = (answer: string): Partial<SpawnCommand> =>
  script(`require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method } = JSON.parse(line);
    const hello = { result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'x', version: '1' } } };
    if (id === undefined) return;
    const said = method === 'initialize' ? hello : (${answer})(method);
    console.log(JSON.stringify({ jsonrpc: '2.0', id, ...said }));
  });`);

describe('the proof finds that', () => {
  it.each([
    ['the file is gone', { args: ['/nowhere/bridge.cjs', 'id'] }, '/nowhere/bridge.cjs'],
    ['the program is gone', { command: '/nowhere/companion' }, '/nowhere/companion'],
  ])('%s', async (_, program, path) => {
    expect(await probeOf(program).initialize()).toEqual({
      ok: false,
      error: { code: 'bridge-missing', path },
    });
  });

  it('a command that is no path isn’t there', async () => {
    expect(await probeOf({ command: 'no-such-program' }).initialize()).toMatchObject({
      error: { code: 'bridge-missing' },
    });
  });

  it('the bridge ends at once, with its last words but without a token', async () => {
    const token = `fm_org_${randomBytes(20).toString('hex')}`;
    const probe = probeOf(
      script(`console.error('first'); console.error('no luck with ${token}'); process.exit(3)`),
    );
    expect(await probe.initialize()).toEqual({
      ok: false,
      error: { code: 'bridge-did-not-start', detail: 'no luck with fm_org_[hidden]' },
    });
    expect(await probe.listTools()).toMatchObject({ error: { code: 'bridge-did-not-start' } });
  });

  it('the bridge says nothing, and ends it even when it doesn’t want to', async () => {
    const probe = probeOf(script(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1_000)`), 300);
    expect(await probe.initialize()).toMatchObject({ error: { code: 'bridge-silent' } });
    await probe.close();
    expect(await probe.listTools()).toMatchObject({ error: { code: 'bridge-did-not-start' } });
  });

  it('the bridge chats on its output, and hears the answers all the same', async () => {
    const probe = probeOf(
      answering(
        `() => { console.log('hello'); console.log('null'); return { result: { tools: [{ name: 'a' }] } }; }`,
      ),
    );
    await probe.initialize();
    expect(await probe.listTools()).toEqual({ ok: true, value: ['a'] });
  });

  it.each([
    [
      'marked',
      `() => ({ error: { code: -32001, message: 'Sorry.', data: { code: 'refused' } } })`,
      'refused',
    ],
    ['not marked', `() => ({ error: { code: -32603, message: 'Sorry.' } })`, 'tool-failed'],
    [
      'marked with what we don’t know',
      `() => ({ error: { code: 1, message: 'Sorry.', data: { code: 'x' } } })`,
      'tool-failed',
    ],
    ['no error but nonsense', `() => ({ result: 7 })`, 'unexpected-answer'],
  ])('a question failed: %s', async (_, answer, code) => {
    const probe = probeOf(answering(answer));
    expect(await probe.initialize()).toMatchObject({ ok: true });
    expect(await probe.listTools()).toMatchObject({ ok: false, error: { code } });
    expect(await probe.call('get_dashboard')).toMatchObject({ ok: false, error: { code } });
  });

  it('the tool itself says that it couldn’t', async () => {
    const probe = probeOf(
      answering(`() => ({ result: { isError: true, content: [{ type: 'text', text: 'Closed today' }] } })`),
    );
    await probe.initialize();
    expect(await probe.call('get_dashboard')).toEqual({
      ok: false,
      error: { code: 'tool-failed', name: 'get_dashboard', detail: 'Closed today' },
    });
  });
});

describe('with the bridge, a keychain and the demo market', () => {
  let keyring: Keyring;
  let secrets: ChildSecretStore;
  let convene: DemoServer;
  beforeAll(async () => {
    keyring = await startKeyring();
    convene = await startMarket();
    const host = { command: process.execPath, args: [keychainHost], env: keyring.env };
    secrets = openSecretStore({ host });
  });
  afterAll(async () => {
    await secrets.close();
    await convene.stop();
    await keyring.stop();
  });

  async function connect(name: string): Promise<{ id: string }> {
    const { token } = convene.createKey(name);
    const id = `probe-${randomUUID()}`;
    const secret = { server: convene.address, organizationName: 'Quince', keyName: name, token };
    expect((await secrets.set(connectionAccount(id), JSON.stringify(secret))).ok).toBe(true);
    return { id };
  }
  async function connected(name: string): Promise<Probe> {
    const { id } = await connect(name);
    return probeOf({ args: [bridge, id], env: keyring.env });
  }

  it('the proof ends with an answer to what is pending', async () => {
    const probe = await connected('Claude Desktop on Stall');
    expect(await probe.initialize()).toEqual({ ok: true, value: undefined });
    expect(await probe.listTools()).toMatchObject({ value: expect.arrayContaining(['get_dashboard']) });
    const answer = await probe.call('get_dashboard');
    expect(answer.ok && dashboardSchema.safeParse(JSON.parse(answer.value)).success).toBe(true);
  });

  it('a revoked key is found although the bridge remembers what Convene once answered', async () => {
    const name = 'Claude Desktop on Cellar';
    const { id } = await connect(name);
    const hello = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'convene-companion', version: '1' },
    };
    const welcome = { ...hello, serverInfo: { name: 'convene', version: '1' } };
    mkdirSync(rememberedFolder(folder));
    writeFileSync(
      rememberedPath(folder, id) ?? '',
      JSON.stringify({ hello: JSON.stringify(hello), welcome, list: { tools: [{ name: 'get_dashboard' }] } }),
    );
    convene.revokeKeyByHand(name);
    const probe = probeOf({ args: [bridge, id], env: { ...keyring.env, CONVENE_COMPANION_HOME: folder } });
    expect(await probe.initialize()).toMatchObject({ ok: true });
    expect(await probe.listTools()).toMatchObject({ ok: false, error: { code: 'refused' } });
  });

  it('a key that was revoked in between lets the bridge start, and is told apart', async () => {
    const name = 'Claude Desktop on Van';
    const probe = await connected(name);
    convene.revokeKeyByHand(name);
    expect(await probe.initialize()).toMatchObject({ ok: true });
    expect(await probe.listTools()).toMatchObject({ ok: false, error: { code: 'refused' } });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionSecret, connectionAccount } from '../core/keychain/accounts.ts';
import { type ChildSecretStore, openSecretStore } from '../core/keychain/keychain-client.ts';
import type { DemoServer } from '../demo/server.ts';
import { connectAssistant } from '../demo/testing/mcp-client.ts';
import { type Keyring, startKeyring } from '../testing/keyring/keyring.ts';
import { startMarket } from '../testing/market.ts';

const program = resolve('out/programs/bridge.cjs');
const keyName = 'Claude Desktop on Stall';

/** The companion's own. */
let folder: string;
let keyring: Keyring;
let secrets: ChildSecretStore;
let convene: DemoServer;
let connection: string;
let token: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'companion-'));
  keyring = await startKeyring();
  const host = {
    command: process.execPath,
    args: [resolve('out/programs/keychain-host.cjs')],
    env: keyring.env,
  };
  secrets = openSecretStore({ host });
});
afterAll(async () => {
  await secrets.close();
  await keyring.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  convene = await startMarket();
  ({ token } = convene.createKey(keyName));
  connection = `test-${randomUUID()}`;
  await keep({ token });
});

const leaving: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0)) await leave();
  await convene.stop();
});

async function keep(facts: Pick<ConnectionSecret, 'token' | 'revokedAt'>): Promise<void> {
  const secret = { server: convene.address, organizationName: 'Quince Street Market', keyName, ...facts };
  const kept = await secrets.set(connectionAccount(connection), JSON.stringify(secret));
  expect(kept.ok).toBe(true);
}

const environment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  CONVENE_COMPANION_HOME: folder,
  ...keyring.env,
});

/** Claude, as the official SDK would be it. */
async function claude() {
  const client = new Client({ name: 'claude', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, connection],
    env: environment(),
    stderr: 'pipe',
  });
  let notes = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    notes += chunk.toString('utf8');
  });
  let announced = 0;
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    announced += 1;
  });
  await client.connect(transport);
  leaving.push(() => client.close());
  return { client, transport, notes: () => notes, toolsAnnounced: () => announced };
}

/** The program by itself, spoken to line by line. */
function bare(args: readonly string[] = [connection], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...environment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  leaving.push(() => ended(child));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const exit = once(child, 'exit').then(([status, signal]) => ({ status, signal }));
  const say = (message: unknown): void =>
    void child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  return { child, lines, exit, say };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const hello = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'a test', version: '1' },
  },
};

describe('Claude, through the bridge', () => {
  it('hears what it would hear from Convene itself', async () => {
    const { client } = await claude();
    const direct = await connectAssistant(convene.address, token);
    leaving.push(() => direct.close());
    expect(client.getServerVersion()).toEqual(direct.getServerVersion());
    expect(client.getInstructions()).toEqual(direct.getInstructions());
    expect(await client.listTools()).toEqual(await direct.listTools());
    for (const name of ['get_dashboard', 'list_bookings']) {
      expect(await client.callTool({ name })).toEqual(await direct.callTool({ name }));
    }
  });

  it('works on as if nothing had been when the key is rotated', async () => {
    const { client } = await claude();
    await client.listTools();
    const next = convene.createKey('Claude Desktop on Stall, new');
    await keep({ token: next.token });
    convene.revokeKeyByHand(keyName);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.callTool({ name: 'get_dashboard' })),
    );
    expect(answers.filter(({ isError }) => isError)).toEqual([]);
  });

  it('is told in a sentence that the key was revoked, and goes on when it is connected again', async () => {
    const { client } = await claude();
    convene.revokeKeyByHand(keyName);
    await keep({ revokedAt: new Date().toISOString() });
    await expect(client.callTool({ name: 'get_dashboard' })).rejects.toMatchObject({
      code: -32001,
      message: expect.stringMatching(/This key was revoked on \d+ \w+\. Open Convene Companion/),
      data: { code: 'refused' },
    });
    const next = convene.createKey('Claude Desktop on Stall, again');
    await keep({ token: next.token });
    expect((await client.callTool({ name: 'get_dashboard' })).isError).toBeFalsy();
  });

  it('is told that the person behind the key may not any more', async () => {
    const { client } = await claude();
    convene.setActive('ana@quince.example', false);
    await expect(client.callTool({ name: 'get_dashboard' })).rejects.toMatchObject({
      data: { code: 'not-allowed' },
    });
  });

  it('is greeted without Convene, and told when it is back', async () => {
    const { port } = convene;
    await convene.stop();
    const { client, toolsAnnounced } = await claude();
    await expect(client.listTools()).rejects.toMatchObject({ data: { code: 'offline' } });
    convene = await startMarket({ port });
    const { token: newToken } = convene.createKey('Claude Desktop on Stall, back');
    await keep({ token: newToken });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('get_dashboard');
    await vi.waitFor(() => expect(toolsAnnounced()).toBe(1));
  });

  it('is told that a connection was removed', async () => {
    await secrets.delete(connectionAccount(connection));
    const { client } = await claude();
    await expect(client.listTools()).rejects.toMatchObject({
      message: expect.stringContaining('This connection was removed in Convene Companion.'),
    });
  });

  it('knows the tools at its next start, before the key is read, and hears at a call what became of the key', async () => {
    const { tools } = await (await claude()).client.listTools();
    await keep({ revokedAt: new Date().toISOString() });
    const { client } = await claude();
    expect((await client.listTools()).tools).toEqual(tools);
    await expect(client.callTool({ name: 'get_dashboard' })).rejects.toMatchObject({
      message: expect.stringContaining('This key was revoked on'),
    });
    await expect((await claude()).client.listTools()).rejects.toMatchObject({ data: { code: 'refused' } });
  });

  it('may have two bridges on one connection', async () => {
    const [one, other] = await Promise.all([claude(), claude()]);
    const [first, second] = await Promise.all([one.client.listTools(), other.client.listTools()]);
    expect(first).toEqual(second);
  });
});

describe('the program', () => {
  it('remembers nothing for whoever wants to know whether the connection works', async () => {
    const ask = async (env: Record<string, string> = {}): Promise<unknown> => {
      const { lines, say, child, exit } = bare([connection], env);
      say(hello);
      await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
      say({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
      await vi.waitFor(() => expect(lines).toHaveLength(2), 10_000);
      child.stdin.end();
      await exit;
      return JSON.parse(lines[1] ?? '');
    };
    await ask();
    convene.revokeKeyByHand(keyName);
    expect(await ask({ CONVENE_BRIDGE_FRESH: '1' })).toMatchObject({ error: { data: { code: 'refused' } } });
    expect(await ask()).toMatchObject({ result: { tools: expect.anything() } });
  });

  it('has no key in its arguments, its environment or its notes', async () => {
    const { client, transport, notes } = await claude();
    await client.listTools();
    const processes = ['cmdline', 'environ'].map((name) => ofProcess(transport.pid, name)).join('\0');
    expect(processes).toContain(connection);
    expect(processes).not.toContain(token);
    expect(notes()).toContain('introduced to Convene');
    expect(notes()).not.toContain(token);
  });

  it('does not hand on that it runs within Electron', async () => {
    const { child, lines, say } = bare([connection], { ELECTRON_RUN_AS_NODE: '1' });
    say(hello);
    await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ id: 0, result: { serverInfo: { name: 'convene' } } });
    child.stdin.end();
  });

  it('answers what is in flight when its input ends, and leaves with status 0', async () => {
    const { child, lines, exit, say } = bare();
    convene.faults.add({ kind: 'delay', milliseconds: 200, path: '/mcp', times: 2 });
    say(hello);
    say({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_dashboard' } });
    child.stdin.end();
    expect(await exit).toEqual({ status: 0, signal: null });
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([0, 1]);
  });

  it('leaves when Claude has gone without a word', async () => {
    const { child, exit, say } = bare();
    child.stdout.destroy();
    say(hello);
    expect(await exit).toEqual({ status: 0, signal: null });
  });

  it('leaves when it is asked to', async () => {
    const { child, lines, exit, say } = bare();
    say(hello);
    await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
    child.kill('SIGTERM');
    expect(await exit).toEqual({ status: 0, signal: null });
  });

  it('keeps no process for the keychain once it has the key', async () => {
    const { child, lines, say } = bare();
    say(hello);
    await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
    await vi.waitFor(() => expect(childrenOf(child)).toEqual([]), 5_000);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'takes the keychain’s process with it when the keychain hangs and it is ended with %s',
    async (signal) => {
      keyring.freeze();
      leaving.push(async () => keyring.thaw());
      const { child, exit } = bare();
      const host = await vi.waitFor(() => {
        const [first] = childrenOf(child);
        expect(first).toBeDefined();
        return first;
      }, 5_000);
      child.kill(signal);
      await exit;
      await vi.waitFor(() => expect(isRunning(host)).toBe(false), 8_000);
    },
  );

  it('leaves when the program that started it is killed and another holds its input open', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const bridge = spawn(process.execPath, process.argv.slice(1), { stdio: 'pipe' });
      bridge.stderr.once('data', () => {
        const stdio = [bridge.stdin, 'ignore', 'ignore'];
        const holder = spawn('sleep', ['60'], { stdio, detached: true });
        process.stdout.write(bridge.pid + ' ' + holder.pid + '\\n');
      });`;
    const parent = spawn(process.execPath, ['-e', script, program, connection], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    leaving.push(() => ended(parent));
    const [said] = await once(parent.stdout, 'data');
    const [bridge, holder] = String(said).trim().split(' ').map(Number);
    leaving.push(async () => void (holder && isRunning(holder) && process.kill(holder)));
    expect(isRunning(bridge)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isRunning(bridge)).toBe(false), 10_000);
    expect(isRunning(holder)).toBe(true);
  });

  it('says so when it is started without a connection', async () => {
    const { child, exit } = bare([]);
    const [words] = await once(child.stderr, 'data');
    expect(String(words)).toContain('without the id of a connection');
    expect(await exit).toEqual({ status: 2, signal: null });
  });

  it('writes to standard error what it was told to, and the protocol alone to standard output', async () => {
    const { child, lines, exit, say } = bare([connection], { CONVENE_BRIDGE_LOG: 'error' });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words += String(chunk);
    });
    say(hello);
    say('{"damaged');
    say({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: `fm_org_${randomBytes(20).toString('hex')}` },
    });
    child.stdin.end();
    await exit;
    expect(words).toBe('');
    expect(lines.map((line) => JSON.parse(line).jsonrpc)).toEqual(['2.0', '2.0', '2.0']);
  });
});

const ofProcess = (pid: number | null | undefined, name: string): string =>
  readFileSync(`/proc/${pid}/${name}`, 'utf8');

const childrenOf = ({ pid }: ChildProcess): number[] =>
  ofProcess(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number);

/** A process that has ended may still have its number, until the first process of the computer takes note. */
function isRunning(pid: number | undefined): boolean {
  try {
    return !/\) Z /.test(ofProcess(pid, 'stat'));
  } catch {
    return false;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { claudeProcesses } from '../../core/clients/claude-desktop/processes.ts';
import { buildFakeClaude } from './build.ts';
import { type FakeClaude, startFakeClaude } from './driver.ts';
import type { FakeClaudeOptions } from './orders.ts';
import { scriptedServer } from './testing/scripted-server.ts';

beforeAll(buildFakeClaude);

let home = '';
let configPath = '';
let claudes: FakeClaude[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fake-claude-'));
  configPath = join(home, 'claude_desktop_config.json');
});
afterEach(async () => {
  await Promise.all(claudes.map((claude) => claude.quit()));
  claudes = [];
  // Where a test failed, something may be left.
  for (const id of [...serverProcesses(), ...processesOf(configPath)]) endIfThere(id);
  rmSync(home, { recursive: true });
});

const settings = (): { mcpServers?: Record<string, unknown> } => JSON.parse(readFileSync(configPath, 'utf8'));
const write = (value: unknown): void => writeFileSync(configPath, JSON.stringify(value));

async function start(options: FakeClaudeOptions = {}): Promise<FakeClaude> {
  const claude = await startFakeClaude({ configPath, env: { HOME: home }, options });
  claudes.push(claude);
  return claude;
}

/** Processes whose command line holds a text. */
function processesOf(text: string): number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map(Number).filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(text);
    } catch {
      // It has ended since the list was made.
      return false;
    }
  });
}

function endIfThere(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended since it was seen.
  }
}

const serverProcesses = (): number[] => processesOf(join(home, 'server.cjs'));

describe('the settings of a Claude that runs', () => {
  it('are read once, so that what others write meanwhile is lost at the next change', async () => {
    write({ mcpServers: {} });
    const claude = await start();
    write({ mcpServers: { 'convene-quince-street': scriptedServer(home) }, deploymentMode: 'theirs' });
    await claude.changeSetting('globalShortcut', 'Alt+C');
    expect(settings()).toEqual({ mcpServers: {}, globalShortcut: 'Alt+C' });
  });

  it('are written back whole after its start, with everything in them', async () => {
    const all = { preferences: { scale: 1.5 }, mcpServers: {}, coworkUserFilesPath: '/x' };
    writeFileSync(configPath, JSON.stringify(all));
    await start();
    expect(readFileSync(configPath, 'utf8')).toBe(JSON.stringify(all, null, 2));
  });

  it.each([
    ['a byte order mark', '\ufeff{"mcpServers": {"convene-x": {"command": "/bin/true"}}}'],
    ['a comment', '{ // mine\n "mcpServers": {"convene-x": {"command": "/bin/true"}}}'],
    ['a trailing comma', '{"mcpServers": {"convene-x": {"command": "/bin/true"}},}'],
    ['half a file', '{"mcpServers": {"convene-x": {'],
  ])('with %s count as empty, and become a stub without servers', async (_what, text) => {
    writeFileSync(configPath, text);
    const claude = await start();
    expect(await claude.servers()).toEqual([]);
    expect(readFileSync(configPath, 'utf8')).toBe('{}');
  });

  it('that were nowhere are made', async () => {
    configPath = join(home, 'Claude', 'claude_desktop_config.json');
    await start();
    expect(settings()).toEqual({});
  });

  it.each([
    ['once', 1],
    ['always', 0],
  ] as const)('lose our entry %s when it misbehaves so', async (strips, left) => {
    const ours = { 'convene-x': scriptedServer(home) };
    write({ mcpServers: { ...ours, weather: { command: '/bin/true' } } });
    const claude = await start({ strips });
    expect(Object.keys(settings().mcpServers ?? {})).toEqual(['weather']);
    await claude.changeSetting('mcpServers', ours);
    expect(Object.keys(settings().mcpServers ?? {})).toHaveLength(left);
  });

  it('lose all servers when it misbehaves so', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home) }, deploymentMode: 'theirs' });
    await start({ strips: 'once', stripsWhat: 'servers' });
    expect(settings()).toEqual({ deploymentMode: 'theirs' });
  });

  it('lose our entry once over all its starts', async () => {
    const ours = { 'convene-x': scriptedServer(home) };
    write({ mcpServers: ours });
    const claude = await start({ strips: 'once' });
    await claude.quit();
    write({ mcpServers: ours });
    await claude.start();
    expect(settings()).toEqual({ mcpServers: ours });
  });

  it('lose a server that the person removes in them, and it ends', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home), weather: { command: '/bin/true' } } });
    const claude = await start();
    await claude.removeServer('convene-x');
    expect(Object.keys(settings().mcpServers ?? {})).toEqual(['weather']);
    expect((await claude.servers()).map(({ name }) => name)).toEqual(['weather']);
    await vi.waitFor(() => expect(serverProcesses()).toEqual([]));
  });
});

describe('the servers of a Claude that runs', () => {
  it.each([1, 2] as const)('are started by each of %i panels', async (panels) => {
    write({ mcpServers: { 'convene-x': scriptedServer(home) } });
    const claude = await start({ panels });
    expect(await claude.servers()).toEqual(
      Array(panels).fill({ name: 'convene-x', state: 'running', tools: ['get_dashboard'] }),
    );
    expect(serverProcesses()).toHaveLength(panels);
  });

  it('answer what is pending, with their variables', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home) } });
    expect(await (await start()).ask('what’s pending today?')).toBe('two applications');
  });

  it('that refuse are quoted', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home, 'refusing') } });
    expect(await (await start()).ask('what’s pending today?')).toContain('This key was revoked.');
  });

  it('that aren’t there are said not to be', async () => {
    write({ mcpServers: {} });
    expect(await (await start()).ask('what’s pending today?')).toBe('Convene is not connected.');
  });

  it('that can’t be started don’t hold up the others', async () => {
    const mcpServers = {
      gone: { command: '/nowhere/program' },
      remote: { type: 'http', url: 'https://example.org/mcp' },
      'convene-x': scriptedServer(home),
    };
    write({ mcpServers });
    const states = (await (await start()).servers()).map(({ name, state }) => [name, state]);
    expect(states).toEqual([
      ['gone', 'failed'],
      ['remote', 'skipped'],
      ['convene-x', 'running'],
    ]);
  });

  it('that don’t greet in time have failed, and are ended', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home, 'silent') } });
    const claude = await start({ initializeMs: 300 });
    expect(await claude.servers()).toMatchObject([
      { state: 'failed', problem: expect.stringMatching(/timed out/i) },
    ]);
    await vi.waitFor(() => expect(serverProcesses()).toEqual([]));
  });

  it('have a log each', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home), gone: { command: '/nowhere/program' } } });
    const { logs } = await start();
    const log = (name: string): string => readFileSync(join(logs, `mcp-server-${name}.log`), 'utf8');
    await vi.waitFor(() => expect(log('convene-x')).toContain('server up'));
    expect(log('convene-x')).toMatch(
      /^\S+Z \[convene-x\] \[info\] Server started and connected successfully \{ metadata: undefined \}$/m,
    );
    expect(log('gone')).toMatch(/^\S+Z \[gone\] \[error\] spawn \/nowhere\/program ENOENT \{$/m);
    expect(readFileSync(join(logs, 'mcp.log'), 'utf8')).toMatch(
      /^\S+Z \[info\] \[gone\] Initializing server\.\.\. /m,
    );
  });
});

describe('a Claude that runs', () => {
  const running = () => claudeProcesses({ platform: 'linux', home }).running();
  const companion = () => claudeProcesses({ platform: 'linux', home, timeouts: { quitMs: 10_000 } });

  it('is found by the companion until it has quit, in the tray too', async () => {
    write({});
    const claude = await start();
    await claude.closeWindow();
    expect(await claude.status()).toMatchObject({ windowOpen: false });
    expect(await running()).toMatchObject({ ok: true, value: { running: true } });
    await claude.quit();
    await claude.quit();
    expect(await running()).toEqual({ ok: true, value: { running: false } });
    await expect(claude.ask('what’s pending today?')).rejects.toThrow('has ended');
  });

  it('quits when the companion asks it to, and has written its settings by then', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home) } });
    const claude = await start();
    rmSync(configPath);
    expect(await companion().quit()).toEqual({ ok: true, value: undefined });
    expect(Object.keys(settings().mcpServers ?? {})).toEqual(['convene-x']);
    expect(serverProcesses()).toEqual([]);
    await expect(claude.status()).rejects.toThrow('has ended');
  });

  it('is started again by the companion, and takes the same orders', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home) } });
    const claude = await start();
    await claude.quit();
    expect(await companion().start()).toEqual({ ok: true, value: undefined });
    await vi.waitFor(() => expect(claude.starts()).toBe(2), { timeout: 10_000 });
    expect(await claude.ask('what’s pending today?')).toBe('two applications');
    await claude.quit();
    expect(await running()).toEqual({ ok: true, value: { running: false } });
  });

  it('doesn’t quit when it is stubborn, except from its own menu', async () => {
    write({});
    const claude = await start({ stubborn: true });
    const impatient = claudeProcesses({ platform: 'linux', home, timeouts: { quitMs: 200 } });
    expect(await impatient.quit()).toMatchObject({ ok: false, error: { code: 'claude-did-not-quit' } });
    await claude.quit();
    expect(await running()).toEqual({ ok: true, value: { running: false } });
  });

  it('leaves no server behind when it quits, however stubborn', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home, 'stubborn') } });
    const claude = await start();
    await claude.quit();
    expect(serverProcesses()).toEqual([]);
  });

  it('leaves no server behind when it is killed', async () => {
    write({ mcpServers: { 'convene-x': scriptedServer(home, 'stubborn') } });
    const claude = await start();
    for (const id of processesOf(configPath)) endIfThere(id);
    await claude.quit();
    await vi.waitFor(() => expect(serverProcesses()).toEqual([]));
  });

  it.each(['good', 'silent'] as const)(
    'leaves nothing behind when whoever started it is killed, its server being %s',
    async (behavior) => {
      write({ mcpServers: { 'convene-x': scriptedServer(home, behavior) } });
      const starter = join(home, 'starter.mts');
      const driver = resolve(import.meta.dirname, 'driver.ts');
      writeFileSync(
        starter,
        `const { startFakeClaude } = await import(${JSON.stringify(driver)});
         await startFakeClaude(${JSON.stringify({ configPath, env: { HOME: home } })});`,
      );
      const tsx = import.meta.resolve('tsx');
      const child = spawn(process.execPath, ['--import', tsx, starter], { stdio: 'inherit' });
      await vi.waitFor(() => expect(serverProcesses()).toHaveLength(1), { timeout: 15_000 });
      child.kill('SIGKILL');
      await once(child, 'exit');
      await vi.waitFor(() => expect([...serverProcesses(), ...processesOf(configPath)]).toEqual([]), {
        timeout: 10_000,
      });
    },
  );
});

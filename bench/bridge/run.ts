/**
 * `npm run bench:bridge`: our bridge beside mcp-remote and supergateway, on this computer, against a server that takes
 * next to no time. All take turns, so that a busy moment hits all. How to read it: `docs/performance.md`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { arch, cpus, platform, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { openBridgePlace } from '../../bridge/testing/bridge-program.ts';
import { buildPrograms } from '../../testing/build-programs.ts';
import { startKeyring } from '../../testing/keyring/keyring.ts';
import { type Command, connectDirectly, introduce, startStdio } from './clients.ts';
import { batchTimes, callTimes, median, memory, quantile, startOnce } from './measures.ts';
import { printTable, type Row } from './report.ts';
import { serveForBench } from './server.ts';

const folder = resolve(import.meta.dirname);
const starts = Number(process.env.BENCH_STARTS ?? 30);
const calls = Number(process.env.BENCH_CALLS ?? 500);
const rounds = 3;
const say = (line: string): void => console.log(line);

const names = ['ours', 'ours, first', 'mcp-remote', 'npx mcp-remote', 'supergateway', 'echo'] as const;
type Name = (typeof names)[number];

function versionOf(name: string): string {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/** What Claude would start. The echo answers by itself: nothing can be faster than to start Node. */
function commands(address: string, ours: Command, home: string): Record<Name, Command> {
  const env = { PATH: process.env.PATH ?? '', HOME: home, MCP_REMOTE_CONFIG_DIR: home };
  const node = process.execPath;
  const url = `${address}/mcp`;
  const header = ['--header', 'Authorization: Bearer nobody-asks'];
  const installed = join(folder, 'node_modules');
  const npm = { npm_config_cache: join(home, 'npm'), npm_config_update_notifier: 'false' };
  const npmEnv = Object.entries(process.env).filter(([name]) => /^npm_config_|_proxy$/i.test(name));
  const echo = `
    let text = '';
    process.stdin.on('data', (chunk) => {
      const lines = (text + chunk).split('\\n');
      text = lines.pop();
      for (const line of lines) {
        const { id } = JSON.parse(line);
        if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: {} }) + '\\n');
      }
    });`;
  return {
    ours,
    // As where nothing is remembered yet.
    'ours, first': { ...ours, env: { ...ours.env, CONVENE_BRIDGE_FRESH: '1' } },
    'mcp-remote': {
      command: node,
      args: [join(installed, 'mcp-remote/dist/proxy.js'), url, ...header],
      env,
    },
    'npx mcp-remote': {
      command: 'npx',
      args: ['-y', '--prefer-offline', `mcp-remote@${versionOf('mcp-remote')}`, url, ...header],
      env: { ...Object.fromEntries(npmEnv.map(([name, value]) => [name, value ?? ''])), ...env, ...npm },
      cwd: home,
    },
    supergateway: {
      command: node,
      args: [
        join(installed, 'supergateway/dist/index.js'),
        ...['--streamableHttp', url, '--logLevel', 'none', ...header],
      ],
      env,
    },
    echo: { command: node, args: ['-e', echo], env },
  };
}

async function startServer(): Promise<{ address: string; count(): Promise<number>; stop(): void }> {
  const child = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, '--server'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const address = String(line).trim();
  return {
    address,
    count: async () => Number(await (await fetch(`${address}/count`)).text()),
    stop: () => child.stdin.end(),
  };
}

/** The official client on both sides: it reads a megabyte as Claude does. */
async function megabytes(transport: Transport, times: number): Promise<number[]> {
  const client = new Client({ name: 'bench', version: '1.0.0' });
  await client.connect(transport);
  const took: number[] = [];
  // Each bridge is new and the client isn't, so that both are given time to warm up.
  for (let time = -20; time < times; time += 1) {
    const began = performance.now();
    await client.callTool({ name: 'large' });
    if (time >= 0) took.push(performance.now() - began);
  }
  await client.close();
  return took;
}

async function measure(address: string, all: Record<Name, Command>, count: () => Promise<number>) {
  const start: Record<string, number[]> = {};
  const note = (into: Record<string, number[]>, name: string, values: readonly number[]): void => {
    into[name] = [...(into[name] ?? []), ...values];
  };
  say(`${starts} starts of each, in turns`);
  // The first start of each finds everything cold; npx fetches what it needs.
  for (const name of names) await startOnce(all[name]);
  for (let round = 0; round < starts; round += 1) {
    for (const name of names) note(start, name, [await startOnce(all[name])]);
  }
  const requests: Partial<Record<Name, number>> = {};
  for (const name of names) {
    await count();
    await startOnce(all[name]);
    requests[name] = await count();
  }

  const bridges = ['ours', 'mcp-remote', 'supergateway'] as const;
  say(`${calls} calls through each, ${rounds} times in turns`);
  const p50: Record<string, number[]> = {};
  const p95: Record<string, number[]> = {};
  const fifty: Record<string, number[]> = {};
  const large: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    const direct = connectDirectly(address);
    const straight = await callTimes(direct, calls);
    note(p50, 'direct', [quantile(straight, 0.5)]);
    note(p95, 'direct', [quantile(straight, 0.95)]);
    note(fifty, 'direct', await batchTimes(direct, starts));
    await direct.close();
    note(
      large,
      'direct',
      await megabytes(new StreamableHTTPClientTransport(new URL('/mcp', address)) as Transport, starts),
    );
    for (const name of bridges) {
      const client = startStdio(all[name]);
      await introduce(client);
      const times = await callTimes(client, calls);
      note(p50, name, [quantile(times, 0.5)]);
      note(p95, name, [quantile(times, 0.95)]);
      note(fifty, name, await batchTimes(client, starts));
      await client.close();
      const { command, args, env } = all[name];
      const stdio = new StdioClientTransport({ command, args: [...args], env: { ...env }, stderr: 'ignore' });
      note(large, name, await megabytes(stdio, starts));
    }
  }
  say('memory');
  const atStart: Record<string, number[]> = {};
  const after: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const name of bridges) {
      const held = await memory(all[name]);
      note(atStart, name, [held.atStart]);
      note(after, name, [held.after]);
    }
  }
  const of = (from: Record<string, number[]>, name: string): number => median(from[name] ?? []);
  const added = (from: Record<string, number[]>, name: string): number => of(from, name) - of(from, 'direct');
  return {
    starts: (name: Name) => of(start, name),
    requests,
    bridges,
    p50,
    p95,
    fifty,
    large,
    atStart,
    after,
    of,
    added,
  };
}

type Measured = Awaited<ReturnType<typeof measure>>;

function rows(m: Measured, bundleKilobytes: number): Row[] {
  const ours = m.starts('ours');
  const first = m.starts('ours, first');
  const shares = (name: string, values: (bridge: string) => number, most: number): Row => ({
    name,
    ours: values('ours'),
    beside: values('mcp-remote'),
    most,
    also: values('supergateway'),
  });
  return [
    {
      name: 'spawn → tools/list, against mcp-remote by node, ms',
      ours,
      beside: m.starts('mcp-remote'),
      most: 0.25,
      also: m.starts('supergateway'),
    },
    {
      name: 'the same, against npx mcp-remote, warm, ms',
      ours,
      beside: m.starts('npx mcp-remote'),
      most: 0.13,
    },
    { name: 'the same, against an echo without network, ms', ours, beside: m.starts('echo'), most: 1.4 },
    {
      name: 'the very first start, against mcp-remote by node, ms',
      ours: first,
      beside: m.starts('mcp-remote'),
    },
    { name: 'the same, against npx mcp-remote, warm, ms', ours: first, beside: m.starts('npx mcp-remote') },
    { name: 'the same, against an echo without network, ms', ours: first, beside: m.starts('echo') },
    shares('added per call, p50, ms', (name) => m.added(m.p50, name), 0.2),
    shares('added per call, p95, ms', (name) => m.added(m.p95, name), 0.35),
    shares('50 at once, ms', (name) => m.of(m.fifty, name), 0.4),
    {
      name: '1 MB result, against a direct client, ms',
      ours: m.of(m.large, 'ours'),
      beside: m.of(m.large, 'direct'),
      most: 1.25,
      also: m.of(m.large, 'supergateway'),
    },
    shares('memory after start, MB', (name) => m.of(m.atStart, name), 0.55),
    shares('memory after 1,000 calls, MB', (name) => m.of(m.after, name), 0.45),
    {
      name: 'requests until tools/list',
      ours: Math.max(m.requests.ours ?? Number.NaN, m.requests['ours, first'] ?? Number.NaN),
      most: 3,
      also: m.requests.supergateway,
    },
    { name: 'bundle without keytar’s file, kB', ours: bundleKilobytes, most: 40 },
  ];
}

async function main(): Promise<void> {
  if (!existsSync(join(folder, 'node_modules/mcp-remote'))) {
    say('Installing the bridges to compare with.');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  await buildPrograms();
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const place = openBridgePlace(await startKeyring());
  const server = await startServer();
  try {
    const ours = await place.connect(server.address, 'nobody-asks');
    const measured = await measure(server.address, commands(server.address, ours, home), server.count);
    const [cpu] = cpus();
    say(
      `\n${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${platform()} ${release()} ${arch()}, Node ${process.version}`,
    );
    say(
      `mcp-remote ${versionOf('mcp-remote')}, supergateway ${versionOf('supergateway')}; ${new Date().toISOString().slice(0, 10)}\n`,
    );
    const bytes = statSync(resolve(folder, '../../out/programs/bridge.cjs')).size;
    say(`mcp-remote makes ${measured.requests['mcp-remote']} requests until tools/list.\n`);
    process.exitCode = printTable(rows(measured, bytes / 1_000), say);
  } finally {
    server.stop();
    await place.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (process.argv[2] === '--server') serveForBench();
else await main();

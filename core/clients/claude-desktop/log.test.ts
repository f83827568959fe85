import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logPaths, readServerLog } from './log.ts';

const entryName = 'convene-quince-street';
const file = `mcp-server-${entryName}.log`;
const started = '2026-11-23T09:00:01.000Z [x] [info] Server started and connected successfully\n';

let home = '';
let logs = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'claude-log-'));
  logs = join(home, '.config/Claude/logs');
  mkdirSync(logs, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const read = () =>
  readServerLog({
    computer: { env: {}, platform: 'linux', home },
    configPath: join(home, '.config/Claude/claude_desktop_config.json'),
    entryName,
  });

describe('Claude’s log of our server', () => {
  it('is read where Claude keeps it', async () => {
    writeFileSync(join(logs, file), started);
    expect(await read()).toEqual({
      ok: true,
      value: { path: join(logs, file), startedAt: new Date('2026-11-23T09:00:01Z') },
    });
  });

  it('is nothing when Claude has written none', async () => {
    expect(await read()).toEqual({ ok: true, value: undefined });
  });

  it('is read from its end only', async () => {
    writeFileSync(join(logs, file), started + 'x'.repeat(100_000));
    expect(await read()).toEqual({ ok: true, value: { path: join(logs, file) } });
    writeFileSync(join(logs, file), `${'x'.repeat(5_000_000)}\n${started}`);
    expect(await read()).toMatchObject({ ok: true, value: { startedAt: expect.any(Date) } });
  });

  it('is not followed to where a link leads', async () => {
    writeFileSync(join(home, 'elsewhere'), started);
    symlinkSync(join(home, 'elsewhere'), join(logs, file));
    expect(await read()).toEqual({ ok: true, value: undefined });
  });

  it('is not waited for where a pipe stands in its place', async () => {
    execFileSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', join(logs, file)]);
    expect(await read()).toEqual({ ok: true, value: undefined });
  });

  it('is nothing where a folder stands in its place', async () => {
    mkdirSync(join(logs, file));
    expect(await read()).toEqual({ ok: true, value: undefined });
  });
});

describe('the places of Claude’s log', () => {
  it.each([
    [
      'darwin',
      '/Users/ana',
      '/Users/ana/Library/Application Support/Claude/claude_desktop_config.json',
      ['/Users/ana/Library/Logs/Claude/x.log', '/Users/ana/Library/Application Support/Claude/logs/x.log'],
    ],
    ['linux', '/home/ana', '/mnt/moved/claude_desktop_config.json', ['/mnt/moved/logs/x.log']],
    [
      'win32',
      'C:\\Users\\ana',
      'C:\\Users\\ana\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
      [
        'C:\\Users\\ana\\AppData\\Local\\Claude\\Logs\\x.log',
        'C:\\Users\\ana\\AppData\\Roaming\\Claude\\logs\\x.log',
      ],
    ],
    [
      'win32',
      'C:\\Users\\ana',
      'C:\\Users\\ana\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
      [
        'C:\\Users\\ana\\AppData\\Local\\Claude\\Logs\\x.log',
        'C:\\Users\\ana\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\logs\\x.log',
        'C:\\Users\\ana\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Local\\Claude\\Logs\\x.log',
      ],
    ],
  ] as const)('on %s in %s, for %s', (platform, home, configPath, places) => {
    expect(logPaths({ env: {}, platform, home }, configPath, 'x.log')).toEqual(places);
  });
});

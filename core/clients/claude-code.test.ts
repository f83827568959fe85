import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Computer } from '../files/data-folder.ts';
import { createSettingsFile, type SettingsFile } from '../settings-editor/settings-file.ts';
import { findOnPath, viaClaudeCodeCli } from './claude-code.ts';

const name = 'convene-quince-street';
const entry = { type: 'stdio', command: '/opt/companion', args: ['bridge.cjs', 'connection-1'] };

let home = '';
let path = '';
let computer: Computer;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'claude-code-'));
  path = join(home, '.claude.json');
  writeFileSync(path, '{"numStartups": 7, "mcpServers": {"theirs": {}}}');
  mkdirSync(join(home, 'bin'));
  computer = { platform: 'linux', home, env: { PATH: `${join(home, 'bin')}:${process.env.PATH}` } };
});
afterEach(() => rmSync(home, { recursive: true, maxRetries: 5 }));

/** Claude Code's own command as far as it matters here, or one that misbehaves. */
function install(how: 'works' | 'fails' | 'lies' | 'hangs'): void {
  const works = `
    const fs = require('node:fs');
    const [group, command, , scope, name, json] = process.argv.slice(2);
    if (group !== 'mcp' || scope !== 'user') process.exit(2);
    const path = ${JSON.stringify(path)};
    const settings = JSON.parse(fs.readFileSync(path, 'utf8'));
    if (command === 'add-json') {
      if (settings.mcpServers[name]) { console.error('already exists'); process.exit(1); }
      settings.mcpServers[name] = JSON.parse(json);
    } else delete settings.mcpServers[name];
    settings.numStartups += 1;
    fs.writeFileSync(path, JSON.stringify(settings));`;
  const bodies = { works, fails: 'process.exit(1)', lies: '', hangs: 'setInterval(() => {}, 1000)' };
  const program = join(home, 'bin/claude');
  writeFileSync(program, `#!${process.execPath}\n${bodies[how]}\n`);
  chmodSync(program, 0o755);
}

const open = (options = {}): SettingsFile =>
  viaClaudeCodeCli(createSettingsFile({ path, backupFolder: join(home, 'backups') }), computer, options);
const settings = () => JSON.parse(readFileSync(path, 'utf8'));

describe('Claude Code', () => {
  it('adds and removes the entry itself, so its own state isn’t lost', async () => {
    install('works');
    expect(await open().put(name, entry)).toEqual({ ok: true, value: {} });
    expect(settings()).toEqual({ numStartups: 8, mcpServers: { theirs: {}, [name]: entry } });
    expect(await open().remove(name)).toEqual({ ok: true, value: { removed: true } });
    expect(settings()).toEqual({ numStartups: 9, mcpServers: { theirs: {} } });
  });

  it('isn’t asked again for what stands there already', async () => {
    install('works');
    await open().put(name, entry);
    await open().put(name, entry);
    expect(settings().numStartups).toBe(8);
  });

  it('puts another entry in the place of an older one', async () => {
    install('works');
    await open().put(name, { ...entry, command: '/old/companion' });
    expect(await open().put(name, entry)).toMatchObject({ ok: true });
    expect(settings().mcpServers[name]).toEqual(entry);
  });

  it.each(['fails', 'lies'] as const)('that %s is told, and nothing is called written', async (how) => {
    install(how);
    expect(await open().put(name, entry)).toMatchObject({ error: { code: 'client-command-failed' } });
    expect(settings().mcpServers).toEqual({ theirs: {} });
  });

  it('that hangs is ended', async () => {
    install('hangs');
    expect(await open({ deadlineMs: 300 }).put(name, entry)).toMatchObject({
      error: { code: 'client-command-failed' },
    });
  });

  it('that fails to remove leaves the entry, and it is said', async () => {
    install('works');
    await open().put(name, entry);
    install('lies');
    expect(await open().remove(name)).toMatchObject({ error: { code: 'client-command-failed' } });
  });

  it.each(['--scope', 'x & calc.exe', ''])('is never given a strange name to remove: %j', async (strange) => {
    install('lies');
    writeFileSync(path, JSON.stringify({ mcpServers: { [strange]: entry } }));
    expect(await open().remove(strange)).toMatchObject({ value: { removed: true } });
    expect(settings().mcpServers).toEqual({});
  });

  it('that isn’t on the PATH has its file edited like any other', async () => {
    computer = { ...computer, env: { PATH: join(home, 'bin') } };
    expect(await open().put(name, entry)).toMatchObject({ ok: true });
    expect(readFileSync(path, 'utf8')).toContain('"numStartups": 7, "mcpServers": {"theirs": {}');
    expect(await open().remove(name)).toMatchObject({ value: { removed: true } });
    expect(readFileSync(path, 'utf8')).toBe('{"numStartups": 7, "mcpServers": {"theirs": {}}}');
  });
});

describe('a program on the PATH', () => {
  it('is the first that may be started', async () => {
    install('works');
    expect(await findOnPath('claude', computer)).toBe(join(home, 'bin/claude'));
    chmodSync(join(home, 'bin/claude'), 0o644);
    // Root may read everything and still not start what nobody may start.
    expect(await findOnPath('claude', { ...computer, env: { PATH: join(home, 'bin') } })).toBeUndefined();
  });

  it('is never looked for in the folder where one happens to be', async () => {
    expect(await findOnPath('claude', { ...computer, env: { PATH: '.::bin' } })).toBeUndefined();
    expect(existsSync(join(home, 'bin'))).toBe(true);
  });
});

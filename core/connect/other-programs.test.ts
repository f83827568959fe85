import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientId, clientNames } from '../../shared/clients.ts';
import { stepIdsFor } from '../../shared/connect-view.ts';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

let world: World;
let companion: Companion;
beforeEach(async () => {
  world = await createMemoryWorld();
  companion = await world.openSignedIn();
  // It runs all the time: for these programs that doesn't matter.
  Object.assign(world.claude, { running: true, since: new Date(0) });
});
afterEach(() => world.end());

const home = (): string => dirname(dirname(world.folder));

function settingsOf(path: string, text: string): string {
  const whole = join(home(), path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

const programs: [client: ClientId, path: string, before: string][] = [
  ['claude-code', '.claude.json', '{\n  "numStartups": 7\n}\n'],
  ['cursor', '.cursor/mcp.json', '{\n  "mcpServers": {\n    "theirs": { "command": "x" }\n  }\n}\n'],
  [
    'vscode',
    '.config/Code/User/mcp.json',
    '{\n\t// my servers\n\t"servers": {\n\t\t"theirs": { "type": "stdio", "command": "x" }, // mine\n\t},\n\t"inputs": [],\n}\n',
  ],
  ['windsurf', '.codeium/windsurf/mcp_config.json', '{"mcpServers": {}}'],
  ['gemini-cli', '.gemini/settings.json', '{\n  "theme": "GitHub" // calm\n}\n'],
  ['zed', '.config/zed/settings.json', '// Zed settings\n{\n  "ui_font_size": 16,\n}\n'],
  // Nothing set yet.
  ['zed', '.config/zed/settings.json', '// Zed settings\n'],
  ['vscode', '.config/Code/User/mcp.json', ''],
  ['cursor', '.cursor/mcp.json', ''],
];

describe.each(programs)('%s', (client, path, before) => {
  it('is connected and proven without being quit, and disconnected without a trace', async () => {
    const file = settingsOf(path, before);
    const connect = companion.connector(client);
    const connected = await connect.start();
    expect(connected).toMatchObject({ ok: true, value: { state: 'connected', client } });
    const view = connect.view();
    expect(view.state === 'connected' && view.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(
      stepIdsFor(client).map((id) => `${id} done`),
    );
    expect(world.liveKeys()).toContain(`${clientNames[client]} on Market office laptop`);
    expect(readFileSync(file, 'utf8')).toContain('convene-quince-street');
    expect(await connect.disconnect(true)).toMatchObject({ ok: true, value: { state: 'not-connected' } });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(world.liveKeys()).not.toContain(`${clientNames[client]} on Market office laptop`);
  });
});

describe('Gemini CLI', () => {
  it.each([
    ['a trailing comma', '{\n  "theme": "GitHub", // calm\n}\n', 'config-not-json'],
    ['a byte order mark', '\ufeff{}\n', 'config-byte-order-mark'],
  ])(
    'that would end at its start because of %s isn’t connected, and its file is repaired',
    async (_what, text, code) => {
      const file = settingsOf('.gemini/settings.json', text);
      const connect = companion.connector('gemini-cli');
      expect(await connect.start()).toMatchObject({
        ok: false,
        error: { code, client: 'gemini-cli', path: file },
      });
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(world.liveKeys()).not.toContain('Gemini CLI on Market office laptop');
      const preview = await companion.settings.previewRepair('gemini-cli');
      const fingerprint = preview.ok ? preview.value.diff.fingerprint : '';
      expect(await companion.settings.repair('gemini-cli', { fingerprint })).toMatchObject({ ok: true });
      expect(await connect.start()).toMatchObject({ ok: true, value: { state: 'connected' } });
    },
  );
});

describe('several programs on one computer', () => {
  it('have a key each, and taking one back leaves the other', async () => {
    settingsOf('.cursor/mcp.json', '{}');
    settingsOf('.gemini/settings.json', '{}');
    await companion.connector('cursor').start();
    await companion.connector('gemini-cli').start();
    await companion.connector('cursor').disconnect(true);
    expect(companion.connector('cursor').view().state).toBe('not-connected');
    expect(companion.connector('gemini-cli').view().state).toBe('connected');
    expect(world.liveKeys()).toContain('Gemini CLI on Market office laptop');
    expect(world.liveKeys()).not.toContain('Cursor on Market office laptop');
  });

  it('are all taken back by signing out', async () => {
    const cursor = settingsOf('.cursor/mcp.json', '{}');
    const gemini = settingsOf('.gemini/settings.json', '{}');
    await companion.connector('cursor').start();
    await companion.connector('gemini-cli').start();
    expect(await companion.signOut()).toEqual({ leftBehind: [] });
    expect([readFileSync(cursor, 'utf8'), readFileSync(gemini, 'utf8')]).toEqual(['{}', '{}']);
    expect(world.liveKeys().filter((name) => /^(?:Cursor|Gemini CLI) on/.test(name))).toEqual([]);
  });

  it('are listed with those first that are found here', async () => {
    settingsOf('.cursor/mcp.json', '{}');
    const listed = await companion.clients();
    const found = listed.ok ? listed.value.filter(({ installed }) => installed) : [];
    expect(found.map(({ client }) => client)).toEqual(['claude-desktop', 'cursor']);
    expect(listed.ok && listed.value.slice(0, 2)).toEqual(found);
  });

  it('don’t make settings for a program that isn’t here', async () => {
    const refused = await companion.connector('zed').start();
    expect(refused).toMatchObject({ ok: false, error: { code: 'config-missing', client: 'zed' } });
    expect(existsSync(join(home(), '.config/zed'))).toBe(false);
    expect(world.config()).toBe(settingsBefore);
  });
});

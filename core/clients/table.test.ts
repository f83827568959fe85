import { describe, expect, it } from 'vitest';
import { clientIds } from '../../shared/clients.ts';
import type { Computer } from '../files/data-folder.ts';
import { connectionOf, programOf } from '../settings-editor/server-entry.ts';
import { clientTable } from './table.ts';

const file = 'claude_desktop_config.json';
const bridge = { command: '/opt/companion', args: ['bridge.cjs'], env: { MODE: '1' } };
const id = 'connection-1';

const mac: Computer = { platform: 'darwin', env: {}, home: '/Users/ana' };
const linux: Computer = { platform: 'linux', env: {}, home: '/home/ana' };
const windows: Computer = {
  platform: 'win32',
  env: { LOCALAPPDATA: 'C:\\L', APPDATA: 'C:\\R' },
  home: 'C:\\Users\\ana',
};

const paths = (client: (typeof clientIds)[number], computer: Computer): string[] =>
  clientTable[client].candidates(computer).map(({ path }) => path);

describe('where Claude Desktop’s settings may be', () => {
  it('on a Mac', () => {
    expect(paths('claude-desktop', mac)).toEqual([`/Users/ana/Library/Application Support/Claude/${file}`]);
  });

  it('on Linux', () => {
    expect(paths('claude-desktop', linux)).toEqual([`/home/ana/.config/Claude/${file}`]);
  });

  it('on Windows, in any of the places that its builds use, for both package families', () => {
    expect(paths('claude-desktop', windows)).toEqual([
      `C:\\L\\Claude-Data\\claude_pzs8sxrjxfjjc\\${file}`,
      `C:\\L\\Claude-Data\\anthropicpbc.claude_fnn82j28hfe8t\\${file}`,
      `C:\\L\\Claude-Data\\${file}`,
      `C:\\L\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\${file}`,
      `C:\\L\\Packages\\AnthropicPBC.Claude_fnn82j28hfe8t\\LocalCache\\Roaming\\Claude\\${file}`,
      `C:\\R\\Claude\\${file}`,
    ]);
  });

  it('first of all where it was told to keep them', () => {
    const moved = { ...linux, env: { CLAUDE_USER_DATA_DIR: '/data/claude' } };
    expect(paths('claude-desktop', moved)[0]).toBe(`/data/claude/${file}`);
  });
});

describe('where other programs’ settings may be', () => {
  it.each([
    ['claude-code', ['/home/ana/.claude.json'], ['C:\\Users\\ana\\.claude.json']],
    ['cursor', ['/home/ana/.cursor/mcp.json'], ['C:\\Users\\ana\\.cursor\\mcp.json']],
    [
      'vscode',
      [
        '/home/ana/.config/Code/User/mcp.json',
        '/home/ana/.config/Code - Insiders/User/mcp.json',
        '/home/ana/.config/VSCodium/User/mcp.json',
      ],
      [
        'C:\\R\\Code\\User\\mcp.json',
        'C:\\R\\Code - Insiders\\User\\mcp.json',
        'C:\\R\\VSCodium\\User\\mcp.json',
      ],
    ],
    [
      'windsurf',
      ['/home/ana/.codeium/windsurf/mcp_config.json', '/home/ana/.codeium/windsurf-next/mcp_config.json'],
      [
        'C:\\Users\\ana\\.codeium\\windsurf\\mcp_config.json',
        'C:\\Users\\ana\\.codeium\\windsurf-next\\mcp_config.json',
      ],
    ],
    ['gemini-cli', ['/home/ana/.gemini/settings.json'], ['C:\\Users\\ana\\.gemini\\settings.json']],
    ['zed', ['/home/ana/.config/zed/settings.json'], ['C:\\R\\Zed\\settings.json']],
  ] as const)('%s, on Linux and on Windows', (client, onLinux, onWindows) => {
    expect(paths(client, linux)).toEqual(onLinux);
    expect(paths(client, windows)).toEqual(onWindows);
  });

  it('Zed on a Mac keeps them where Linux programs do', () => {
    expect(paths('zed', mac)).toEqual(['/Users/ana/.config/zed/settings.json']);
  });
});

describe('what is written for a program', () => {
  it.each(clientIds)('%s: its entry names the connection, and starts the bridge as it is', (client) => {
    const entry = clientTable[client].entry(bridge, id);
    expect(connectionOf(entry)).toBe(id);
    expect(programOf(entry, id)).toEqual({ ...bridge, args: [...bridge.args, id] });
  });

  it('has its own form where the program wants one', () => {
    expect(clientTable.vscode.entry(bridge, id)).toMatchObject({ type: 'stdio' });
    expect(clientTable.vscode.dialect.serversKey).toBe('servers');
    expect(clientTable.zed.entry({ ...bridge, env: {} }, id)).toMatchObject({ source: 'custom', env: {} });
    expect(clientTable.zed.dialect.serversKey).toBe('context_servers');
  });
});

/**
 * The programs that can be connected, one row each. Codex isn't among them: its settings are TOML, and no library
 * changes one entry of that and keeps every other byte.
 */
import type { ClientId } from '../../shared/clients.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { serverEntry } from '../settings-editor/server-entry.ts';
import { claudeDialect } from '../settings-editor/settings-format.ts';
import { claudePlaces } from './claude-places.ts';
import type { ClientRow } from './client-row.ts';
import { pathsOf, settingsFolder, underHome } from './folders.ts';

/** As the MCP documents of each program describe it: a command, its arguments, its environment. */
const plainEntry = serverEntry;

const mcpServers = claudeDialect;

export const clientTable: Readonly<Record<ClientId, ClientRow>> = {
  'claude-desktop': {
    id: 'claude-desktop',
    dialect: mcpServers,
    entry: plainEntry,
    candidates: claudePlaces,
  },

  // The user's scope of `claude mcp add`: https://docs.claude.com/en/docs/claude-code/mcp
  'claude-code': {
    id: 'claude-code',
    dialect: mcpServers,
    entry: (bridge, id) => ({ type: 'stdio', ...plainEntry(bridge, id) }),
    candidates: (computer) => [
      ...(computer.env.CLAUDE_CONFIG_DIR
        ? [
            {
              path: pathsOf(computer).join(computer.env.CLAUDE_CONFIG_DIR, '.claude.json'),
              source: 'CLAUDE_CONFIG_DIR',
            },
          ]
        : []),
      { path: underHome(computer, '.claude.json'), source: 'your home folder' },
    ],
  },

  // https://docs.cursor.com/context/model-context-protocol
  cursor: {
    id: 'cursor',
    dialect: mcpServers,
    entry: plainEntry,
    candidates: (computer) => [
      { path: underHome(computer, '.cursor', 'mcp.json'), source: 'for all projects' },
    ],
  },

  // https://code.visualstudio.com/docs/copilot/reference/mcp-configuration; every entry needs its type.
  vscode: {
    id: 'vscode',
    dialect: { serversKey: 'servers', syntax: 'jsonc' },
    entry: (bridge, id) => ({ type: 'stdio', ...plainEntry(bridge, id) }),
    candidates: (computer) =>
      [
        ['Code', 'VS Code'],
        ['Code - Insiders', 'VS Code Insiders'],
        ['VSCodium', 'VSCodium'],
      ].map(([folder = '', source = '']) => ({
        path: settingsFolder(computer, folder, 'User', 'mcp.json'),
        source,
      })),
  },

  // https://docs.windsurf.com/windsurf/cascade/mcp
  windsurf: {
    id: 'windsurf',
    dialect: mcpServers,
    entry: plainEntry,
    candidates: (computer) => [
      { path: underHome(computer, '.codeium', 'windsurf', 'mcp_config.json'), source: 'Windsurf' },
      { path: underHome(computer, '.codeium', 'windsurf-next', 'mcp_config.json'), source: 'Windsurf Next' },
    ],
  },

  // https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md; it accepts comments.
  'gemini-cli': {
    id: 'gemini-cli',
    dialect: { serversKey: 'mcpServers', syntax: 'jsonc' },
    entry: plainEntry,
    candidates: (computer) => [
      { path: underHome(computer, '.gemini', 'settings.json'), source: 'for all projects' },
    ],
  },

  // https://zed.dev/docs/ai/mcp; `source` is what versions before 2026 asked for, and later ones ignore.
  zed: {
    id: 'zed',
    dialect: { serversKey: 'context_servers', syntax: 'jsonc' },
    entry: (bridge, id) => ({ source: 'custom', ...zedEntry(bridge, id) }),
    candidates: (computer) => [
      {
        path:
          computer.platform === 'win32'
            ? settingsFolder(computer, 'Zed', 'settings.json')
            : computer.platform === 'darwin'
              ? underHome(computer, '.config', 'zed', 'settings.json')
              : settingsFolder(computer, 'zed', 'settings.json'),
        source: 'Zed',
      },
    ],
  },
};

/** Zed wants the environment to be there, if only empty. */
const zedEntry = (bridge: SpawnCommand, connectionId: string) => ({
  env: {},
  ...plainEntry(bridge, connectionId),
});

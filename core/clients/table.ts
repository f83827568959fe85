/**
 * The programs that can be connected, one row each. Codex isn't among them: its settings are TOML, and no library
 * changes one entry of that and keeps every other byte.
 */
import type { ClientId } from '../../shared/clients.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { serverEntry } from '../settings-editor/server-entry.ts';
import { type AcceptedSyntax, claudeDialect, strictJson } from '../settings-editor/settings-format.ts';
import { claudePlaces } from './claude-places.ts';
import type { ClientRow } from './client-row.ts';
import { pathsOf, settingsFolder, underHome } from './folders.ts';

/** As the MCP documents of each program describe it: a command, its arguments, its environment. */
const plainEntry = serverEntry;

const mcpServers = claudeDialect;

/** Comments and all that goes with them. */
const lenientJson: AcceptedSyntax = {
  comments: true,
  trailingCommas: true,
  byteOrderMark: true,
  empty: true,
  onlyComments: true,
};

export const clientTable: Readonly<Record<ClientId, ClientRow>> = {
  'claude-desktop': {
    id: 'claude-desktop',
    dialect: mcpServers,
    // `JSON.parse`: a mark fails, and so does an empty file (#65570).
    dialectSource: 'anthropics/claude-code #81355',
    entry: plainEntry,
    candidates: claudePlaces,
  },

  // The user's scope of `claude mcp add`: https://docs.claude.com/en/docs/claude-code/mcp
  'claude-code': {
    id: 'claude-code',
    dialect: mcpServers,
    // Not every version takes a mark; none takes comments (#69354) or trailing commas, nor an empty file (#6016).
    dialectSource: 'anthropics/claude-code #9906',
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
    dialect: { ...mcpServers, accepts: { ...strictJson, empty: true } },
    // It makes the file empty itself when it is to be edited.
    dialectSource: 'https://forum.cursor.com/t/what-are-the-capabilities-of-mcp-json/63130',
    entry: plainEntry,
    candidates: (computer) => [
      { path: underHome(computer, '.cursor', 'mcp.json'), source: 'for all projects' },
    ],
  },

  // https://code.visualstudio.com/docs/copilot/reference/mcp-configuration; every entry needs its type.
  vscode: {
    id: 'vscode',
    dialect: { serversKey: 'servers', accepts: lenientJson },
    dialectSource: 'microsoft/vscode src/vs/platform/mcp/common/mcpResourceScannerService.ts',
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
    // Nothing is known of its parser, so it gets what every parser takes.
    dialectSource: 'https://docs.windsurf.com/windsurf/cascade/mcp',
    entry: plainEntry,
    candidates: (computer) => [
      { path: underHome(computer, '.codeium', 'windsurf', 'mcp_config.json'), source: 'Windsurf' },
      { path: underHome(computer, '.codeium', 'windsurf-next', 'mcp_config.json'), source: 'Windsurf Next' },
    ],
  },

  // https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md
  'gemini-cli': {
    id: 'gemini-cli',
    // `JSON.parse` of what is left without comments; anything else ends it at its start.
    dialect: { serversKey: 'mcpServers', accepts: { ...strictJson, comments: true } },
    dialectSource: 'google-gemini/gemini-cli packages/cli/src/config/settings.ts',
    entry: plainEntry,
    candidates: (computer) => [
      { path: underHome(computer, '.gemini', 'settings.json'), source: 'for all projects' },
    ],
  },

  // https://zed.dev/docs/ai/mcp; `source` is what versions before 2026 asked for, and later ones ignore.
  zed: {
    id: 'zed',
    // An empty file is `{}` to it, and one with comments only leaves it at its defaults; a mark is taken by none of the
    // parsers that its own comes from (serde-rs/json #1115).
    dialect: { serversKey: 'context_servers', accepts: { ...lenientJson, byteOrderMark: false } },
    dialectSource: 'zed-industries/zed crates/settings/src/settings_store.rs',
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

/** The programs on a computer that can be connected, in the order in which they are shown. */
export const clientIds = [
  'claude-desktop',
  'claude-code',
  'cursor',
  'vscode',
  'windsurf',
  'gemini-cli',
  'zed',
] as const;
export type ClientId = (typeof clientIds)[number];

/** As they call themselves. A key's name begins with it. */
export const clientNames: Readonly<Record<ClientId, string>> = {
  'claude-desktop': 'Claude Desktop',
  'claude-code': 'Claude Code',
  cursor: 'Cursor',
  vscode: 'VS Code',
  windsurf: 'Windsurf',
  'gemini-cli': 'Gemini CLI',
  zed: 'Zed',
};

/** As a sentence calls them: Claude Desktop is just Claude to the people who use it. */
export const clientShortNames: Readonly<Record<ClientId, string>> = {
  ...clientNames,
  'claude-desktop': 'Claude',
};

/**
 * The one that keeps its settings in memory and writes them back: it must be quit before its file is changed, and
 * started after. The others look at their file by themselves.
 */
export const cachesSettings = (client: ClientId): boolean => client === 'claude-desktop';

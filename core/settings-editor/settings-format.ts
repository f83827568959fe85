/** How a program writes its settings, as far as one entry is concerned. */
export interface SettingsFormat {
  /** The key at the top level under which its servers stand. */
  readonly serversKey: string;
  /** `jsonc`: the program accepts comments, trailing commas and a byte order mark; `json`: only what `JSON.parse` does. */
  readonly syntax: 'json' | 'jsonc';
}

/** Claude Desktop reads its settings through `JSON.parse`. */
export const claudeDialect: SettingsFormat = { serversKey: 'mcpServers', syntax: 'json' };

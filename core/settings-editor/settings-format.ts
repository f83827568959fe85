/** What a program's own parser takes besides strict JSON, each by itself. */
export interface AcceptedSyntax {
  readonly comments: boolean;
  readonly trailingCommas: boolean;
  readonly byteOrderMark: boolean;
  /** A file with nothing or only blanks in it counts as no settings. */
  readonly empty: boolean;
  /** So does one with nothing but comments. */
  readonly onlyComments: boolean;
}

/** How a program writes its settings, as far as one entry is concerned. */
export interface SettingsFormat {
  /** The key at the top level under which its servers stand. */
  readonly serversKey: string;
  readonly accepts: AcceptedSyntax;
}

/** As `JSON.parse` takes it. */
export const strictJson: AcceptedSyntax = {
  comments: false,
  trailingCommas: false,
  byteOrderMark: false,
  empty: false,
  onlyComments: false,
};

/** Claude Desktop reads its settings through `JSON.parse`. */
export const claudeDialect: SettingsFormat = { serversKey: 'mcpServers', accepts: strictJson };

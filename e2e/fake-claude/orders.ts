/**
 * What passes between the driver and a fake Claude, one JSON object a line, over the driver's socket. The fake says who
 * it is, is told its options, and then takes orders; it quits when the connection ends.
 */
export type Order =
  | { readonly do: 'ask'; readonly question: string }
  | { readonly do: 'closeWindow' }
  | { readonly do: 'changeSetting'; readonly name: string; readonly value: unknown }
  | { readonly do: 'removeServer'; readonly name: string }
  | { readonly do: 'status' }
  | { readonly do: 'quit' };

export type ToClaude =
  | { readonly options: FakeClaudeOptions }
  | { readonly id: number; readonly order: Order };

export type FromClaude =
  | { readonly pid: number }
  /** It dropped what its options tell it to drop. */
  | { readonly stripped: true }
  /** Its servers have answered or failed. */
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown };

export interface ServerStatus {
  readonly name: string;
  readonly state: 'starting' | 'running' | 'failed' | 'skipped';
  /** Names of the tools it offers. */
  readonly tools: readonly string[];
  /** What Claude would show of a failure. */
  readonly problem?: string;
}

export interface ClaudeStatus {
  readonly windowOpen: boolean;
  readonly servers: readonly ServerStatus[];
}

export interface FakeClaudeOptions {
  /** How many of its panels start each server: chat and agent make two. */
  readonly panels?: 1 | 2;
  /** Drops something when it writes its settings: never, the first time of all its starts, or every time. */
  readonly strips?: 'never' | 'once' | 'always';
  /** What it drops then: Convene's entry unless it is told to drop all of `mcpServers`. */
  readonly stripsWhat?: 'entry' | 'servers';
  /** Doesn't quit when it is asked from outside; its own menu still works. */
  readonly stubborn?: boolean;
  /** Milliseconds for a server's first answer, instead of Claude's own. */
  readonly initializeMs?: number;
}

/** What the driver tells the fake Claude, one JSON object a line, and what it answers. It quits when its input ends. */
export type Order =
  | { readonly do: 'ask'; readonly question: string }
  | { readonly do: 'closeWindow' }
  | { readonly do: 'changeSetting'; readonly name: string; readonly value: unknown }
  | { readonly do: 'status' };

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
  /** Drops Convene's entry when it writes its settings: never, the first time, or every time. */
  readonly strips?: 'never' | 'once' | 'always';
  /** Milliseconds for a server's first answer, instead of Claude's own. */
  readonly initializeMs?: number;
}

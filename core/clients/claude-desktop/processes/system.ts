/** A process of Claude Desktop as a system's list tells of it. */
export interface ClaudeProcess {
  readonly id: number;
  /** Whether it is one that Claude's main process has started (a window, the network) and ends by itself. */
  readonly helper: boolean;
  readonly startedAt?: Date;
  /** Path with which the same Claude can be started again. */
  readonly program?: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** What differs between systems. Functions that ask the system throw when it doesn't answer in time. */
export interface System {
  look(): Promise<readonly ClaudeProcess[]>;
  /** Asks main processes to quit, never by force. */
  askToQuit(processes: readonly ClaudeProcess[]): Promise<void>;
  /** What starts Claude, that program if it is still there; undefined when there is none to be found. */
  startCommand(program: string | undefined): Promise<Command | undefined>;
  /** What Claude gets besides this program's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the command that starts Claude says nothing by how it ends. */
  readonly exitCodeMeansNothing: boolean;
}

/** Milliseconds for the system's own programs. */
export const deadlineMs = 5_000;

/** Electron calls its helper processes the same program with this argument; the main process has none. */
export const isHelper = (commandLine: string): boolean => /(?:^|[\0\s"])--type=/.test(commandLine);

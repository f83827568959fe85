import { Command, CommanderError } from 'commander';
import type { Companion } from '../core/companion.ts';
import { connectCommands } from './commands/connect.ts';
import { keyCommands } from './commands/keys.ts';
import { sessionCommands } from './commands/session.ts';
import { exitStatus } from './exit-status.ts';
import type { Streams } from './output.ts';

/** What a command is given: the services, where to write, and how to ask. */
export interface Terminal extends Streams {
  readonly companion: Companion;
  /** Reads a secret without showing it; from a pipe when there is no terminal. Undefined when the person gave up. */
  secret(question: string): Promise<string | undefined>;
  /** False when the person says no or when there is nobody to ask. */
  confirm(question: string): Promise<boolean>;
}

export type Run = (work: (terminal: Terminal, json: boolean) => Promise<number>) => Promise<void>;

/** Parses the arguments and runs one command; answers the exit status. Nothing secret is ever an argument. */
export async function runCommandLine(
  args: readonly string[],
  streams: Streams,
  open: () => Promise<Terminal>,
): Promise<number> {
  let status: number = exitStatus.done;
  const program = new Command('convene-companion')
    .description('The keys of your markets on Convene, from the command line.')
    .option('--json', 'answer one JSON object instead of words')
    .configureOutput({ writeOut: streams.out, writeErr: streams.err })
    .showHelpAfterError('Run with --help to see what there is.')
    .exitOverride();
  const run: Run = async (work) => {
    const terminal = await open();
    try {
      status = await work(terminal, program.opts<{ json?: boolean }>().json ?? false);
    } finally {
      await terminal.companion.close();
    }
  };
  sessionCommands(program, run);
  keyCommands(program, run);
  connectCommands(program, run);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUse;
  }
  return status;
}

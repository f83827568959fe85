import { Command, CommanderError } from 'commander';
import about from '../package.json' with { type: 'json' };
import { failure } from '../shared/failure.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { withoutTokens } from '../shared/tokens.ts';
import { auditCommand } from './commands/audit.ts';
import { connectCommands } from './commands/connect.ts';
import { deviceCommands } from './commands/device.ts';
import { doctorCommand } from './commands/doctor.ts';
import { incidentCommands } from './commands/incident.ts';
import { keyCommands } from './commands/keys.ts';
import { loginCommand } from './commands/login.ts';
import { logoutCommand } from './commands/logout.ts';
import { organizationCommand } from './commands/organization.ts';
import { rotateCommands } from './commands/rotate.ts';
import { type ScanFiles, scanCommand } from './commands/scan.ts';
import { settingsCommands } from './commands/settings.ts';
import { statusCommand } from './commands/status.ts';
import { exitStatus } from './exit-status.ts';
import { helpBelow } from './help.ts';
import { report } from './output.ts';
import type { Run, Streams, Terminal } from './terminal.ts';
import { asSentence, wrongUse } from './words.ts';

/**
 * Parses the arguments and runs one command; answers the exit status. With `--json`, standard output gets exactly
 * one JSON object, whatever happens. Nothing secret is ever an argument.
 */
export async function runCommandLine(
  args: readonly string[],
  streams: Streams,
  open: () => Promise<Result<Terminal>>,
  files: ScanFiles,
): Promise<number> {
  const json = asksForJson(args);
  const refuse = (sentence: string): number => report(streams, json, failed(wrongUse(sentence)), () => []);
  // Before anything repeats the arguments in an error message.
  if (args.some((arg) => withoutTokens(arg) !== arg)) return refuse(keyInArguments);

  let status: number = exitStatus.done;
  const run: Run = async (work) => {
    const terminal = await open();
    if (!terminal.ok) {
      status = report(streams, json, terminal, () => []);
      return;
    }
    try {
      status = await work(terminal.value, json);
    } finally {
      await terminal.value.companion.close();
    }
  };

  let told = '';
  const program = commands(run, (text) => {
    told += text;
  });
  // Neither a session nor a keychain is asked for, so that it is quick enough before each commit.
  scanCommand(program, files, async (work) => {
    status = await work(streams, json);
  });
  offerJson(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(streams, json, failed(crashed(error)), () => []);
    if (error.code === 'commander.version')
      return report(streams, json, ok({ version: about.version }), ({ version }) => [version]);
    if (error.exitCode === 0)
      return report(streams, json, ok({ help: told }), ({ help }) => help.trimEnd().split('\n'));
    return refuse(wrongUseWords(error));
  }
}

/** What goes wrong is reported in one place, so the parser itself writes nothing but help. */
function commands(run: Run, writeOut: (text: string) => void): Command {
  const program = new Command('convene-companion')
    .configureOutput({ writeOut, writeErr: () => {} })
    .description('The keys of your markets on Convene, from the command line.')
    .version(about.version, '-V, --version', 'say which version this is')
    .helpOption('-h, --help', 'say what there is')
    .helpCommand('help [command]', 'say more about a command')
    .addHelpText('after', helpBelow)
    .exitOverride();
  for (const add of [
    loginCommand,
    logoutCommand,
    statusCommand,
    organizationCommand,
    deviceCommands,
    keyCommands,
    rotateCommands,
    incidentCommands,
    auditCommand,
    connectCommands,
    doctorCommand,
    settingsCommands,
  ])
    add(program, run);
  return program;
}

/** Before the command or after it, so every help names it. */
function offerJson(command: Command): void {
  command.option('--json', 'answer one JSON object instead of words');
  for (const each of command.commands) offerJson(each);
}

/** Known before parsing, because wrong use has to be answered in JSON too. */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

const keyInArguments =
  'A key must not stand in a command: other programs can read it there, and your shell keeps it. Use login --key without it, and revoke this one, as it may have been seen.';

function wrongUseWords({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'Which command? Run with --help to see what there is.';
  const [what = '', ...more] = message.replace(parserWords, '').split('\n');
  return [what, ...more].map(asSentence).concat('Run with --help to see what there is.').join(' ');
}

/** What the parser puts before the sentence that says what is wrong. */
const parserWords = /^error: (?:command-argument value '.*' is invalid for argument 'program'\. )?/s;

const crashed = (error: unknown) =>
  failure('internal', { detail: withoutTokens(error instanceof Error ? error.message : String(error)) });

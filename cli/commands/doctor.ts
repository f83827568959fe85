import { type Command, Option } from 'commander';
import { type ClientId, cachesSettings, clientIds, clientNames } from '../../shared/clients.ts';
import type { ConnectView } from '../../shared/connect-view.ts';
import type { Finding, FixId } from '../../shared/doctor.ts';
import type { Failure } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { connectionSentence } from '../../shared/wording/connection.ts';
import { isAutomatic } from '../../shared/wording/fixes.ts';
import { findingWords } from '../../shared/wording/steps.ts';
import { askConnections } from '../ask-connections.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { report, sayFailure } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';
import { clientOf, clientOrAll } from '../which-client.ts';
import { failureLines } from '../words.ts';

export function doctorCommand(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('check every part of a connection, in order')
    .addArgument(clientOrAll(`which program: ${clientIds.join(', ')}; every connected one when left out`))
    .option('--fix', 'do what one step fixes: put our entry right, or quit Claude and start it again')
    .addOption(new Option('--mend', 'as --fix').hideHelp())
    .action((named: string | undefined, { fix = false, mend = false }: { fix?: boolean; mend?: boolean }) =>
      run(async (terminal, json) =>
        report(
          terminal,
          json,
          await check(terminal, named, fix || mend),
          ({ findings }) => linesOf(terminal, findings),
          ({ findings }) => statusOfFindings(terminal, findings),
        ),
      ),
    );
}

async function check(
  terminal: Terminal,
  named: string | undefined,
  fix: boolean,
): Promise<Result<{ findings: Finding[] }>> {
  const { companion } = terminal;
  const connected = clientIds.filter(
    (client) => companion.connector(client).view().state !== 'not-connected',
  );
  const standard: ClientId[] = connected.length > 0 ? connected : ['claude-desktop'];
  const all: Finding[] = [];
  for (const client of named === undefined ? standard : [clientOf(named)]) {
    const fixed = fix ? await companion.fix(client) : undefined;
    const findings = fixed?.ok ? fixed.value : await companion.check(client);
    if (fixed && !fixed.ok) sayWhyNot(terminal, fixed.error, findings);
    all.push(...findings);
  }
  await askConnections(companion);
  return ok({ findings: all });
}

/** What isn't broken, or one step doesn't fix, is told by the findings. */
function sayWhyNot(terminal: Terminal, why: Failure, findings: readonly Finding[]): void {
  const told = findings.some(({ failure }) => failure?.code === why.code);
  if (why.code !== 'nothing-to-do' && !told) sayFailure(terminal, why);
}

const marks = { good: '✓', bad: '✗', 'not-checked': '·' } as const;

function linesOf({ companion }: Terminal, findings: readonly Finding[]): string[] {
  const clients = [...new Set(findings.map(({ client }) => client))];
  return clients.flatMap((client) => [
    ...(clients.length > 1 || client !== 'claude-desktop' ? [`${clientNames[client]}:`] : []),
    ...deadLines(companion.connector(client).view()),
    ...findings
      .filter((one) => one.client === client)
      .flatMap((one) => findingLines(one, isNeeded(companion, one))),
  ]);
}

/** In the words of status and the window; what works needs none. */
const deadLines = (view: ConnectView): string[] =>
  view.state === 'connected' && view.condition.kind !== 'works'
    ? [`! ${connectionSentence(view, new Date())}`]
    : [];

function findingLines({ id, client, status, fact, failure, fix }: Finding, needed: boolean): string[] {
  const what = `${marks[status]} ${findingWords(id)}`;
  if (status === 'not-checked') return [`${what}: ${needed ? 'not checked' : 'not needed'}`];
  return [
    fact ? `${what}: ${fact}` : what,
    // What is wrong may say by itself what to run.
    ...new Set(
      [...(failure ? failureLines(failure) : []), ...(fix ? [fixLine(fix, client)] : [])].map(
        (line) => `    ${line}`,
      ),
    ),
  ];
}

/** The command that fixes it. */
function fixLine(fix: FixId, client: ClientId): string {
  if (fix === 'check-again') return 'Then check again.';
  if (isAutomatic(fix)) return toRun(`doctor ${client} --fix`);
  switch (fix) {
    case 'choose-file':
      return toRun(`settings ${client}`);
    case 'create-file':
      return toRun(`connect ${client} --create`);
    case 'repair-file':
      return toRun(`settings ${client} --repair`);
    case 'restore-file':
      return `${toRun(`history ${client}`)}, then restore a copy by its number there`;
    case 'connect':
      return toRun(`connect ${client}`);
    case 'connect-again':
      return toRun(`connect ${client}`);
    case 'sign-in':
      return toRun('login');
    default:
      return 'Then check again.';
  }
}

const toRun = (command: string): string => `Run: convene-companion ${command}`;

/** The parts depend on one another in this order, so the first that is bad is the one to fix. */
function statusOfFindings({ companion }: Terminal, findings: readonly Finding[]): number {
  const bad = findings.find(({ status }) => status === 'bad');
  if (bad) return bad.failure ? statusOf(bad.failure.code) : exitStatus.failed;
  const unknown = findings.some((one) => one.status === 'not-checked' && isNeeded(companion, one));
  return unknown ? exitStatus.notRead : exitStatus.done;
}

/** Only a program that keeps its settings in memory has to have started again; a pasted key needs no session. */
function isNeeded({ account }: Terminal['companion'], { id, client }: Finding): boolean {
  if (id === 'client-started') return cachesSettings(client);
  return id !== 'session' || account.view().state !== 'pasted-key';
}

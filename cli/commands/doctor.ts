import type { Command } from 'commander';
import { type ClientId, clientIds, clientNames } from '../../shared/clients.ts';
import type { Finding, MendId } from '../../shared/doctor.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isOnePress } from '../../shared/wording/mends.ts';
import { findingWords } from '../../shared/wording/steps.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { report } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';
import { clientOf } from '../which-client.ts';
import { failureLines, wrongUse } from '../words.ts';

export function doctorCommand(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('check every part of a connection, in order')
    .argument('[program]', `which program; every connected one when left out (${clientIds.join(', ')})`)
    .option('--mend', 'do what one step mends: put our entry right, or quit Claude and start it again')
    .action((named: string | undefined, { mend = false }: { mend?: boolean }) =>
      run(async (terminal, json) =>
        report(terminal, json, await examine(terminal, named, mend), linesOf, firstBad),
      ),
    );
}

async function examine(
  { companion }: Terminal,
  named: string | undefined,
  mend: boolean,
): Promise<Result<Finding[]>> {
  if (named !== undefined && clientOf(named) !== named)
    return failed(
      wrongUse(`There is no program “${named}”. There are: ${clientIds.join(', ')}.`, { name: named }),
    );
  const connected = clientIds.filter(
    (client) => companion.connectOf(client).view().state !== 'not-connected',
  );
  const standard: ClientId[] = connected.length > 0 ? connected : ['claude-desktop'];
  const all: Finding[] = [];
  for (const client of named === undefined ? standard : [clientOf(named)]) {
    const mended = mend ? await companion.mend(client) : undefined;
    // What one step doesn't mend, or isn't broken, is shown as it is.
    all.push(...(mended?.ok ? mended.value : await companion.examine(client)));
  }
  return ok(all);
}

const marks = { good: '✓', bad: '✗', 'not-checked': '·' } as const;

function linesOf(findings: readonly Finding[]): string[] {
  const clients = [...new Set(findings.map(({ client }) => client))];
  return clients.flatMap((client) => [
    ...(clients.length > 1 || client !== 'claude-desktop' ? [`${clientNames[client]}:`] : []),
    ...findings.filter((one) => one.client === client).flatMap(findingLines),
  ]);
}

function findingLines({ id, client, status, fact, failure, mend }: Finding): string[] {
  const what = `${marks[status]} ${findingWords(id)}`;
  if (status === 'not-checked') return [`${what}: not checked`];
  return [
    fact ? `${what}: ${fact}` : what,
    ...(failure ? failureLines(failure).map((line) => `    ${line}`) : []),
    ...(mend ? [`    ${mendLine(mend, client)}`] : []),
  ];
}

/** The command that mends it. */
function mendLine(mend: MendId, client: ClientId): string {
  if (isOnePress(mend)) return mend === 'check-again' ? 'Then check again.' : `Run: doctor ${client} --mend`;
  const commands: Partial<Record<MendId, string>> = {
    'choose-file': `settings ${client}`,
    'create-file': `connect ${client} --create`,
    'repair-file': `settings ${client} --repair`,
    'restore-file': `history ${client}, then restore ${client} with a number from there`,
    connect: `connect ${client}`,
    'connect-again': `disconnect ${client}, then connect ${client}`,
    'sign-in': 'login',
  };
  const command = commands[mend];
  return command ? `Run: ${command}` : 'Then check again.';
}

/** The parts depend on one another in this order, so the first that is bad is the one to mend. */
function firstBad(findings: readonly Finding[]): number {
  const bad = findings.find(({ status }) => status === 'bad');
  return bad?.failure ? statusOf(bad.failure.code) : exitStatus.done;
}

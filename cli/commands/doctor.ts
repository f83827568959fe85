import type { Command } from 'commander';
import type { Finding } from '../../shared/doctor.ts';
import { ok } from '../../shared/result.ts';
import { findingWords } from '../../shared/wording/steps.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { report } from '../output.ts';
import type { Run } from '../terminal.ts';
import { failureLines } from '../words.ts';

export function doctorCommand(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('check every part of the connection, in order; changes nothing')
    .action(() =>
      run(async (terminal, json) => {
        const findings = await terminal.companion.examine();
        return report(terminal, json, ok(findings), (found) => found.flatMap(findingLines), firstBad);
      }),
    );
}

const marks = { good: '✓', bad: '✗', 'not-checked': '·' } as const;

function findingLines({ id, status, fact, failure }: Finding): string[] {
  const what = `${marks[status]} ${findingWords(id)}`;
  if (status === 'not-checked') return [`${what}: not checked`];
  return [
    fact ? `${what}: ${fact}` : what,
    ...(failure ? failureLines(failure).map((line) => `    ${line}`) : []),
  ];
}

/** The parts depend on one another in this order, so the first that is bad is the one to mend. */
function firstBad(findings: readonly Finding[]): number {
  const bad = findings.find(({ status }) => status === 'bad');
  return bad?.failure ? statusOf(bad.failure.code) : exitStatus.done;
}

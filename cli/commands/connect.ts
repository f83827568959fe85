import type { Command } from 'commander';
import type { Connect } from '../../core/connect/connect.ts';
import type { ConnectStep, ConnectView } from '../../shared/connect-view.ts';
import type { Finding } from '../../shared/doctor.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { findingWords, stepWords } from '../../shared/wording/steps.ts';
import { exitStatus, statusOf } from '../exit-status.ts';
import { failureLines, report } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';

export function connectCommands(program: Command, run: Run): void {
  program
    .command('connect')
    .description('connect Claude Desktop on this computer, and prove it')
    .option('--no-wait', "don't wait for Claude to be quit or started; go on later by running connect again")
    .option('--keep', 'when a step fails, keep what was done instead of taking it back')
    .action((options: { wait: boolean; keep?: boolean }) =>
      run(async (terminal, json) => {
        const settled = await connect(terminal, options.wait);
        const why = settled.ok ? unfinished(settled.value) : undefined;
        if (settled.ok && why?.failed && !options.keep) {
          const undone = await terminal.companion.connect.undo();
          if (!json)
            terminal.err(
              undone.ok
                ? 'What was done is taken back.\n'
                : 'It could not be taken back; run connect again.\n',
            );
        }
        const result: Result<ConnectView> = why ? failed(why.failure) : settled;
        return report(terminal, json, result, () => ['Claude Desktop is connected.']);
      }),
    );

  program
    .command('disconnect')
    .description('remove our entry from Claude’s settings and revoke its key')
    .option('--keep-key', 'leave the key alive')
    .action((options: { keepKey?: boolean }) =>
      run(async (terminal, json) => {
        const { connect: service } = terminal.companion;
        const begun = service.view().state === 'connecting';
        const gone = begun ? await service.undo() : await service.disconnect(!options.keepKey);
        const stuck = gone.ok && gone.value.state === 'connecting' ? gone.value.undoFailure : undefined;
        return report(terminal, json, stuck ? failed(stuck) : gone, () => [
          'Claude Desktop is disconnected.',
        ]);
      }),
    );

  program
    .command('doctor')
    .description('check every part of the connection, in order')
    .action(() =>
      run(async (terminal, json) => {
        const findings = await terminal.companion.examine();
        return report(terminal, json, ok(findings), (found) => found.flatMap(findingLines), worst);
      }),
    );
}

interface Unfinished {
  readonly failure: Failure;
  readonly failed: boolean;
}

function unfinished(view: ConnectView): Unfinished | undefined {
  if (view.state === 'connected') return undefined;
  const step = view.state === 'connecting' ? view.steps.find((one) => one.failure) : undefined;
  return { failure: step?.failure ?? failure('internal'), failed: step?.status === 'failed' };
}

/** Goes through the steps, says each, and waits for the person where Claude has to be quit or started. */
async function connect({ companion, err }: Terminal, wait: boolean): Promise<Result<ConnectView>> {
  const service = companion.connect;
  const said = new Set<string>();
  const say = (view: ConnectView): void => {
    for (const step of view.state === 'not-connected' ? [] : view.steps) {
      const line = stepLine(step);
      if (line && !said.has(line)) err(`${line}\n`);
      if (line) said.add(line);
    }
  };
  const silence = service.onChange(say);
  try {
    const first = service.view().state === 'connecting' ? await service.resume() : await service.start();
    return first.ok && wait ? ok(await untilSettled(service)) : first;
  } finally {
    silence();
  }
}

/** Resolves when it is connected, taken back, or stopped by a failure that waiting doesn't mend. */
function untilSettled(service: Connect): Promise<ConnectView> {
  const settled = (view: ConnectView): boolean =>
    view.state !== 'connecting' ||
    (view.phase === 'paused' && !view.steps.some(({ status }) => status === 'needs-you'));
  return new Promise((resolve) => {
    if (settled(service.view())) return resolve(service.view());
    // Looking for Claude doesn't keep a program alive by itself.
    const alive = setInterval(() => {}, 60_000);
    const end = service.onChange((view) => {
      if (!settled(view)) return;
      clearInterval(alive);
      end();
      resolve(view);
    });
  });
}

function stepLine(step: ConnectStep): string | undefined {
  const { title } = stepWords(step);
  if (step.status === 'done')
    return `✓ ${title}${step.id === 'tool-answers' && step.fact ? `: ${step.fact}` : ''}`;
  if (step.status === 'needs-you' && step.failure) return `… ${failureLines(step.failure).join(' ')}`;
  if (step.status === 'failed') return `✗ ${title}`;
  return undefined;
}

function findingLines(finding: Finding): string[] {
  const mark = { good: '✓', bad: '✗', 'not-checked': '·' }[finding.status];
  const mend = finding.failure ? failureLines(finding.failure).map((line) => `    ${line}`) : [];
  return [`${mark} ${findingWords(finding.id)}${finding.fact ? `: ${finding.fact}` : ''}`, ...mend];
}

function worst(findings: readonly Finding[]): number {
  const bad = findings.find(({ status }) => status === 'bad');
  return bad?.failure ? statusOf(bad.failure.code) : exitStatus.done;
}

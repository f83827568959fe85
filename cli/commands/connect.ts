import type { Command } from 'commander';
import type { ConnectView } from '../../shared/connect-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { connectedOr, untilResting, untilSettled } from '../connect-wait.ts';
import { report, say, sayFailure } from '../output.ts';
import { stepLines } from '../step-lines.ts';
import type { Run, Terminal } from '../terminal.ts';

interface Options {
  readonly wait: boolean;
  readonly keep?: boolean;
}

export function connectCommands(program: Command, run: Run): void {
  program
    .command('connect')
    .description('connect Claude Desktop on this computer, and prove it')
    .option('--no-wait', "don't wait for Claude to be quit or started; run connect again to go on")
    .option('--keep', 'when a step fails, keep what was done instead of taking it back')
    .action((options: Options) =>
      run(async (terminal, json) => {
        const connected = await connect(terminal, options);
        return report(terminal, json, connected, connectedLines);
      }),
    );

  program
    .command('disconnect')
    .description('remove our entry from Claude’s settings and revoke its key')
    .option('--keep-key', 'leave the key alive')
    .action(({ keepKey = false }: { keepKey?: boolean }) =>
      run(async (terminal, json) => {
        const gone = await disconnect(terminal, keepKey);
        const status = report(terminal, json, gone, () => ['Claude Desktop is disconnected.']);
        if (!gone.ok && gone.error.code !== 'nothing-to-do' && !json)
          say(terminal, 'Not everything is taken back yet. Run disconnect again.');
        return status;
      }),
    );
}

/** Goes through the steps, says each, and waits for the person where Claude has to be quit or started. */
async function connect(terminal: Terminal, { wait, keep }: Options): Promise<Result<ConnectView>> {
  const { connect: service } = terminal.companion;
  const silence = service.onChange(stepLines((line) => say(terminal, line)));
  try {
    const begun = await throughSteps(terminal, wait);
    if (!begun.ok) return begun;
    const end = connectedOr(begun.value);
    if (end.ok) return end;
    if (end.waits)
      say(terminal, 'What was done is kept: connect goes on from here, disconnect takes it back.');
    else if (!keep) await takeBack(terminal);
    return failed(end.error);
  } finally {
    silence();
  }
}

/** Ctrl-C ends the waiting, and not a step halfway: what is being written is written. */
async function throughSteps(terminal: Terminal, wait: boolean): Promise<Result<ConnectView>> {
  const { connect: service } = terminal.companion;
  const begun = begin(terminal);
  const settled = begun.then(async (first) => (first.ok && wait ? ok(await untilSettled(service)) : first));
  const end = await terminal.unlessStopped(settled);
  if (end !== 'stopped') return end;
  say(terminal, 'Stopping. Ctrl-C again ends at once.');
  const first = await begun;
  return first.ok ? ok(await untilResting(service)) : first;
}

/** What was begun before goes on. Was it being taken back, that is finished first. */
async function begin({ companion: { connect: service } }: Terminal): Promise<Result<ConnectView>> {
  if (service.view().state !== 'connecting') return service.start();
  const resumed = await service.resume();
  return resumed.ok && resumed.value.state === 'not-connected' ? service.start() : resumed;
}

async function takeBack(terminal: Terminal): Promise<void> {
  const undone = await terminal.companion.connect.undo();
  const stuck = undone.ok ? undoFailure(undone.value) : undone.error;
  if (!stuck) return say(terminal, 'What was done is taken back.');
  say(terminal, 'What was done could not be taken back yet. Run disconnect.');
  sayFailure(terminal, stuck);
}

async function disconnect(
  { companion: { connect: service } }: Terminal,
  keepKey: boolean,
): Promise<Result<ConnectView>> {
  if (service.view().state !== 'connecting') return service.disconnect(!keepKey);
  const undone = await service.undo();
  const stuck = undone.ok ? undoFailure(undone.value) : undefined;
  return stuck ? failed(stuck) : undone;
}

const undoFailure = (view: ConnectView) => (view.state === 'connecting' ? view.undoFailure : undefined);

function connectedLines(view: ConnectView): string[] {
  return view.state === 'connected'
    ? [`Claude Desktop is connected to ${view.connection.organizationName}.`]
    : [];
}

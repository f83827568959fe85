import { type Command, Option } from 'commander';
import type { Connect } from '../../core/connect/connect.ts';
import { type ClientId, cachesSettings, clientNames } from '../../shared/clients.ts';
import type { ConnectView } from '../../shared/connect-view.ts';
import type { Failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { connectionSentence, entryLeftSentence } from '../../shared/wording/connection.ts';
import { agreeTo } from '../agree.ts';
import { connectedOr, untilResting, untilSettled } from '../connect-wait.ts';
import { report, say, sayFailure } from '../output.ts';
import { placeLines } from '../place-lines.ts';
import { stepLines } from '../step-lines.ts';
import type { Run, Terminal } from '../terminal.ts';
import { clientArgument, clientOf } from '../which-client.ts';
import { wrongUse } from '../words.ts';

interface Options {
  readonly wait: boolean;
  readonly keep?: boolean;
  readonly quitClaude?: boolean;
  readonly file?: string;
  readonly create?: boolean;
}

const quitClaude = (): Option =>
  new Option('--quit-claude', 'if Claude is open, ask it to quit, and start it again when it is done');

export function connectCommands(program: Command, run: Run): void {
  program
    .command('connect')
    .description('connect Claude Desktop or another program on this computer, and prove it')
    .addArgument(clientArgument())
    .option('--no-wait', "don't wait for Claude to be quit or started; run connect again to go on")
    .option('--keep', 'when a step fails, keep what was done instead of taking it back')
    .addOption(quitClaude())
    .option('--file <path>', 'which settings file, where several could be meant; remembered')
    .option('--create', 'make empty settings where the program has no file yet, or nothing in it')
    .action((named: string, options: Options) =>
      run(async (terminal, json) => {
        const client = clientOf(named);
        const prepared = await prepare(terminal, client, options);
        const connected = prepared.ok ? await connect(terminal, client, options) : prepared;
        return report(terminal, json, connected, connectedLines);
      }),
    );

  program
    .command('disconnect')
    .description('remove our entry from a program’s settings and revoke its key')
    .addArgument(clientArgument())
    .option('--keep-key', 'leave the key alive')
    .addOption(quitClaude())
    .action(
      (
        named: string,
        { keepKey = false, quitClaude: mayQuit = false }: { keepKey?: boolean; quitClaude?: boolean },
      ) =>
        run(async (terminal, json) => {
          const client = clientOf(named);
          const gone = await disconnect(terminal, client, { keepKey, mayQuit });
          const status = report(terminal, json, gone, disconnectedLines);
          if (!gone.ok && gone.error.code !== 'nothing-to-do' && !json)
            say(terminal, 'Not everything is taken back yet. Run disconnect again.');
          return status;
        }),
    );
}

/** Which file is meant, said on the command line; and consent to making one where there is none. */
async function prepare(
  terminal: Terminal,
  client: ClientId,
  { file, create = false }: Options,
): Promise<Result<void>> {
  const { connector } = terminal.companion;
  const inUse = pathOf(connector(client).view());
  if (inUse !== undefined)
    return file === undefined || file === inUse ? ok(undefined) : failed(anotherFile(client, file, inUse));
  if (file !== undefined) {
    const chosen = await choose(terminal, client, file);
    if (!chosen.ok) return chosen;
  }
  // What stands in the way besides is said when connecting begins; nothing is made for it.
  const preview = await connector(client).preview();
  if (preview.ok) return ok(undefined);
  const { code, path } = preview.error;
  if (code === 'config-ambiguous') await sayPlaces(terminal, client);
  if (code === 'config-empty') return fillEmpty(terminal, client, preview.error, create);
  if (code === 'config-byte-order-mark' || code === 'config-not-json') await sayRepair(terminal, client);
  if (code !== 'config-missing' || path === undefined) return ok(undefined);
  return makeMissing(terminal, client, path, create);
}

async function makeMissing(
  terminal: Terminal,
  client: ClientId,
  missing: string,
  create: boolean,
): Promise<Result<void>> {
  const agreed = await agreeTo(terminal, {
    question: `${clientNames[client]} has no settings file yet. Make an empty one, ${missing}?`,
    sure: create,
    how: `${clientNames[client]} has no settings file yet: open it once, or add --create to make ${missing}`,
  });
  if (!agreed.ok) return failed({ ...agreed.error, client, path: missing });
  const made = await terminal.companion.settings.createFile(client, missing);
  return made.ok ? ok(undefined) : made;
}

/** The program takes no empty file; one that says nothing else takes its place. */
async function fillEmpty(
  terminal: Terminal,
  client: ClientId,
  { path }: Failure,
  create: boolean,
): Promise<Result<void>> {
  const { settings } = terminal.companion;
  const repair = await settings.previewRepair(client);
  if (!repair.ok) return repair;
  const agreed = await agreeTo(terminal, {
    question: `${clientNames[client]}’s settings file is empty. Put empty settings into it, ${path}?`,
    sure: create,
    how: `${clientNames[client]}’s settings file is empty: add --create to put empty settings into ${path}`,
  });
  if (!agreed.ok) return failed({ ...agreed.error, client, path });
  const filled = await settings.repair(client, { fingerprint: repair.value.diff.fingerprint });
  return filled.ok ? ok(undefined) : filled;
}

/** Connecting says what is wrong; this says that we could put it right. */
async function sayRepair(terminal: Terminal, client: ClientId): Promise<void> {
  if (await terminal.companion.settings.canRepair(client))
    say(terminal, `We can put that right: convene-companion settings ${client} --repair`);
}

/** The file of what is connected or begun. */
function pathOf(view: ConnectView): string | undefined {
  if (view.state === 'not-connected' || view.state === 'unknown') return undefined;
  return view.state === 'connected' ? view.connection.configPath : view.preview.path;
}

const anotherFile = (client: ClientId, file: string, inUse: string): Failure =>
  wrongUse(`${clientNames[client]} is connected in ${inUse} already. Run disconnect ${client} first`, {
    name: file,
  });

async function choose(
  { companion: { settings } }: Terminal,
  client: ClientId,
  file: string,
): Promise<Result<void>> {
  const found = await settings.places(client);
  if (!found.ok) return found;
  const paths = found.value.places.map(({ path }) => path);
  if (!paths.includes(file)) {
    const sentence = `${clientNames[client]} doesn’t read its settings from there. It may be: ${paths.join(', ')}`;
    return failed(wrongUse(sentence, { name: file }));
  }
  const chosen = await settings.choosePlace(client, file);
  return chosen.ok ? ok(undefined) : chosen;
}

async function sayPlaces(terminal: Terminal, client: ClientId): Promise<void> {
  const found = await terminal.companion.settings.places(client);
  if (found.ok) for (const line of placeLines(found.value)) say(terminal, line);
}

/** Goes through the steps, says each, and waits for the person where Claude has to be quit or started. */
async function connect(
  terminal: Terminal,
  client: ClientId,
  { wait, keep, quitClaude: mayQuit }: Options,
): Promise<Result<ConnectView>> {
  const service = terminal.companion.connector(client);
  const silence = service.onChange(stepLines((line) => say(terminal, line)));
  try {
    const begun = await throughSteps(terminal, service, client, { wait, mayQuit: mayQuit ?? false });
    if (!begun.ok) return begun;
    const end = connectedOr(begun.value);
    if (end.ok) return end;
    if (end.waits)
      say(terminal, 'What was done is kept: connect goes on from here, disconnect takes it back.');
    else if (!keep) await rollBack(terminal, service);
    return failed({ client, ...end.error });
  } finally {
    silence();
  }
}

/** Ctrl-C ends the waiting, and not a step halfway: what is being written is written. */
async function throughSteps(
  terminal: Terminal,
  service: Connect,
  client: ClientId,
  { wait, mayQuit }: { wait: boolean; mayQuit: boolean },
): Promise<Result<ConnectView>> {
  const begun = begin(service).then((first) =>
    first.ok ? quitWhereAgreed(terminal, service, client, first.value, mayQuit) : first,
  );
  const settled = begun.then(async (first) => (first.ok && wait ? ok(await untilSettled(service)) : first));
  const end = await terminal.unlessStopped(settled);
  if (end !== 'stopped') return end;
  say(terminal, 'Stopping. Ctrl-C again ends at once.');
  const first = await begun;
  return first.ok ? ok(await untilResting(service)) : first;
}

/** What was begun before goes on. Was it being taken back, that is finished first. */
async function begin(service: Connect): Promise<Result<ConnectView>> {
  if (service.view().state !== 'connecting') return service.start();
  const resumed = await service.resume();
  return resumed.ok && resumed.value.state === 'not-connected' ? service.start() : resumed;
}

/** Claude is never quit without consent: the option, or a yes. */
async function quitWhereAgreed(
  terminal: Terminal,
  service: Connect,
  client: ClientId,
  view: ConnectView,
  mayQuit: boolean,
): Promise<Result<ConnectView>> {
  const waitsForQuit =
    view.state === 'connecting' && view.steps.some((step) => step.failure?.code === 'claude-running');
  if (!cachesSettings(client) || !waitsForQuit) return ok(view);
  if (!mayQuit && (await terminal.confirm(quitQuestion)) !== 'yes') return ok(service.view());
  const quit = await service.quitClient();
  if (quit.ok || quit.error.code !== 'claude-did-not-quit') return quit;
  sayFailure(terminal, quit.error);
  return ok(service.view());
}

const quitQuestion = 'Claude is open. Ask it to quit now, and start it again afterwards?';

async function rollBack(terminal: Terminal, service: Connect): Promise<void> {
  const undone = await service.undo();
  const stuck = undone.ok ? undoFailure(undone.value) : undone.error;
  if (!stuck) {
    say(terminal, 'What was done is taken back.');
    const view = service.view();
    const left = view.state === 'not-connected' ? entryLeftSentence(view) : undefined;
    return left === undefined ? undefined : say(terminal, `! ${left}`);
  }
  say(terminal, 'What was done could not be taken back yet. Run disconnect.');
  sayFailure(terminal, stuck);
}

async function disconnect(
  terminal: Terminal,
  client: ClientId,
  { keepKey, mayQuit }: { keepKey: boolean; mayQuit: boolean },
): Promise<Result<ConnectView>> {
  const service = terminal.companion.connector(client);
  const first = await disconnectOnce(service, keepKey);
  if (first.ok || first.error.code !== 'claude-running') return first;
  if (!mayQuit && (await terminal.confirm(quitQuestion)) !== 'yes') return first;
  const quit = await service.quitClient();
  // What was only begun is taken back with that.
  if (!quit.ok || service.view().state === 'not-connected') return quit;
  const again = await disconnectOnce(service, keepKey);
  if (!again.ok) await startAgain(terminal, service);
  return again;
}

/** Claude was quit for nothing. */
async function startAgain(terminal: Terminal, service: Connect): Promise<void> {
  const started = await service.startClient();
  if (!started.ok) sayFailure(terminal, started.error);
}

async function disconnectOnce(service: Connect, keepKey: boolean): Promise<Result<ConnectView>> {
  if (service.view().state !== 'connecting') return service.disconnect(!keepKey);
  const undone = await service.undo();
  const stuck = undone.ok ? undoFailure(undone.value) : undefined;
  return stuck ? failed(stuck) : undone;
}

const undoFailure = (view: ConnectView) => (view.state === 'connecting' ? view.undoFailure : undefined);

function disconnectedLines(view: ConnectView): string[] {
  const left = view.state === 'not-connected' ? entryLeftSentence(view) : undefined;
  return [`${clientNames[view.client]} is disconnected.`, ...(left ? [`! ${left}`] : [])];
}

function connectedLines(view: ConnectView): string[] {
  if (view.state !== 'connected') return [];
  return view.condition.kind === 'works'
    ? [`${clientNames[view.client]} is connected to ${view.connection.organizationName}.`]
    : [`! ${connectionSentence(view, new Date())}`];
}

/** What each step of connecting does, and how it is taken back. */
import { cachesSettings } from '../../shared/clients.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { ClientProcess, ClientProcessState } from '../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import type { Connections } from '../connections/connections.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Operation, Rewind, Step, StepDone } from '../operations/operation.ts';
import type { Clock } from '../ports.ts';
import { programOf } from '../settings-editor/server-entry.ts';
import type { ConnectData } from './connect-data.ts';
import { madeSoFar } from './made.ts';
import { removeEntry, revokeMadeKey } from './take-back.ts';

export interface StepDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly claude: ClientProcess;
  readonly bridge: SpawnCommand;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds for which the entry must stay in the file after Claude's start, because Claude rewrites it then. */
  readonly entryMustLastMs: number;
  readonly target: ClientAdapter;
}

type ConnectStep = Step<ConnectData>;
type Connecting = Operation<ConnectData>;

/** Milliseconds by which a process's start, as the system tells it, may be early. */
const clockSlackMs = 1_000;
/** How often an entry that Claude drops at its start is written again without asking. */
const putBackAtMost = 3;

const nothingFound = ({ data }: Connecting): Result<StepDone<ConnectData>> => ok({ data });

export const keyReady = (deps: StepDeps): ConnectStep => ({
  id: 'key-ready',
  async run(operation, { checkpoint }) {
    const { owner, data } = operation;
    const gone = await endOldKey(deps, operation);
    if (!gone.ok) return gone;
    const made =
      data.source === 'session' ? await createKey(deps, operation) : await pastedKey(deps, operation);
    if (!made.ok) return made;
    const { token, keyId } = made.value;
    // Noted before it is kept: from then on the connection's token is the new key's.
    const noted = await checkpoint({ ...data, ...(keyId ? { keyId } : {}) });
    if (!noted.ok) return noted;
    const kept = await deps.connections.keep(data.connectionId, {
      server: owner.server,
      organizationName: owner.organizationName,
      keyName: data.preview.keyName,
      token,
    });
    if (!kept.ok) return kept;
    const hint = tokenHint(token);
    return ok({ data: { ...data, ...(keyId ? { keyId } : {}), tokenHint: hint }, fact: { tokenHint: hint } });
  },
  async rollBack(operation) {
    const made = madeSoFar(operation);
    const gone = made.revokeKey ? await revokeMadeKey(deps, made) : ok(undefined);
    if (!gone.ok) return gone;
    const { data } = operation;
    return data.again ? deadAgain(deps, operation) : deps.connections.drop(data.connectionId);
  },
});

/** A key whose token this computer has lost may work still; two keys of one name can't. */
async function endOldKey({ account, keys }: StepDeps, { owner, data }: Connecting): Promise<Result<void>> {
  const old = data.again?.oldKey;
  if (!old || data.keyId !== undefined) return ok(undefined);
  const who = sessionAt(account, owner);
  if (!who.ok) return who;
  const proof = await keys.ensureRevoked(who.value, old, { missingIsFine: true });
  return proof.ok ? ok(undefined) : proof;
}

/** The connection stands as before, with its dead key. */
function deadAgain({ connections, clock }: StepDeps, { owner, data }: Connecting): Promise<Result<void>> {
  return connections.keep(data.connectionId, {
    server: owner.server,
    organizationName: owner.organizationName,
    keyName: data.again?.oldKey?.name ?? data.preview.keyName,
    revokedAt: data.again?.revokedAt ?? clock.now().toISOString(),
  });
}

/** The key belongs where connecting was begun, not where the person signed in since. */
async function createKey(
  { account }: StepDeps,
  { owner, data }: Connecting,
): Promise<Result<{ token: string; keyId: string }>> {
  const who = sessionAt(account, owner);
  if (!who.ok) return who;
  const { keyName } = data.preview;
  const created = await who.value.convene.createKey(owner.organizationId, keyName, data.idempotencyKey);
  if (created.ok) return ok({ token: created.value.token, keyId: created.value.id });
  return failed(created.error.code === 'conflict' ? { ...created.error, name: keyName } : created.error);
}

async function pastedKey(
  { account }: StepDeps,
  { owner }: Connecting,
): Promise<Result<{ token: string; keyId?: string }>> {
  const held = await account.pastedKey();
  if (!held.ok) return held;
  if (!held.value) return failed(failure('secret-missing'));
  // The bridge would send it to the server where connecting was begun.
  if (!isSameServer(held.value.server, owner.server))
    return failed(failure('secret-missing', { detail: 'the pasted key is one of another server' }));
  return ok({ token: held.value.token });
}

export const claudeQuit = (deps: StepDeps): ConnectStep => ({
  id: 'claude-quit',
  isPartOf: ({ client, again }) => cachesSettings(client) && !again?.entryStands,
  async run(operation) {
    const free = await isQuit(deps);
    return free.ok ? nothingFound(operation) : free;
  },
});

async function isQuit({ claude }: StepDeps): Promise<Result<void>> {
  const state = await claude.running();
  if (!state.ok) return state;
  return state.value.running ? failed(failure('claude-running')) : ok(undefined);
}

export const entryWritten = (deps: StepDeps): ConnectStep => ({
  id: 'entry-written',
  isPartOf: ({ again }) => !again?.entryStands,
  async run({ data }) {
    const { target, bridge, clock } = deps;
    const free = cachesSettings(target.client) ? await isQuit(deps) : ok(undefined);
    if (!free.ok) return free;
    const { path, entryName } = data.preview;
    const put = await target.config(path).put(entryName, target.entry(bridge, data.connectionId));
    if (!put.ok) return put;
    return ok({ data: { ...data, writtenAt: clock.now().toISOString() }, fact: { path } });
  },
  rollBack: (operation) => removeEntry(deps, madeSoFar(operation)),
});

export const entrySurvived = (deps: StepDeps): ConnectStep => ({
  id: 'entry-survived',
  isPartOf: ({ client, again }) => cachesSettings(client) && !again?.entryStands,
  async run(operation) {
    const { data } = operation;
    const state = await runningAgain(deps, data);
    if (!state.ok) return state;
    if (!state.value.running) return failed(failure('claude-not-running'));
    const writtenAt = new Date(data.writtenAt ?? 0);
    if (state.value.since && state.value.since.getTime() < writtenAt.getTime() - clockSlackMs)
      return failed(failure('claude-not-restarted'));
    const deadline = Date.now() + deps.entryMustLastMs;
    for (;;) {
      const program = await programInFile(deps, data);
      if (!program.ok) return program;
      if (Date.now() >= deadline) return nothingFound(operation);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },
  recover: (operation, why) => putBack(deps, operation, why),
});

/** What was quit by us is started again by us. */
async function runningAgain(
  { claude }: StepDeps,
  { startAgain }: ConnectData,
): Promise<Result<ClientProcessState>> {
  const state = await claude.running();
  if (!state.ok || state.value.running || !startAgain) return state;
  const started = await claude.start(startAgain.program);
  return started.ok ? claude.running() : started;
}

/**
 * Claude dropped our entry at its start. Where it was quit by us, with consent, that is done once more: quit, write, start, look
 * again. After three times it is explained.
 */
async function putBack(
  { claude, log, target: { client } }: StepDeps,
  { data }: Connecting,
  why: Failure,
): Promise<Result<Rewind<ConnectData>> | undefined> {
  if (why.code !== 'entry-vanished' || !data.startAgain) return undefined;
  const { path, entryName: name } = data.preview;
  if (data.putBack >= putBackAtMost) return failed(failure('entry-keeps-vanishing', { client, path, name }));
  log('entry is put back', { path, name, times: data.putBack + 1 });
  const quit = await claude.quit();
  if (!quit.ok) return quit;
  return ok({ data: { ...data, putBack: data.putBack + 1 }, rewindTo: firstOfWriting(data) });
}

/** From where the settings file is written; what keeps its settings in memory is quit before that. */
export const firstOfWriting = ({ client }: ConnectData): string =>
  cachesSettings(client) ? 'claude-quit' : 'entry-written';

/** The command that stands in the client's file for this connection. */
export async function programInFile(
  { target }: Pick<StepDeps, 'target'>,
  { preview, connectionId }: ConnectData,
): Promise<Result<SpawnCommand>> {
  const { path, entryName: name } = preview;
  const entry = await target.config(path).entry(name);
  if (!entry.ok) return entry;
  const program = programOf(entry.value, connectionId);
  return program ? ok(program) : failed(failure('entry-vanished', { client: target.client, path, name }));
}

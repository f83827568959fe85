/** What each step of connecting does, and how it is taken back. */
import { randomUUID } from 'node:crypto';
import { cachesSettings } from '../../shared/clients.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { Account, SignedIn } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { ClientProcess, ClientProcessState } from '../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import type { Connections } from '../connections/connections.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { freeName } from '../keys/free-name.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Operation, Rewind, Step, StepDone } from '../operations/operation.ts';
import type { Clock } from '../ports.ts';
import { programOf } from '../settings-editor/server-entry.ts';
import type { ConnectData } from './connect-data.ts';
import { madeSoFar } from './made.ts';
import { removeOrLeaveEntry, revokeMadeKey } from './take-back.ts';

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
    const { owner, data: begun } = operation;
    const gone = await endOldKey(deps, operation);
    if (!gone.ok) return gone;
    const made =
      begun.source === 'session'
        ? await createKey(deps, operation, checkpoint)
        : await pastedKey(deps, operation);
    if (!made.ok) return made;
    const { token, keyId, data = begun } = made.value;
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

interface NewKey {
  readonly token: string;
  readonly keyId?: string;
  /** With the name that was free. */
  readonly data?: ConnectData;
}

/** How often another free name is looked for: others may take one at the same time. */
const namesTried = 5;

/**
 * The key belongs where connecting was begun, not where the person signed in since. Where its name is taken, by another computer
 * that is called the same as a rule, the new one gets a number; nobody's key is asked for.
 */
async function createKey(
  deps: StepDeps,
  operation: Connecting,
  note: (data: ConnectData) => Promise<Result<void>>,
): Promise<Result<NewKey>> {
  const { owner } = operation;
  const who = sessionAt(deps.account, owner);
  if (!who.ok) return who;
  let { data } = operation;
  for (let tried = 1; ; tried += 1) {
    const { preview, idempotencyKey } = data;
    const { convene } = who.value;
    const created = await convene.createKey(owner.organizationId, preview.keyName, idempotencyKey);
    if (created.ok) return ok({ token: created.value.token, keyId: created.value.id, data });
    if (created.error.code !== 'conflict' || tried === namesTried) return created;
    const next = await underFreeName(who.value, { ...operation, data });
    if (!next.ok) return next;
    // Before it is asked for: an answer that is lost can be explained by that.
    const noted = await note(next.value);
    if (!noted.ok) return noted;
    data = next.value;
  }
}

/**
 * Nobody's key is revoked for a name, though it may be one that an earlier try of ours has made and lost the token of: another
 * computer of the same person looks just the same.
 */
async function underFreeName(
  { convene }: SignedIn,
  { owner, data }: Connecting,
): Promise<Result<ConnectData>> {
  const listed = await convene.listKeys(owner.organizationId);
  if (!listed.ok) return listed;
  const usualKeyName = data.usualKeyName ?? data.preview.keyName;
  const keys = listed.value.keys.map((key) => ({ name: key.name, revoked: key.revoked_at !== null }));
  const keyName = freeName(usualKeyName, keys);
  return ok({ ...data, usualKeyName, idempotencyKey: randomUUID(), preview: { ...data.preview, keyName } });
}

async function pastedKey({ account }: StepDeps, { owner }: Connecting): Promise<Result<NewKey>> {
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
  rollBack: (operation) => removeOrLeaveEntry(deps, madeSoFar(operation)),
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

import { cachesSettings } from '../../shared/clients.ts';
import type { ConnectStepId } from '../../shared/connect-view.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { Account } from '../account/account.ts';
import type { ClientProcess, ClientProcessState } from '../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import type { OpenProbe, Probe } from '../connections/bridge-probe.ts';
import type { Connections } from '../connections/connections.ts';
import { askDashboard, dashboardFact, dashboardText } from '../connections/dashboard.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { Clock } from '../ports.ts';
import { programOf } from '../settings-editor/server-entry.ts';
import type { PendingConnect } from './journal.ts';

export interface StepDeps {
  readonly account: Account;
  readonly connections: Connections;
  readonly claude: ClientProcess;
  readonly bridge: SpawnCommand;
  readonly openProbe: OpenProbe;
  readonly clock: Clock;
  /** Milliseconds for which the entry must stay in the file after Claude's start, because Claude rewrites it then. */
  readonly entryMustLastMs: number;
  readonly target: ClientAdapter;
}

/** Milliseconds by which a process's start, as the system tells it, may be early. */
const clockSlackMs = 1_000;

/** A step's end: what it adds to the journal and a line to show, or why it stopped. */
export type StepEnd =
  | { readonly done: true; readonly fact?: string; readonly notes?: Partial<PendingConnect> }
  | { readonly done: false; readonly failure: Failure };

const done = (fact?: string, notes?: Partial<PendingConnect>): StepEnd => ({
  done: true,
  ...(fact === undefined ? {} : { fact }),
  ...(notes ? { notes } : {}),
});
const broke = (why: Failure): StepEnd => ({ done: false, failure: why });

/** What each step does. Every one may run twice with the same effect as once. */
export function connectSteps(parts: StepDeps): {
  run(id: ConnectStepId, pending: PendingConnect): Promise<StepEnd>;
  close(): Promise<void>;
} {
  const { account, connections, claude, clock, target } = parts;
  let probe: Probe | undefined;

  async function keyReady(pending: PendingConnect): Promise<StepEnd> {
    const made = pending.source === 'session' ? await createKey(pending) : await pastedKey(pending);
    if (!made.ok) return broke(made.error);
    const { token, keyId } = made.value;
    const { server, organization, preview } = pending;
    const kept = await connections.keep(pending.connectionId, {
      server,
      organizationName: organization.name,
      keyName: preview.keyName,
      token,
    });
    if (!kept.ok) return broke(kept.error);
    const hint = tokenHint(token);
    return done(hint, { ...(keyId ? { keyId } : {}), tokenHint: hint });
  }

  async function createKey(pending: PendingConnect): Promise<Result<{ token: string; keyId: string }>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    // The key belongs where connecting was begun, not where the person signed in since.
    if (who.value.convene.server !== pending.server)
      return failed(failure('signed-out', { detail: 'signed in elsewhere' }));
    const { keyName } = pending.preview;
    const created = await who.value.convene.createKey(
      pending.organization.id,
      keyName,
      pending.idempotencyKey,
    );
    if (created.ok) return ok({ token: created.value.token, keyId: created.value.id });
    return failed(created.error.code === 'conflict' ? { ...created.error, name: keyName } : created.error);
  }

  async function pastedKey({ server }: PendingConnect): Promise<Result<{ token: string; keyId?: string }>> {
    const held = await account.pastedKey();
    if (!held.ok) return held;
    if (!held.value) return failed(failure('secret-missing'));
    // The bridge would send it to the server where connecting was begun.
    if (!isSameServer(held.value.server, server))
      return failed(failure('secret-missing', { detail: 'the pasted key is one of another server' }));
    return ok({ token: held.value.token });
  }

  async function claudeQuit(): Promise<StepEnd> {
    const state = await claude.running();
    if (!state.ok) return broke(state.error);
    return state.value.running ? broke(failure('claude-running')) : done();
  }

  async function entryWritten(pending: PendingConnect): Promise<StepEnd> {
    if (cachesSettings(target.client)) {
      const quit = await claudeQuit();
      if (!quit.done) return quit;
    }
    const { path, entryName } = pending.preview;
    const put = await target.config(path).put(entryName, target.entry(parts.bridge, pending.connectionId));
    if (!put.ok) return broke(put.error);
    return done(path, { writtenAt: clock.now().toISOString() });
  }

  async function entrySurvived(pending: PendingConnect): Promise<StepEnd> {
    const state = await runningAgain(pending);
    if (!state.ok) return broke(state.error);
    if (!state.value.running) return broke(failure('claude-not-running'));
    const writtenAt = new Date(pending.writtenAt ?? 0);
    if (state.value.since && state.value.since.getTime() < writtenAt.getTime() - clockSlackMs)
      return broke(failure('claude-not-restarted'));
    const deadline = Date.now() + parts.entryMustLastMs;
    for (;;) {
      const program = await programInFile(pending);
      if (!program.ok) return broke(program.error);
      if (Date.now() >= deadline) return done();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** What was quit by us is started again by us. */
  async function runningAgain({ startAgain }: PendingConnect): Promise<Result<ClientProcessState>> {
    const state = await claude.running();
    if (!state.ok || state.value.running || !startAgain) return state;
    const started = await claude.start(startAgain.program);
    return started.ok ? claude.running() : started;
  }

  async function programInFile(pending: PendingConnect): Promise<Result<SpawnCommand>> {
    const { path, entryName: name } = pending.preview;
    const entry = await target.config(path).entry(name);
    if (!entry.ok) return entry;
    const program = programOf(entry.value, pending.connectionId);
    return program ? ok(program) : failed(failure('entry-vanished', { client: target.client, path, name }));
  }

  /** Starts the very command that stands in Claude's file, as Claude would. */
  async function bridgeStarts(pending: PendingConnect): Promise<StepEnd> {
    await probe?.close();
    probe = undefined;
    const program = await programInFile(pending);
    if (!program.ok) return broke(program.error);
    probe = parts.openProbe(program.value);
    const answer = await probe.initialize();
    return answer.ok ? done() : broke(answer.error);
  }

  async function keyAccepted(pending: PendingConnect): Promise<StepEnd> {
    const started = probe ? done() : await bridgeStarts(pending);
    if (!started.done) return started;
    const tools = await probe?.listTools();
    if (!tools) return broke(failure('bridge-did-not-start'));
    return tools.ok ? done(String(tools.value.length)) : broke(tools.error);
  }

  async function toolAnswers(pending: PendingConnect): Promise<StepEnd> {
    const started = probe ? done() : await bridgeStarts(pending);
    if (!started.done) return started;
    const dashboard = probe ? await askDashboard(probe) : failed(failure('bridge-did-not-start'));
    await probe?.close();
    probe = undefined;
    return dashboard.ok ? done(dashboardText(dashboardFact(dashboard.value))) : broke(dashboard.error);
  }

  const actions: Record<ConnectStepId, (pending: PendingConnect) => Promise<StepEnd>> = {
    'key-ready': keyReady,
    'claude-quit': claudeQuit,
    'entry-written': entryWritten,
    'entry-survived': entrySurvived,
    'bridge-starts': bridgeStarts,
    'key-accepted': keyAccepted,
    'tool-answers': toolAnswers,
  };

  return {
    run: (id, pending) => actions[id](pending),
    async close() {
      await probe?.close();
      probe = undefined;
    },
  };
}

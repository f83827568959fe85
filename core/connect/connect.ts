import { randomUUID } from 'node:crypto';
import { createStore } from 'zustand/vanilla';
import {
  type ConfigPreview,
  type ConnectStep,
  type ConnectStepId,
  type ConnectView,
  connectStepIds,
} from '../../shared/connect-view.ts';
import { type Failure, type FailureCode, failure } from '../../shared/failure.ts';
import { keyName } from '../../shared/keys/key-name.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { entryName, serverEntry } from '../claude/entry.ts';
import type { JsonFile } from '../files/json-file.ts';
import { withLock } from '../files/lock.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import {
  type ConnectJournal,
  freshSteps,
  isDone,
  type PendingConnect,
  rewoundTo,
  withStep,
} from './journal.ts';
import { connectSteps, type StepEnd, type StepParts } from './steps.ts';
import { takeBack } from './take-back.ts';

export interface ConnectParts extends StepParts {
  readonly account: Account;
  readonly keys: Keys;
  readonly journal: JsonFile<ConnectJournal>;
  /** Two companions must not connect at the same time. */
  readonly lockPath: string;
  readonly deviceName: string;
  readonly log: Log;
  /** Milliseconds between two looks whether the person has quit or started Claude. */
  readonly lookEveryMs: number;
  locate(): Promise<Result<{ path: string }>>;
}

const assistant = 'Claude Desktop';

/** What the person settles outside the companion, so it is looked at again from time to time. */
const waitsForClaude: ReadonlySet<FailureCode> = new Set([
  'claude-running',
  'claude-not-running',
  'claude-not-restarted',
]);

/** Connecting Claude Desktop on this computer: step by step, with proof, resumable, and taken back in reverse. */
export type Connect = ReturnType<typeof openConnect>;

export function openConnect(parts: ConnectParts) {
  const { account, connections, journal, log } = parts;
  const steps = connectSteps(parts);
  const view = createStore<ConnectView>(() => ({ state: 'not-connected' }));
  const show = (next: ConnectView): ConnectView => {
    view.setState(next, true);
    return next;
  };
  let working = false;
  let look: NodeJS.Timeout | undefined;

  const showPending = (
    pending: PendingConnect,
    phase: 'running' | 'paused' | 'undoing',
    undoFailure?: Failure,
  ): ConnectView =>
    show({
      state: 'connecting',
      phase,
      organizationName: pending.organization.name,
      deviceName: pending.deviceName,
      preview: pending.preview,
      steps: pending.steps,
      ...(undoFailure ? { undoFailure } : {}),
    });

  const save = async (pending: PendingConnect | null): Promise<Result<void>> => {
    const saved = await journal.update(() => ({ pending }));
    return saved.ok ? ok(undefined) : saved;
  };

  /** One at a time, here and in every other companion on this computer. */
  async function exclusively<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (working) return failed(failure('busy'));
    working = true;
    clearTimeout(look);
    try {
      return await withLock(parts.lockPath, work, { waitMs: 2_000 });
    } finally {
      working = false;
    }
  }

  /** What was begun or made before this start. */
  async function open(): Promise<ConnectView> {
    const saved = await journal.read();
    if (saved.ok && saved.value.pending) return showPending(saved.value.pending, 'paused');
    return showConnection([]);
  }

  async function showConnection(proof: readonly ConnectStep[]): Promise<ConnectView> {
    const known = await connections.list();
    const connection = known.ok ? known.value[0] : undefined;
    return show(
      connection ? { state: 'connected', connection, steps: [...proof] } : { state: 'not-connected' },
    );
  }

  /** Who would be connected: the organization that is chosen, or the one of the pasted key. */
  function subject(): Result<
    Pick<PendingConnect, 'server' | 'organization' | 'source'> & { slug: string; keyName: string }
  > {
    const now = account.view();
    if (now.state === 'pasted-key') {
      const { id, name, slug } = now.organization;
      const server = now.server.address;
      return ok({
        server,
        organization: { id, name },
        source: 'pasted-key',
        slug,
        keyName: `Pasted key ${now.tokenHint}`,
      });
    }
    const who = account.signedIn();
    if (!who.ok) return who;
    const { id, name, slug, managesKeys } = who.value.organization;
    if (!managesKeys) return failed(failure('not-allowed'));
    const server = who.value.convene.server;
    return ok({
      server,
      organization: { id, name },
      source: 'session',
      slug,
      keyName: keyName(assistant, parts.deviceName),
    });
  }

  /** What would be written, and where; nothing is touched. */
  async function preview(connectionId: string = randomUUID()): Promise<Result<ConfigPreview>> {
    const who = subject();
    if (!who.ok) return who;
    const located = await parts.locate();
    if (!located.ok) return located;
    const read = await parts.config(located.value.path).read();
    if (!read.ok) return read;
    const name = entryName(who.value.slug);
    if (read.value.servers[name] !== undefined) {
      const known = await connections.list();
      const ours = known.ok && known.value.some((one) => one.entryName === name);
      if (!ours) return failed(failure('entry-name-taken', { path: located.value.path, name }));
    }
    return ok({
      path: located.value.path,
      entryName: name,
      entry: JSON.stringify(serverEntry(parts.bridge, connectionId), null, 2),
      keyName: who.value.keyName,
    });
  }

  async function start(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      if (saved.value.pending) return goOn(saved.value.pending);
      const known = await connections.list();
      if (!known.ok) return known;
      if (known.value.length > 0) return ok(await showConnection([]));
      const who = subject();
      if (!who.ok) return who;
      const connectionId = randomUUID();
      const planned = await preview(connectionId);
      if (!planned.ok) return planned;
      const { server, organization, source } = who.value;
      return goOn({
        connectionId,
        server,
        organization,
        source,
        deviceName: parts.deviceName,
        idempotencyKey: randomUUID(),
        preview: planned.value,
        undoing: false,
        steps: freshSteps(),
      });
    });
  }

  async function resume(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      const { pending } = saved.value;
      if (!pending) return ok(await showConnection([]));
      if (pending.undoing) return takeBackPending(pending);
      const vanished = pending.steps.some((step) => step.failure?.code === 'entry-vanished');
      return goOn(vanished ? rewoundTo(pending, 'claude-quit') : fromProof(pending));
    });
  }

  /** The bridge's steps are one run of one process, so they are proven together. */
  const fromProof = (pending: PendingConnect): PendingConnect =>
    isDone(pending, 'bridge-starts') ? rewoundTo(pending, 'bridge-starts') : pending;

  async function goOn(from: PendingConnect): Promise<Result<ConnectView>> {
    let pending = from;
    for (const id of connectStepIds) {
      if (isDone(pending, id)) continue;
      pending = withStep(pending, { id, status: 'working' });
      const begun = await save(pending);
      if (!begun.ok) return begun;
      showPending(pending, 'running');
      const end = await steps.run(id, pending);
      pending = noteEnd(pending, id, end);
      const noted = await save(pending);
      if (!noted.ok) return noted;
      if (!end.done) {
        log('connecting paused', { step: id, failure: end.failure });
        if (waitsForClaude.has(end.failure.code)) lookAgain();
        return ok(showPending(pending, 'paused'));
      }
    }
    return finish(pending);
  }

  function noteEnd(pending: PendingConnect, id: ConnectStepId, end: StepEnd): PendingConnect {
    const at = parts.clock.now().toISOString();
    if (end.done) {
      const step: ConnectStep = {
        id,
        status: 'done',
        at,
        ...(end.fact === undefined ? {} : { fact: end.fact }),
      };
      return withStep({ ...pending, ...end.notes }, step);
    }
    return withStep(pending, { id, status: end.needsYou ? 'needs-you' : 'failed', at, failure: end.failure });
  }

  async function finish(pending: PendingConnect): Promise<Result<ConnectView>> {
    const added = await connections.add({
      id: pending.connectionId,
      client: 'claude-desktop',
      organizationId: pending.organization.id,
      organizationName: pending.organization.name,
      ...(pending.keyId ? { keyId: pending.keyId } : {}),
      keyName: pending.preview.keyName,
      tokenHint: pending.tokenHint ?? '',
      entryName: pending.preview.entryName,
      configPath: pending.preview.path,
      connectedAt: parts.clock.now().toISOString(),
    });
    if (!added.ok) return added;
    const closed = await save(null);
    if (!closed.ok) return closed;
    const shown = await showConnection(pending.steps);
    await parts.keys.refresh();
    return ok(shown);
  }

  /** Looks whether Claude was quit or started meanwhile, and goes on by itself. */
  function lookAgain(): void {
    clearTimeout(look);
    look = setTimeout(() => {
      goOnIfClaudeChanged().catch((error: unknown) =>
        log('looking for Claude failed', { error: String(error) }),
      );
    }, parts.lookEveryMs);
    look.unref();
  }

  async function goOnIfClaudeChanged(): Promise<void> {
    const now = view.getState();
    if (now.state !== 'connecting' || now.phase !== 'paused') return;
    const waitsFor = now.steps.find((step) => step.status === 'needs-you')?.failure?.code;
    const state = await parts.claude.running();
    const changed =
      state.ok &&
      (waitsFor === 'claude-not-running'
        ? state.value.running
        : waitsFor === 'claude-running' && !state.value.running);
    if (changed || waitsFor === 'claude-not-restarted') await resume();
    else lookAgain();
  }

  async function undo(): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const saved = await journal.read();
      if (!saved.ok) return saved;
      return saved.value.pending ? takeBackPending(saved.value.pending) : ok(await showConnection([]));
    });
  }

  async function takeBackPending(pending: PendingConnect): Promise<Result<ConnectView>> {
    await steps.close();
    const undoing = { ...pending, undoing: true };
    const noted = await save(undoing);
    if (!noted.ok) return noted;
    showPending(undoing, 'undoing');
    const taken = await takeBack(parts, {
      ...pending,
      ...pending.preview,
      configPath: pending.preview.path,
      revokeKey: pending.source === 'session',
      entryMayBeThere: !isUntouched(pending, 'entry-written'),
      keyMayBeThere: !isUntouched(pending, 'key-ready'),
    });
    if (!taken.ok) return ok(showPending(undoing, 'paused', taken.error));
    const closed = await save(null);
    if (!closed.ok) return closed;
    await parts.keys.refresh();
    return ok(await showConnection([]));
  }

  const isUntouched = (pending: PendingConnect, id: ConnectStepId): boolean =>
    pending.steps.some((step) => step.id === id && step.status === 'waiting');

  async function disconnect(revokeKey: boolean): Promise<Result<ConnectView>> {
    return exclusively(async () => {
      const known = await connections.list();
      if (!known.ok) return known;
      const connection = known.value[0];
      if (!connection) return failed(failure('nothing-to-do'));
      const taken = await takeBack(parts, {
        ...connection,
        connectionId: connection.id,
        organization: { id: connection.organizationId },
        revokeKey: revokeKey && connection.keyId !== undefined,
        entryMayBeThere: true,
        keyMayBeThere: true,
      });
      if (!taken.ok) return taken;
      await parts.keys.refresh();
      return ok(await showConnection([]));
    });
  }

  return {
    view: (): ConnectView => view.getState(),
    onChange: (listener: (view: ConnectView) => void): (() => void) => view.subscribe(listener),
    open,
    preview: () => preview(),
    start,
    resume,
    undo,
    disconnect,
    async close(): Promise<void> {
      clearTimeout(look);
      await steps.close();
    },
  };
}

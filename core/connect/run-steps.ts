import { cachesSettings } from '../../shared/clients.ts';
import { type ConnectStep, type ConnectStepId, stepIdsFor } from '../../shared/connect-view.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { Result } from '../../shared/result.ts';
import type { Log } from '../log.ts';
import { isDone, type PendingConnect, rewoundTo, withStep } from './journal.ts';
import { entryText, type PlanDeps } from './plan.ts';
import { connectSteps, type StepDeps, type StepEnd } from './steps.ts';

/** How often an entry that Claude drops at its start is written again without asking. */
const putBackAtMost = 3;

export interface RunDeps extends StepDeps, PlanDeps {
  readonly log: Log;
  save(pending: PendingConnect): Promise<Result<void>>;
  /** Tells what is under way. */
  show(pending: PendingConnect): void;
  /** Whether no further step may begin. */
  isStopped(): boolean;
}

/** Where a run of steps came to rest: all done, stopped by a failure, or stopped because the person wants it undone. */
export interface RunEnd {
  readonly pending: PendingConnect;
  readonly done: boolean;
  readonly stoppedBy?: Failure;
}

/** Goes through the steps of connecting, each noted before and after; from the journal on, also after a crash. */
export function stepRunner(parts: RunDeps) {
  const { claude, log, target, save } = parts;
  const { client } = target;
  const steps = connectSteps(parts);

  /** Goes on from what was noted: from a step that failed, or further back where it has to be written anew. */
  function pickUp(pending: PendingConnect): Promise<RunEnd> {
    const codes = new Set(pending.steps.map(({ failure: why }) => why?.code));
    const vanished = codes.has('entry-vanished') || codes.has('entry-keeps-vanishing');
    // Whoever goes on after it was explained wants it tried anew.
    const putBackSoFar = codes.has('entry-keeps-vanishing') ? 0 : pending.putBack;
    // The companion may have been installed elsewhere since.
    const entry = entryText(parts, pending.connectionId);
    const anew = vanished || entry !== pending.preview.entry;
    const now = { ...pending, putBack: putBackSoFar, preview: { ...pending.preview, entry } };
    return goOn(anew ? writtenAnew(now) : fromProof(now));
  }

  /** From where the settings file is written; Claude is quit before that. */
  const writtenAnew = (pending: PendingConnect): PendingConnect =>
    rewoundTo(pending, cachesSettings(client) ? 'claude-quit' : 'entry-written');

  /** The bridge's steps are one run of one process, so they are proven together. */
  const fromProof = (pending: PendingConnect): PendingConnect =>
    isDone(pending, 'bridge-starts') ? rewoundTo(pending, 'bridge-starts') : pending;

  async function goOn(from: PendingConnect): Promise<RunEnd> {
    let pending = from;
    for (;;) {
      const id = stepIdsFor(client).find((one) => !isDone(pending, one));
      if (id === undefined) return { pending, done: true };
      if (parts.isStopped()) return { pending, done: false };
      pending = withStep(pending, { id, status: 'working' });
      const begun = await save(pending);
      if (!begun.ok) return unnoted(pending, id, begun.error);
      parts.show(pending);
      const end = await settled(pending, id);
      pending = end.pending;
      const noted = await save(pending);
      if (!noted.ok) return unnoted(pending, id, noted.error);
      if (end.stoppedBy) {
        log('connecting paused', { step: id, failure: end.stoppedBy });
        return { ...end, done: false };
      }
    }
  }

  /** One step's end in the journal, and why it stops there if it does. */
  async function settled(
    pending: PendingConnect,
    id: ConnectStepId,
  ): Promise<{ pending: PendingConnect; stoppedBy?: Failure }> {
    let end = await steps.run(id, pending);
    if (!end.done && end.failure.code === 'entry-vanished' && pending.startAgain) {
      const again = await putBack(pending);
      if ('steps' in again) return { pending: again };
      end = { done: false, failure: again };
    }
    const noted = noteEnd(pending, id, end);
    return end.done ? { pending: noted } : { pending: noted, stoppedBy: end.failure };
  }

  /**
   * Claude dropped our entry at its start. Where it was quit by us, with consent, that is done once more: quit, write,
   * start, look again. After three times it is explained.
   */
  async function putBack(pending: PendingConnect): Promise<PendingConnect | Failure> {
    const { path, entryName: name } = pending.preview;
    if (pending.putBack >= putBackAtMost) return failure('entry-keeps-vanishing', { client, path, name });
    log('entry is put back', { path, name, times: pending.putBack + 1 });
    const quit = await claude.quit();
    return quit.ok ? { ...writtenAnew(pending), putBack: pending.putBack + 1 } : quit.error;
  }

  /** What can't be noted isn't gone on with; the step is done again from what was noted last. */
  function unnoted(pending: PendingConnect, id: ConnectStepId, why: Failure): RunEnd {
    log('connecting could not be noted', { step: id, failure: why });
    const at = parts.clock.now().toISOString();
    return { pending: withStep(pending, { id, status: 'failed', at, failure: why }), done: false };
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
    const status = failureTraits(end.failure.code).needsPerson ? 'needs-you' : 'failed';
    return withStep(pending, { id, status, at, failure: end.failure });
  }

  return { begin: goOn, pickUp, close: steps.close };
}

/**
 * Looks for keys in files, on this computer only. Worker threads open the folders and search the files, so that the window
 * stays free; here is only who does what next. Each worker has a few tasks in hand, so that it never waits for us.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type SkippedReason, skippedReasons } from '../../shared/scan.ts';
import type { FoundToken } from './search-file.ts';
import { startingPoints } from './starting-points.ts';
import type { ScanTask, WorkerAnswer, WorkerStart } from './worker-messages.ts';

export interface ScanTotals {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: Record<SkippedReason, number>;
}

export interface ScanDeps {
  /** The built worker (`scan-worker.cjs`). */
  readonly worker: string;
  readonly paths: readonly string[];
  readonly signal?: AbortSignal;
  readonly workers?: number;
  onProgress?(tally: ScanTotals): void;
  onFound(found: FoundToken): void;
}

export interface ScanEnd extends ScanTotals {
  readonly cancelled: boolean;
  /** Places beyond a hundred in one file. */
  readonly more: number;
}

/** More would only wait for the disk. */
const mostWorkers = 4;
/** Tasks that a worker has in hand: the one it is at, and the next ones. */
const tasksInHand = 3;
/** Folders in one task while there are many; fewer towards the end, so that all workers end together. */
const mostFolders = 8;
/** Milliseconds after which a worker that hangs in a file is ended. */
const endDeadlineMs = 500;

/** Fails with `not-found` when a path isn't there; what can't be read below it is counted. */
export async function scan(parts: ScanDeps): Promise<Result<ScanEnd>> {
  const { signal } = parts;
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WorkerStart = { cancelled: flag.buffer as SharedArrayBuffer, uid: process.geteuid?.() };
  const count = parts.workers ?? Math.min(mostWorkers, availableParallelism());
  // They take a moment to start, in which the paths are looked at.
  const workers = Array.from(
    { length: count },
    () => new Worker(parts.worker, { workerData, env: {}, execArgv: [], trackUnmanagedFds: false }),
  );
  const broken = firstToBreak(workers);
  const tally = { files: 0, bytes: 0, skipped: noneSkipped(), more: 0 };
  function take(answer: WorkerAnswer): void {
    if (answer.kind === 'more-to-do') return;
    tally.bytes += answer.bytes;
    if (answer.kind === 'done') {
      tally.files += answer.files;
      tally.more += answer.more;
      for (const reason of skippedReasons) tally.skipped[reason] += answer.skipped[reason] ?? 0;
      for (const found of answer.found) parts.onFound(found);
    }
    parts.onProgress?.(tally);
  }
  const cancel = (): void => void Atomics.store(flag, 0, 1);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    const starts = await Promise.race([startingPoints(parts.paths), broken]);
    if (!starts.ok) return starts;
    tally.skipped.special += starts.value.special;
    await Promise.race([shareOut(starts.value, workers, take, signal), broken]);
  } catch (error) {
    return failed(failure('internal', { detail: String(error) }));
  } finally {
    signal?.removeEventListener('abort', cancel);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return ok({ ...tally, cancelled: signal?.aborted === true });
}

const noneSkipped = (): Record<SkippedReason, number> => ({
  binary: 0,
  archive: 0,
  'not-ours': 0,
  unreadable: 0,
  special: 0,
  vanished: 0,
});

/** Rejects when a worker can't start or ends by itself. Listened for from the start, or such an error would end the program. */
function firstToBreak(workers: readonly Worker[]): Promise<never> {
  const broken = new Promise<never>((_, reject) => {
    for (const worker of workers) {
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('a worker ended before its work')));
    }
  });
  // They all end in the end, when nobody waits for this any more.
  broken.catch(() => {});
  return broken;
}

/** Until there is nothing more to do. Cancelled, it waits for what the workers have in hand, but not for long. */
function shareOut(
  first: ScanTask,
  workers: readonly Worker[],
  take: (answer: WorkerAnswer) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const folders = [...first.folders];
    const files = first.files.map((path) => [path]);
    const inHand = new Map(workers.map((worker) => [worker, 0]));
    let late: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(late);
      signal?.removeEventListener('abort', cancel);
      resolve();
    };
    function cancel(): void {
      folders.length = 0;
      files.length = 0;
      late = setTimeout(end, endDeadlineMs);
      handOut();
    }
    function nextTask(): ScanTask | undefined {
      const some = files.pop();
      if (some) return { folders: [], files: some };
      if (folders.length === 0) return undefined;
      const share = Math.ceil(folders.length / (workers.length * tasksInHand * 2));
      return { folders: folders.splice(-Math.min(share, mostFolders)), files: [] };
    }
    function handOut(): void {
      for (let round = 1; round <= tasksInHand; round += 1) {
        for (const [worker, has] of inHand) {
          const task = has < round ? nextTask() : undefined;
          if (!task) continue;
          inHand.set(worker, has + 1);
          worker.postMessage(task);
        }
      }
      if (folders.length + files.length === 0 && [...inHand.values()].every((has) => has === 0)) end();
    }
    for (const worker of workers) {
      worker.on('message', (answer: WorkerAnswer) => {
        if (answer.kind === 'more-to-do' && !signal?.aborted) {
          // One by one: a folder may hold more folders than a call takes arguments.
          for (const folder of answer.folders) folders.push(folder);
          for (const some of answer.files) files.push(some);
        }
        if (answer.kind === 'done') inHand.set(worker, (inHand.get(worker) ?? 1) - 1);
        take(answer);
        if (answer.kind !== 'bytes') handOut();
      });
    }
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    else handOut();
  });
}

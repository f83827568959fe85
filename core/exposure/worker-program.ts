/** Runs in a worker thread: opens the folders and searches the files that it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SkippedReason } from '../../shared/exposure.ts';
import { openFolder } from './open-folder.ts';
import { type FoundToken, searchFile } from './search-file.ts';
import type { ScanTask, WorkerAnswer, WorkerStart } from './worker-messages.ts';

const windowBytes = 1 << 20;
/** Bytes of one task after which it is told that it goes on. */
const tellEvery = 64 << 20;
/** Files of one folder that a worker keeps for itself; the rest is for whoever is free. */
const filesPerTask = 128;

const { cancelled, uid } = workerData as WorkerStart;
const flag = new Int32Array(cancelled);
const isCancelled = (): boolean => Atomics.load(flag, 0) === 1;
// Not from the pool, which would be held as a whole.
const window = Buffer.allocUnsafeSlow(windowBytes);
const tell = (answer: WorkerAnswer): void => parentPort?.postMessage(answer);

parentPort?.on('message', (task: ScanTask) => {
  const skipped: Partial<Record<SkippedReason, number>> = {};
  const skip = (reason: SkippedReason): void => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  const found: FoundToken[] = [];
  let [files, more, untold] = [0, 0, 0];
  const onBytes = (count: number): void => {
    untold += count;
    if (untold < tellEvery) return;
    tell({ kind: 'bytes', bytes: untold });
    untold = 0;
  };
  for (const path of 'files' in task ? task.files : opened(task.folder, skip)) {
    if (isCancelled()) break;
    const before = untold;
    const look = searchFile(path, { window, uid, isCancelled, onBytes });
    if ('skipped' in look) {
      // What was read of it to tell what it is doesn't count.
      untold = Math.min(untold, before);
      skip(look.skipped);
      continue;
    }
    files += 1;
    found.push(...look.found);
    more += look.more;
  }
  tell({ kind: 'done', files, bytes: untold, skipped, found, more });
});

/** The first files of a folder; everything else in it is handed out. */
function opened(folder: string, skip: (reason: SkippedReason) => void): readonly string[] {
  const { folders, files } = openFolder(folder, skip);
  const tasks: ScanTask[] = folders.map((path) => ({ folder: path }));
  for (let at = filesPerTask; at < files.length; at += filesPerTask)
    tasks.push({ files: files.slice(at, at + filesPerTask) });
  if (tasks.length > 0) tell({ kind: 'tasks', tasks });
  return files.slice(0, filesPerTask);
}

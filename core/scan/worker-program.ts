/** Runs in a worker thread: opens the folders and searches the files that it is told. */
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { SkippedReason } from '../../shared/scan.ts';
import { endsWithinPage } from './file-end.ts';
import { openFolder } from './open-folder.ts';
import { type FoundToken, type LookOptions, searchFile } from './search-file.ts';
import { markRoom } from './token-search.ts';
import type { ScanTask, WorkerAnswer, WorkerStart } from './worker-messages.ts';

const windowBytes = (1 << 20) + markRoom;
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

/** Bytes read since they were last told. */
let untold = 0;
function onBytes(count: number): void {
  untold += count;
  if (untold < tellEvery) return;
  tell({ kind: 'bytes', bytes: untold });
  untold = 0;
}
const optionsFor = (folder: string): LookOptions => ({
  window,
  uid,
  endsWithinPage: endsWithinPage(folder),
  isCancelled,
  onBytes,
});

interface ScanTotals {
  files: number;
  more: number;
  readonly skipped: Partial<Record<SkippedReason, number>>;
  readonly found: FoundToken[];
}

const skip = ({ skipped }: ScanTotals, reason: SkippedReason): void => {
  skipped[reason] = (skipped[reason] ?? 0) + 1;
};

// These two are functions of their own, so that V8 makes each fast once instead of the whole again and again.
function searchAll(folder: string, files: readonly string[], tally: ScanTotals): void {
  const options = optionsFor(folder);
  for (const path of files) {
    if (isCancelled()) return;
    searchOne(path, options, tally);
  }
}

function searchOne(path: string, options: LookOptions, tally: ScanTotals): void {
  const { skipped, found, more } = searchFile(path, options);
  if (skipped !== undefined) {
    skip(tally, skipped);
    return;
  }
  tally.files += 1;
  tally.more += more;
  if (found.length > 0) tally.found.push(...found);
}

/** Searches the first files of a folder; everything else in it is handed out. */
function searchFolder(folder: string, tally: ScanTotals): void {
  if (isCancelled()) return;
  const { folders, files } = openFolder(folder, (reason) => skip(tally, reason));
  const rest: string[][] = [];
  for (let at = filesPerTask; at < files.length; at += filesPerTask)
    rest.push(files.slice(at, at + filesPerTask));
  if (folders.length + rest.length > 0) tell({ kind: 'more-to-do', folders, files: rest });
  searchAll(folder, rest.length > 0 ? files.slice(0, filesPerTask) : files, tally);
}

parentPort?.on('message', ({ folders, files }: ScanTask) => {
  const tally: ScanTotals = { files: 0, more: 0, skipped: {}, found: [] };
  for (const folder of folders) searchFolder(folder, tally);
  if (files[0] !== undefined) searchAll(dirname(files[0]), files, tally);
  tell({ kind: 'done', ...tally, bytes: untold });
  untold = 0;
});

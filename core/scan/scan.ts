/** Looks for keys in files, on this computer only. ripgrep reads them; here is what is to be read, and what came of it. */
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type SkippedReason, skippedReasons } from '../../shared/scan.ts';
import { breakLines } from './break-lines.ts';
import type { FoundToken } from './found-token.ts';
import { inLines } from './line-places.ts';
import { openOwn, whyUnread } from './open-own.ts';
import type { FileHit } from './read-hits.ts';
import { type RipgrepRun, type RunEnd, searchPaths, searchStream } from './ripgrep.ts';
import { type StartingPoints, startingPoints, type UnreadPath } from './starting-points.ts';

export interface ScanTotals {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: Readonly<Record<SkippedReason, number>>;
  /** Of the paths to begin with, how many are done. */
  readonly placesDone: number;
  readonly places: number;
}

export interface ScanDeps {
  /** The program (`ripgrepPath`); may throw where there is none. */
  readonly ripgrep: () => string;
  readonly paths: readonly string[];
  readonly signal?: AbortSignal;
  onProgress?(totals: ScanTotals): void;
  onFound(found: FoundToken): void;
}

export interface ScanEnd extends ScanTotals {
  readonly cancelled: boolean;
  /** Places beyond a hundred in one file. */
  readonly more: number;
  /** Paths that were named and couldn't be looked into as a whole: nothing is known of what they hold. */
  readonly unread: readonly UnreadPath[];
}

/** Big enough that no time is lost between two reads. */
const readBytes = 1 << 20;
/** Windows takes 32,767 characters for all arguments of a program, Linux two million bytes. */
const argumentsLength = process.platform === 'win32' ? 24_000 : 500_000;

/**
 * Fails with `not-found` when a path isn't there, with `internal` when ripgrep can't do its work; what can't be read below a
 * path is counted.
 */
export async function scan(deps: ScanDeps): Promise<Result<ScanEnd>> {
  const starts = await startingPoints(deps.paths);
  if (!starts.ok) return starts;
  const { folders, files, bigFiles } = starts.value;
  const search = createSearch(deps, starts.value);
  for (const path of folders) await search.paths([path]);
  for (const some of inGroups(files)) await search.paths(some);
  for (const path of bigFiles) await search.big(path, 1);
  return search.end();
}

/** One search, step by step; once something is broken or the signal came, a step does nothing. */
function createSearch(deps: ScanDeps, starts: StartingPoints) {
  const { ripgrep, signal } = deps;
  const state = createState(starts, deps);
  const foundBig: string[] = [];
  /** Lines are counted while ripgrep goes on, in one file at a time. */
  let counted: Promise<void> = Promise.resolve();
  const runFor = (nameOf: (hit: FileHit) => string | Buffer): RipgrepRun => ({
    ripgrep,
    signal,
    onHits: (hit) => {
      counted = counted.then(() => tellPlaces({ ...hit, path: nameOf(hit) }, state, deps));
    },
    onPassedOver: ({ path, reason }) => (reason === 'big' ? foundBig.push(path) : state.skip(path, reason)),
  });
  const isOver = (): boolean => state.isBroken() || signal?.aborted === true;

  async function big(path: string, placesDone: number): Promise<void> {
    if (isOver()) return;
    const file = await openOwn(path);
    if (typeof file === 'string') {
      state.skip(path, file);
      state.add({ kind: 'ended', files: 0, bytes: 0 }, placesDone);
      return;
    }
    try {
      const bytes = file.createReadStream({ highWaterMark: readBytes, autoClose: false });
      const run = runFor(() => path);
      state.add(await searchStream(run, [bytes, breakLines()]), placesDone);
    } finally {
      await file.close();
    }
  }
  return {
    big,
    /** A folder with the big files below it, or files. */
    async paths(some: readonly string[]): Promise<void> {
      if (isOver()) return;
      const end = await searchPaths(
        runFor(({ path }) => path),
        some,
      );
      for (const path of foundBig.splice(0)) await big(path, 0);
      state.add(end, some.length);
    },
    async end(): Promise<Result<ScanEnd>> {
      await counted;
      return state.end(signal?.aborted === true);
    },
  };
}

/** Where the keys of one file stand in its lines. */
async function tellPlaces(
  { path, places, more }: FileHit,
  state: SearchState,
  { onFound }: Pick<ScanDeps, 'onFound'>,
): Promise<void> {
  const file = await openOwn(path);
  if (typeof file === 'string') {
    state.skip(path, file);
    return;
  }
  try {
    for (const place of await inLines(file, places)) onFound({ ...place, path: String(path) });
    state.addMore(more);
  } catch (error) {
    state.skip(path, whyUnread(error));
  } finally {
    await file.close();
  }
}

/** What came of the search until now. */
interface SearchState {
  skip(path: string | Buffer, reason: SkippedReason): void;
  addMore(count: number): void;
  add(end: RunEnd, placesDone: number): void;
  isBroken(): boolean;
  end(cancelled: boolean): Result<ScanEnd>;
}

function createState(
  { files, folders, unread, places }: StartingPoints,
  { onProgress }: Pick<ScanDeps, 'onProgress'>,
): SearchState {
  const totals = { files: 0, bytes: 0, skipped: noneSkipped(), placesDone: unread.length, places, more: 0 };
  const named = new Set([...files, ...folders]);
  const unreadPaths: UnreadPath[] = [];
  let broken: string | undefined;
  function skip(path: string | Buffer, reason: SkippedReason): void {
    totals.skipped[reason] += 1;
    if (named.has(String(path))) unreadPaths.push({ path: String(path), reason });
  }
  for (const { path, reason } of unread) {
    named.add(path);
    skip(path, reason);
  }
  return {
    skip,
    addMore(count: number): void {
      totals.more += count;
    },
    add(end: RunEnd, placesDone: number): void {
      if (end.kind === 'broken') broken ??= end.detail;
      if (end.kind !== 'ended') return;
      totals.files += end.files;
      totals.bytes += end.bytes;
      totals.placesDone += placesDone;
      onProgress?.(totals);
    },
    isBroken: (): boolean => broken !== undefined,
    end: (cancelled: boolean): Result<ScanEnd> =>
      broken === undefined
        ? ok({ ...totals, unread: unreadPaths, cancelled })
        : failed(failure('internal', { detail: `ripgrep: ${broken}` })),
  };
}

const noneSkipped = (): Record<SkippedReason, number> =>
  Object.fromEntries(skippedReasons.map((reason) => [reason, 0])) as Record<SkippedReason, number>;

/** As many as one start of a program takes. */
function* inGroups(paths: readonly string[]): Generator<string[]> {
  let group: string[] = [];
  let length = 0;
  for (const path of paths) {
    if (length + path.length > argumentsLength && group.length > 0) {
      yield group;
      [group, length] = [[], 0];
    }
    group.push(path);
    // In quotes, and up to three bytes a character.
    length += path.length * 3 + 3;
  }
  if (group.length > 0) yield group;
}

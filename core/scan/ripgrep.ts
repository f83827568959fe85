/**
 * One run of ripgrep over the bytes of files. What it prints holds the keys; `readHits` keeps of each where it is and how it
 * ends.
 * Options: `rg --help`. Version 15 says which files it passes over only as words for those who look for mistakes (`--debug`).
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { dirname, parse } from 'node:path';
import type { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { spawnApart } from '../files/spawn-apart.ts';
import { type FileHit, readHits } from './read-hits.ts';
import { type PassedOver, readPassedOver } from './read-passed-over.ts';

/** A line of a file without line ends is held as a whole: bigger files are read by `searchStream`. */
export const mostBytes = 8 << 20;
/** As many as there are cores: more take turns, which costs a tenth. More than four would only wait for the disk, each with a file. */
const threads = Math.min(4, availableParallelism());

/**
 * `fm_org_` and at least twenty letters and digits: fewer is a placeholder of somebody's notes or of Convene's own help; more
 * than 512 aren't waited for. In UTF-16 a zero stands before or behind each, which is the same from the first letter to the last.
 */
export const pattern =
  '(?-u:' +
  'fm_org_[0-9A-Za-z]{20,512}|' +
  String.raw`f\x00m\x00_\x00o\x00r\x00g\x00_\x00(?:[0-9A-Za-z]\x00){19,511}[0-9A-Za-z]` +
  ')';

const options: readonly string[] = [
  '--no-config',
  // What a repository ignores or hides is where keys get left.
  '--no-ignore',
  '--hidden',
  '--text',
  '--encoding=none',
  // A file that gets shorter meanwhile would end the program.
  '--no-mmap',
  '--only-matching',
  '--byte-offset',
  '--with-filename',
  '--no-heading',
  '--no-line-number',
  '--null',
  '--stats',
  '--debug',
  '--color=never',
  `--threads=${threads}`,
  `--max-filesize=${mostBytes}`,
  `--regexp=${pattern}`,
];

/** The system's own windows on itself: reading there can wait for ever. */
const notFiles = process.platform === 'linux' ? ['proc', 'sys', 'dev', 'run'] : ['dev'];

export interface RipgrepRun {
  readonly ripgrep: () => string;
  readonly signal: AbortSignal | undefined;
  /** All hits of one file at once, in the order of their offsets. */
  onHits(hits: FileHit): void;
  onPassedOver(passed: PassedOver): void;
}

/** `ended`: everything was searched but what was passed over. `stopped`: by the signal. */
export type RunEnd =
  | { readonly kind: 'ended'; readonly files: number; readonly bytes: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'broken'; readonly detail: string };

/** Searches a folder and all below it, or files. Links aren't followed: what they lead to is looked at where it is. */
export function searchPaths(run: RipgrepRun, paths: readonly string[]): Promise<RunEnd> {
  const [first = ''] = paths;
  const top = parse(first).root;
  const left = first === top ? notFiles.map((name) => `--glob=!/${name}/**`) : [];
  return search(run, [...left, '--', ...paths], left.length > 0 ? { cwd: top } : {});
}

/** Searches what comes out of a pipe of streams; in `onHits` the file has no name. */
export const searchStream = (run: RipgrepRun, bytes: readonly [Readable, Transform]): Promise<RunEnd> =>
  search(run, ['--', '-'], { bytes });

async function search(
  { ripgrep, signal, onHits, onPassedOver }: RipgrepRun,
  args: readonly string[],
  { cwd, bytes }: { readonly cwd?: string; readonly bytes?: readonly [Readable, Transform] },
): Promise<RunEnd> {
  if (signal?.aborted) return { kind: 'stopped' };
  const child = startRipgrep(ripgrep, args, cwd);
  if (typeof child === 'string') return { kind: 'broken', detail: child };
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  // A run that is stopped, or can't be started, takes no more.
  const fed = bytes ? pipeline([...bytes, child.stdin]).catch(() => {}) : endInput(child.stdin);
  try {
    const [totals] = await Promise.all([
      readHits(child.stdout, onHits),
      readPassedOver(child.stderr, onPassedOver),
      fed,
      once(child, 'close'),
    ]);
    if (signal?.aborted) return { kind: 'stopped' };
    return totals ? { kind: 'ended', ...totals } : { kind: 'broken', detail: `status ${child.exitCode}` };
  } catch (error) {
    return { kind: 'broken', detail: String(error) };
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/** Answers why it can't be started, where that is known at once. */
function startRipgrep(ripgrep: () => string, args: readonly string[], cwd: string | undefined) {
  try {
    const program = ripgrep();
    return spawnApart(program, [...options, ...args], {
      // The folder that we were started in may be gone.
      cwd: cwd ?? dirname(program),
      env: systemEnv(),
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    return String(error);
  }
}

const endInput = async (input: Writable): Promise<void> => {
  input.on('error', () => {});
  input.end();
};

/** Nothing of ours; Windows starts no program without its own folder. */
const systemEnv = (): Record<string, string> =>
  process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot };

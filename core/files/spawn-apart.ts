import {
  type ChildProcessByStdio,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioOptions,
  type StdioPipe,
  spawn,
} from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

type Kind = StdioNull | StdioPipe;
type Stream<K extends Kind, S> = K extends StdioPipe ? S : null;

/**
 * `spawn` for everything that the app starts: the new program has no open file but its first three. Electron on Linux leaves to
 * programs that it starts nearly all it has open, the connections to its own helpers among them: these would run for as
 * long as that program does, and hold what this program's starter waits for. So each of these files is nothing in the new
 * program. What another thread opens in that very moment can't be known.
 */
export function spawnApart<In extends Kind, Out extends Kind, Err extends Kind>(
  command: string,
  args: readonly string[],
  options: SpawnOptionsWithStdioTuple<In, Out, Err>,
): ChildProcessByStdio<Stream<In, Writable>, Stream<Out, Readable>, Stream<Err, Readable>> {
  const start = (stdio: StdioOptions): ReturnType<typeof spawnApart<In, Out, Err>> =>
    // The first three are as `options` has them, which is what their types say.
    spawn(command, args, { ...options, stdio }) as ReturnType<typeof spawnApart<In, Out, Err>>;
  const left = process.platform === 'linux' ? openFiles().filter(isLeftToOthers) : [];
  if (left.length === 0) return start(options.stdio);
  const nothing = openSync('/dev/null', 'r+');
  try {
    const others = Array.from({ length: Math.max(...left) - 2 }, (_, at) =>
      left.includes(at + 3) ? nothing : 'ignore',
    );
    return start([...options.stdio, ...others]);
  } finally {
    closeSync(nothing);
  }
}

/** All but the first three. */
function openFiles(): number[] {
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .filter((file) => file > 2);
  } catch {
    // Where the system doesn't say, it can't be helped.
    return [];
  }
}

const closedForOthers = 0o2000000;

/** What isn't closed by itself (`O_CLOEXEC`) when another program begins. See proc(5). */
function isLeftToOthers(file: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${file}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closedForOthers) === 0;
  } catch {
    // It was closed meanwhile, as the folder that was just read.
    return false;
  }
}

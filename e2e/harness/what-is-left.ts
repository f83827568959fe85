/** Which processes keep an app from being over: those that it started, and those that hold its output open. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
  /** `tree`: the app or started by it; `output`: holds its standard output or error. */
  readonly as: 'tree' | 'output';
}

/** Both ends of a socket have names of their own; a program's end is what its children inherit. */
const outputOf = (pid: number): Set<string> =>
  new Set([1, 2].flatMap((file) => linkOf(`/proc/${pid}/fd/${file}`) ?? []));

/**
 * Notes what can't be asked for any more when the app itself is gone; answers how to look what is left. Linux tells both;
 * elsewhere nothing is found.
 */
export function watchWhatIsLeft(pid: number): () => LeftProcess[] {
  const outputs = outputOf(pid);
  outputs.delete('/dev/null');
  const seen = new Set([pid]);
  const look = (): LeftProcess[] => {
    const all = processes();
    // A child of one that is gone belongs to another parent by then, so children are noted at each look.
    for (let grown = -1; grown !== seen.size; ) {
      grown = seen.size;
      for (const { pid: id, parent } of all) if (seen.has(parent)) seen.add(id);
    }
    return all.flatMap(({ pid: id, command }): LeftProcess[] => {
      if (seen.has(id)) return [{ pid: id, command, as: 'tree' }];
      return id !== process.pid && holds(id, outputs) ? [{ pid: id, command, as: 'output' }] : [];
    });
  };
  look();
  return look;
}

/** One line for each, to be read in a failed test. */
export const leftInWords = (left: readonly LeftProcess[]): string =>
  left.length === 0
    ? 'no process of it is left'
    : left
        .map(({ pid, command, as }) => `${pid} ${as === 'output' ? '(holds its output) ' : ''}${command}`)
        .join('\n');

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Process[] {
  const ids = folder('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id): Process[] => {
    const stat = text(`/proc/${id}/stat`);
    // `pid (name) state parent …`; the name may hold brackets and spaces. One that is over and only waits to be noticed is no more.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (parent === undefined || state === 'Z') return [];
    const command = text(`/proc/${id}/cmdline`).replaceAll('\0', ' ').trim();
    return [{ pid: Number(id), parent: Number(parent), command }];
  });
}

const holds = (pid: number, outputs: ReadonlySet<string>): boolean =>
  folder(`/proc/${pid}/fd`).some((file) => outputs.has(linkOf(`/proc/${pid}/fd/${file}`) ?? ''));

/** A process may end, or be somebody else's, while it is looked at: then it tells nothing. */
function orElse<T>(other: T, read: () => T): T {
  try {
    return read();
  } catch {
    return other;
  }
}
const folder = (path: string): string[] => orElse([], () => readdirSync(path));
const text = (path: string): string => orElse('', () => readFileSync(path, 'utf8'));
const linkOf = (path: string): string | undefined => orElse(undefined, () => readlinkSync(path));

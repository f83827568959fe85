/** Which processes a run of tests has started, whatever became of them. */
import { readdirSync, readFileSync } from 'node:fs';

export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** With the number it tells a process from a later one that got the same number. */
  readonly startedAt: string;
  /** Each ends with a zero byte, as the system writes them. */
  readonly arguments: string;
  readonly environment: string;
}

export interface RunProcesses {
  /** Those that run at this moment. */
  now(): readonly SeenProcess[];
}

/**
 * A process belongs to the run when it descends from `root`, or did when it was seen before; when it is in a session or a group
 * that one of the run has begun; or when its arguments or its environment hold `mark`, the name of the folder that all
 * temporary folders of the run are in: a home folder there tells also where the environment is a clean one. What is none of
 * these, a program with nothing of the run in it whose starters were all gone between two looks, isn't found.
 */
export function openRunProcesses(parts: {
  root: number;
  mark: string;
  list?: () => readonly SeenProcess[];
}): RunProcesses {
  const { root, mark, list = allProcesses } = parts;
  /** As `idOf` writes it. */
  let members = new Set<string>();
  /** Sessions and groups that the run has begun. */
  let own = new Set<number>();

  return {
    now() {
      const all = list();
      // A number isn't given to another as long as anybody is in the session or group of that number.
      const inUse = new Set(all.flatMap(({ session, group }) => [session, group]));
      own = new Set([...own].filter((id) => inUse.has(id)));
      const start = all.find(({ pid }) => pid === root);
      const found = new Map<number, SeenProcess>();
      const belongs = (one: SeenProcess): boolean =>
        one.pid === root ||
        members.has(idOf(one)) ||
        found.has(one.parent) ||
        own.has(one.session) ||
        own.has(one.group) ||
        one.arguments.includes(mark) ||
        one.environment.includes(mark);
      for (let before = -1; before < found.size; ) {
        before = found.size;
        for (const one of all.filter(({ pid }) => !found.has(pid)).filter(belongs)) {
          found.set(one.pid, one);
          // The run's own ones may be those of a terminal, with everything else that was started there.
          if (one.session !== start?.session) own.add(one.session);
          if (one.group !== start?.group) own.add(one.group);
        }
      }
      members = new Set([...found.values()].map(idOf));
      return [...found.values()];
    },
  };
}

const idOf = ({ pid, startedAt }: SeenProcess): string => `${pid} ${startedAt}`;

/** Every process, as Linux tells of it; none elsewhere. */
export function allProcesses(): readonly SeenProcess[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => seenProcess(id) ?? []);
}

/** `pid (name) state parent group session …`, start in field 22; the name may hold any character. See proc(5). */
function seenProcess(id: string): SeenProcess | undefined {
  const status = read(`/proc/${id}/stat`);
  const [, parent, group, session, ...more] = status.slice(status.lastIndexOf(')') + 2).split(' ');
  const startedAt = more[15];
  if (startedAt === undefined) return undefined;
  return {
    pid: Number(id),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startedAt,
    arguments: read(`/proc/${id}/cmdline`),
    environment: read(`/proc/${id}/environ`),
  };
}

const goneOrForeign: readonly unknown[] = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'];

/** Nothing of a process that has ended by now, or is somebody else's. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (goneOrForeign.includes((error as NodeJS.ErrnoException).code)) return '';
    throw error;
  }
}

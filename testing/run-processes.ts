/** Which processes a run of tests has started, whatever became of them. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

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
  const { root, mark, list = processList() } = parts;
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

const idOf = ({ pid, startedAt }: Pick<SeenProcess, 'pid' | 'startedAt'>): string => `${pid} ${startedAt}`;

/** Every process, as Linux tells of it; none elsewhere. */
export const allProcesses = (): readonly SeenProcess[] => processList()();

/** Looks for which what was read of a process is believed, after it was read twice. */
const believedLooks = 20;

/**
 * Answers every process at each look. Reading the arguments and environment of all of them takes most of a look, so they are
 * read at the first two looks at a process, whenever it has become another program, and then at every twentieth look: a
 * process can write over them itself.
 */
export function processList(
  proc: Pick<typeof systemProc, 'ids' | 'read'> = systemProc,
): () => readonly SeenProcess[] {
  interface Known {
    readonly program: string;
    readonly looks: number;
    readonly arguments: string;
    readonly environment: string;
  }
  let known = new Map<string, Known>();

  return () => {
    const now = new Map<string, Known>();
    const seen = proc.ids().flatMap((id) => {
      const process = standing(id, proc.read(`/proc/${id}/stat`));
      if (!process) return [];
      const { program, ...place } = process;
      const before = known.get(idOf(place));
      const looks = before?.program === program ? before.looks + 1 : 0;
      const believed = before && looks > 1 && looks % believedLooks !== 0;
      const texts = believed
        ? { arguments: before.arguments, environment: before.environment }
        : { arguments: proc.read(`/proc/${id}/cmdline`), environment: proc.read(`/proc/${id}/environ`) };
      now.set(idOf(place), { program, looks, ...texts });
      return [{ ...place, ...texts }];
    });
    known = now;
    return seen;
  };
}

/**
 * `pid (name) state parent group session …`, start in field 22, the places of code, stack, arguments and environment in 26 to
 * 28 and 48 to 51, other ones in each program; the name may hold any character. See proc(5).
 */
function standing(id: string, status: string) {
  const [, parent, group, session, ...more] = status.slice(status.lastIndexOf(')') + 2).split(' ');
  const startedAt = more[15];
  if (startedAt === undefined) return undefined;
  return {
    pid: Number(id),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startedAt,
    /** Changes when the process becomes another program. */
    program: [status.slice(0, status.lastIndexOf(')')), ...more.slice(19, 22), ...more.slice(41, 45)].join(
      ' ',
    ),
  };
}

const systemProc = {
  ids: (): string[] =>
    process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [],
  read,
};

const goneOrForeign: readonly unknown[] = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'];

const buffer = Buffer.alloc(64 * 1024);

/** Nothing of a process that has ended by now, or is somebody else's. Three times as fast as `readFileSync`. */
function read(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    let text = '';
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      if (length === 0) return text;
      text += buffer.toString('latin1', 0, length);
    }
  } catch (error) {
    if (goneOrForeign.includes((error as NodeJS.ErrnoException).code)) return '';
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { systemCode } from './file-failure.ts';
import { isRunning, readLinuxStatus } from './process-status.ts';
import { windowsProgram } from './windows-program.ts';

/** Which process has a lock, so that others can tell whether it lives, whatever any clock says. */
export interface LockOwner {
  /** Of this one time that it has the lock. */
  readonly id: string;
  readonly pid: number;
  /** When the process began: on Linux in ticks since boot, elsewhere in milliseconds since 1970, as its clock was then. */
  readonly startedAt: number;
  /** Of this one time that the computer runs. Absent where the system doesn't tell: a start's date tells it as well there. */
  readonly boot?: string;
  /** Within what the process id is meant: on Linux the namespace of process ids. */
  readonly pidSpace?: string;
  /** Which computer, by its own id or by its name. */
  readonly computer: string;
}

/** `unknown`: of another computer, or of a container, in which its process can't be seen. */
export type OwnerState = 'alive' | 'dead' | 'unknown';

/** What the system says of processes; handed in by tests. */
export interface ProcessFacts {
  /** This process, without an id. */
  own(): Promise<Omit<LockOwner, 'id'>>;
  /** When the process of this id began, as `LockOwner.startedAt`; undefined when none runs, `unknown` when that isn't told. */
  startOf(pid: number): Promise<number | 'unknown' | undefined>;
}

export async function ownerState(
  owner: LockOwner,
  facts: ProcessFacts,
  held: ReadonlySet<string>,
): Promise<OwnerState> {
  const own = await facts.own();
  if (owner.computer !== own.computer) return 'unknown';
  if (owner.boot !== own.boot) return 'dead';
  if (owner.pidSpace !== own.pidSpace) return 'unknown';
  // Not ours, though of this process: another thread's, or one that couldn't be given back.
  if (owner.pid === own.pid && isSameStart(owner, own.startedAt))
    return held.has(owner.id) ? 'alive' : 'unknown';
  const startedAt = await facts.startOf(owner.pid);
  if (startedAt === undefined) return 'dead';
  // Its number is taken. Without the system's word on when that process began it counts as the owner.
  return startedAt === 'unknown' || isSameStart(owner, startedAt) ? 'alive' : 'dead';
}

/** Node notes its start after the system does, in a slow start by seconds; the system tells whole seconds. */
const [earlierMs, laterMs] = [60_000, 2_000];

function isSameStart(owner: LockOwner, startedAt: number): boolean {
  if (owner.boot !== undefined) return owner.startedAt === startedAt;
  return startedAt >= owner.startedAt - earlierMs && startedAt <= owner.startedAt + laterMs;
}

/** Undefined for what isn't such a note. */
export function ownerIn(text: string): LockOwner | undefined {
  try {
    const { id, pid, startedAt, boot, pidSpace, computer } = JSON.parse(text) as Partial<LockOwner>;
    if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id) || typeof pid !== 'number') return undefined;
    if (typeof startedAt !== 'number' || typeof computer !== 'string') return undefined;
    return {
      id,
      pid,
      startedAt,
      computer,
      ...(typeof boot === 'string' ? { boot } : {}),
      ...(typeof pidSpace === 'string' ? { pidSpace } : {}),
    };
  } catch {
    return undefined;
  }
}

export function systemProcesses(platform = process.platform): ProcessFacts {
  let own: Promise<Omit<LockOwner, 'id'>> | undefined;
  const find = platform === 'linux' ? onLinux() : elsewhere(platform);
  return { own: () => (own ??= find.own()), startOf: find.startOf };
}

const onLinux = (): ProcessFacts => ({
  async own() {
    const [status, boot, machine, pidSpace] = await Promise.all([
      textOf('/proc/self/stat'),
      textOf('/proc/sys/kernel/random/boot_id'),
      textOf('/etc/machine-id'),
      readlink('/proc/self/ns/pid').catch(() => undefined),
    ]);
    const started = status === undefined ? undefined : readLinuxStatus(status)?.startedTicks;
    const computer = machine?.trim() || hostname();
    return {
      pid: process.pid,
      startedAt: started ?? 0,
      computer,
      ...(boot === undefined ? {} : { boot: boot.trim() }),
      ...(pidSpace === undefined ? {} : { pidSpace }),
    };
  },
  async startOf(pid) {
    try {
      const status = readLinuxStatus(await readFile(`/proc/${pid}/stat`, 'utf8'));
      if (!status) return 'unknown';
      // One that has ended and that its starter hasn't asked about does nothing any more.
      return status.state === 'Z' || status.state === 'X' ? undefined : status.startedTicks;
    } catch (error) {
      const isGone = ['ENOENT', 'ESRCH'].includes(systemCode(error)) && !isRunning(pid);
      return isGone ? undefined : 'unknown';
    }
  },
});

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const execute = promisify(execFile);
/** Milliseconds for the system's program to answer. */
const answerMs = 5_000;

/** Never run. */
function elsewhere(platform: NodeJS.Platform): ProcessFacts {
  /** Asking takes longer than the pause between two tries for a lock. */
  const starts = new Map<number, { readonly start: Promise<number | 'unknown'>; readonly until: number }>();
  return {
    own: async () => ({
      pid: process.pid,
      startedAt: Math.round(performance.timeOrigin),
      computer: hostname(),
    }),
    async startOf(pid) {
      if (!isRunning(pid)) return undefined;
      const asked = starts.get(pid);
      if (asked && performance.now() < asked.until) return asked.start;
      const start = askForStart(platform, pid);
      starts.set(pid, { start, until: performance.now() + answerMs });
      return start;
    },
  };
}

async function askForStart(platform: NodeJS.Platform, pid: number): Promise<number | 'unknown'> {
  const [file, args] = startCommand(platform, pid);
  try {
    const { stdout } = await execute(file, args, {
      timeout: answerMs,
      windowsHide: true,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    return startIn(stdout);
  } catch {
    return 'unknown';
  }
}

/** What tells when a process began, in universal time. */
export const startCommand = (platform: NodeJS.Platform, pid: number): readonly [string, string[]] =>
  platform === 'win32'
    ? [
        windowsProgram('System32\\WindowsPowerShell\\v1.0\\powershell.exe'),
        [
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss')`,
        ],
      ]
    : ['/bin/ps', ['-o', 'lstart=', '-p', String(pid)]];

/** `2026-11-23T09:12:01` or `Mon Nov 23 09:12:01 2026`. */
export function startIn(answer: string): number | 'unknown' {
  const text = answer.trim();
  const at = Date.parse(/^\d{4}-/.test(text) ? `${text}Z` : `${text} UTC`);
  return Number.isNaN(at) ? 'unknown' : at;
}

import { once } from 'node:events';
import { type Failure, failure } from '../../../shared/failure.ts';
import { failed, ok, type Result } from '../../../shared/result.ts';
import { spawnApart } from '../../files/spawn-apart.ts';
import { onLinux } from './processes/linux.ts';
import { onMac } from './processes/macos.ts';
import { withoutOurs } from './processes/start-environment.ts';
import type { ClaudeProcess, Command, System } from './processes/system.ts';
import { onWindows } from './processes/windows.ts';

export interface ClientProcessState {
  readonly running: boolean;
  /** When it was started, where the system tells. */
  readonly since?: Date;
  /** Path of its program, where the system tells, so that the same one can be started again. */
  readonly program?: string;
}

/** Whether Claude Desktop runs on this computer, its window open or only in the tray; and asking it to end or begin. */
export interface ClientProcess {
  running(): Promise<Result<ClientProcessState>>;
  /**
   * Asks it to quit, as its own menu would, and waits until all its processes are gone. It is never ended by force:
   * `claude-did-not-quit` when it stays. Only with the person's consent.
   */
  quit(): Promise<Result<void>>;
  /**
   * Starts it, that program where one is given, and waits until it is seen running; `claude-did-not-start` when it
   * isn't. What runs already is left as it is.
   */
  start(program?: string): Promise<Result<void>>;
}

/** Milliseconds. */
const defaultTimeouts = { quitMs: 20_000, startMs: 20_000, lookEveryMs: 150 };

/** Linux was tried; the ways for macOS and Windows follow their manuals and have never run. */
export function claudeProcesses(parts: {
  platform: NodeJS.Platform;
  home: string;
  timeouts?: Partial<typeof defaultTimeouts>;
}): ClientProcess {
  const { platform, home } = parts;
  const timeouts = { ...defaultTimeouts, ...parts.timeouts };
  const system = platform === 'darwin' ? onMac() : platform === 'win32' ? onWindows() : onLinux(home);

  async function look(): Promise<Result<readonly ClaudeProcess[]>> {
    try {
      return ok(await system.look());
    } catch (error) {
      return failed(failure('internal', { name: 'list of processes', detail: String(error) }));
    }
  }

  /** Looks until it is as wanted, or until the deadline has passed. */
  async function becomes(running: boolean, withinMs: number, stop = () => false): Promise<Result<boolean>> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const seen = await look();
      if (!seen.ok) return seen;
      if (seen.value.length > 0 === running) return ok(true);
      if (stop() || performance.now() >= deadline) return ok(false);
      await new Promise((resolve) => setTimeout(resolve, timeouts.lookEveryMs));
    }
  }

  return {
    async running() {
      const seen = await look();
      return seen.ok ? ok(stateOf(seen.value)) : seen;
    },
    async quit() {
      const seen = await look();
      if (!seen.ok) return seen;
      if (seen.value.length === 0) return ok(undefined);
      try {
        await system.askToQuit(seen.value.filter(({ helper }) => !helper));
      } catch (error) {
        return failed(failure('claude-did-not-quit', { detail: detailOf(error) }));
      }
      const gone = await becomes(false, timeouts.quitMs);
      if (!gone.ok) return gone;
      return gone.value ? ok(undefined) : failed(failure('claude-did-not-quit'));
    },
    async start(program) {
      const seen = await look();
      if (!seen.ok) return seen;
      if (seen.value.length > 0) return ok(undefined);
      const command = await system.startCommand(program);
      if (!command) return failed(failure('claude-did-not-start', { detail: 'its program was not found' }));
      const started = startDetached(system, command, home);
      const running = await becomes(true, timeouts.startMs, () => started.problem() !== undefined);
      if (!running.ok) return running;
      return running.value ? ok(undefined) : failed(didNotStart(command, started.problem()));
    },
  };
}

const didNotStart = ({ file }: Command, problem = 'it was not seen running'): Failure =>
  failure('claude-did-not-start', { path: file, detail: problem });

/** Starts it so that it outlives this program, shares no input or output with it, and gets nothing of its settings. */
function startDetached(system: System, { file, args }: Command, home: string) {
  let problem: string | undefined;
  const child = spawnApart(file, args, {
    cwd: home,
    env: { ...withoutOurs(process.env), ...system.environment },
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore'],
    windowsHide: true,
  });
  child.unref();
  const whenItFails = (error: unknown): void => {
    problem = detailOf(error);
  };
  child.once('error', whenItFails);
  once(child, 'exit').then(([code]: unknown[]) => {
    if (code !== 0 && !system.exitCodeMeansNothing) problem = `ended with ${String(code)}`;
  }, whenItFails);
  return { problem: () => problem };
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function stateOf(processes: readonly ClaudeProcess[]): ClientProcessState {
  if (processes.length === 0) return { running: false };
  // A helper may be left over from an earlier run; it has read no settings.
  const main = processes.filter(({ helper }) => !helper);
  const starts = (main.length > 0 ? main : processes).flatMap(({ startedAt }) => startedAt?.getTime() ?? []);
  const program = main.find(({ program: path }) => path)?.program;
  return {
    running: true,
    ...(starts.length > 0 ? { since: new Date(Math.min(...starts)) } : {}),
    ...(program ? { program } : {}),
  };
}

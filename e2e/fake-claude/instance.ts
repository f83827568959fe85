import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { FakeClaudeOptions, FromClaude, Order, ToClaude } from './orders.ts';

/** Milliseconds for starting, and for each order. */
const deadlineMs = 70_000;

/** Milliseconds for quitting: a server has four seconds to end before it is ended. */
const quitMs = 10_000;

/** One running fake Claude, from its call to its end. */
export interface Instance {
  /** Resolves when its servers have answered or failed; rejects when it has ended before. */
  readonly ready: Promise<void>;
  /** Resolves when its process is gone, and what is left of its servers with it. */
  readonly gone: Promise<void>;
  order(what: Order): Promise<unknown>;
  quit(): Promise<void>;
}

/** Speaks with a fake Claude that has called; it is told its options as soon as it says who it is. */
export function meet(socket: Socket, parts: { options: FakeClaudeOptions; stripped(): void }): Instance {
  const tell = (what: ToClaude): boolean => socket.write(`${JSON.stringify(what)}\n`);
  const waiting = new Map<number, (value: unknown) => void>();
  let pid: number | undefined;
  const end = (): void => endProcess(pid);
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  const gone = closed.then(() => whenGone(pid));
  socket.on('error', () => {
    // It has ended; `close` follows.
  });

  let isReady = (): void => {};
  const began = new Promise<void>((done) => {
    isReady = done;
  });
  const lines = createInterface({ input: socket });
  // It repeats what went wrong with its input.
  lines.on('error', () => {});
  lines.on('line', (line) => {
    const said = JSON.parse(line) as FromClaude;
    if ('pid' in said) {
      pid = said.pid;
      tell({ options: parts.options });
    } else if ('stripped' in said) parts.stripped();
    else if ('ready' in said) isReady();
    else {
      waiting.get(said.id)?.(said.value);
      waiting.delete(said.id);
    }
  });

  const orEnded = <T>(what: Promise<T>): Promise<T> => {
    const timer = setTimeout(end, deadlineMs);
    const ended = gone.then(() => Promise.reject(new Error('fake Claude has ended')));
    return Promise.race([what, ended]).finally(() => clearTimeout(timer));
  };
  let lastId = 0;
  function order(what: Order): Promise<unknown> {
    lastId += 1;
    const id = lastId;
    tell({ id, order: what });
    return orEnded(new Promise<unknown>((done) => waiting.set(id, done)));
  }

  return {
    ready: orEnded(began),
    gone,
    order,
    async quit() {
      const force = setTimeout(end, quitMs);
      tell({ id: 0, order: { do: 'quit' } });
      await gone;
      clearTimeout(force);
    },
  };
}

/** Its connection is closed a moment before its process is gone. Then its servers, which are of its group, are ended. */
async function whenGone(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  while (runs(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
  signal(-pid);
}

function endProcess(pid: number | undefined): void {
  if (pid !== undefined) signal(pid);
}

function signal(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

/** One that has ended and waits to be noticed by who started it doesn't run. */
function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Program } from '../programs/program.ts';
import { keychainService } from './accounts.ts';
import { hostEnded, keychainFailure, noAnswer } from './failures.ts';
import { type Answer, answerSchema, type Request } from './messages.ts';
import type { SecretStore } from './secret-store.ts';

export interface ChildSecretStore extends SecretStore {
  /** Ends the child process. The store can be used again afterwards. */
  close(): Promise<void>;
}

/** Milliseconds; a healthy keychain answers in under 10, a prompt that nobody sees never. */
const defaultDeadlineMs = 8_000;
/** Milliseconds without a question after which the child isn't kept any longer. */
const idleMs = 30_000;
/** Windows keeps no secret of more than 2,560 bytes. */
const largestBytes = 2_400;

/** A running child process and the questions that wait for its answer. */
interface Host {
  readonly child: ChildProcess;
  readonly waiting: Map<number, (answer: Answer | Failure) => void>;
}

/** The keychain of the operating system, asked through a child process that can be ended when it hangs. */
export function openSecretStore(parts: {
  host: Program;
  service?: string;
  deadlineMs?: number;
}): ChildSecretStore {
  const service = parts.service ?? keychainService;
  const deadlineMs = parts.deadlineMs ?? defaultDeadlineMs;
  let host: Host | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;

  function start(): Host {
    const { command, args, env } = parts.host;
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const made: Host = { child, waiting: new Map() };
    const end = (why: Failure): void => {
      if (host === made) host = undefined;
      for (const settle of made.waiting.values()) settle(why);
      made.waiting.clear();
    };
    child.once('error', (error) => end(hostEnded(error.message)));
    child.once('exit', (status, signal) => end(hostEnded(`the keychain process ended: ${signal ?? status}`)));
    // Writing to a child that has just ended; its end is noticed by itself.
    child.stdin?.on('error', () => {});
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => deliver(made, line));
    // An idle child never keeps its parent alive.
    child.unref();
    for (const stream of [child.stdin, child.stdout])
      (stream as unknown as { unref?(): void } | null)?.unref?.();
    return made;
  }

  function deliver(from: Host, line: string): void {
    const answer = answerSchema.safeParse(parsed(line));
    // What isn't an answer was written by something else in that process; its question ends with the deadline.
    if (!answer.success) return;
    from.waiting.get(answer.data.id)?.(answer.data);
    from.waiting.delete(answer.data.id);
  }

  async function ask(question: Omit<Request, 'id' | 'service'>): Promise<Result<string | undefined>> {
    const first = await askOnce(question);
    if (first.ok || !mayBeStale(first.error)) return first;
    // After a restart of the keychain a living client fails for good; a new one tells whether it is that.
    await drop();
    return askOnce(question);
  }

  function askOnce(question: Omit<Request, 'id' | 'service'>): Promise<Result<string | undefined>> {
    clearTimeout(idle);
    host ??= start();
    const asked = host;
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(noAnswer()), deadlineMs);
      const settle = (answer: Answer | Failure): void => {
        clearTimeout(timer);
        asked.waiting.delete(id);
        scheduleIdle();
        if ('code' in answer) {
          if (answer.detail === noAnswer().detail) asked.child.kill('SIGKILL');
          resolve(failed(answer));
        } else if (answer.kind === 'done') resolve(ok(answer.secret));
        else resolve(failed(keychainFailure(answer, process.platform)));
      };
      asked.waiting.set(id, settle);
      asked.child.stdin?.write(`${JSON.stringify({ id, service, ...question } satisfies Request)}\n`);
    });
  }

  function scheduleIdle(): void {
    clearTimeout(idle);
    idle = setTimeout(() => void drop(), idleMs);
    idle.unref();
  }

  async function drop(): Promise<void> {
    const ending = host;
    host = undefined;
    clearTimeout(idle);
    if (!ending || ending.child.exitCode !== null || ending.child.signalCode !== null) return;
    const gone = once(ending.child, 'exit');
    // Its end is waited for, also when nothing else keeps this process alive.
    ending.child.ref();
    ending.child.kill('SIGKILL');
    await gone;
  }

  return {
    get: (account) => ask({ operation: 'get', account }),
    async set(account, secret) {
      const why = unfit(secret);
      if (why) return failed(why);
      const answer = await ask({ operation: 'set', account, secret });
      return answer.ok ? ok(undefined) : answer;
    },
    async delete(account) {
      const answer = await ask({ operation: 'delete', account });
      return answer.ok ? ok(undefined) : answer;
    },
    close: drop,
  };
}

const mayBeStale = ({ code, detail }: Failure): boolean =>
  code === 'keychain-no-service' || (code === 'keychain-failed' && detail !== noAnswer().detail);

/** What keytar would refuse, or worse, cut short without a word. */
function unfit(secret: string): Failure | undefined {
  if (secret === '') return failure('bad-input', { detail: 'an empty secret' });
  if (secret.includes('\0')) return failure('bad-input', { detail: 'a NUL in a secret' });
  return Buffer.byteLength(secret) > largestBytes
    ? failure('bad-input', { detail: 'a secret too long' })
    : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { keychainService } from './accounts.ts';
import { keychainFailure, keychainLocked, keychainSilent } from './failures.ts';
import { type HostProcess, type NoAnswer, type SpawnHost, startHost } from './host-process.ts';
import { isLocked } from './lock-state.ts';
import type { Answer, Request } from './messages.ts';
import type { SecretStore } from './secret-store.ts';
import { withSessionBus } from './session-bus.ts';
import { unfitSecret } from './unfit-secret.ts';

export interface ChildSecretStore extends SecretStore {
  /** The accounts of every secret that is kept. */
  accounts(): Promise<Result<readonly string[]>>;
  /** Ends the child process and the calls that wait for it. The store can be used again afterwards. */
  close(): Promise<void>;
}

/**
 * Milliseconds; a healthy keychain answers in under 10, a prompt that nobody sees never. macOS asks the person in a window of its
 * own, which goes with the process that asked.
 */
const defaultDeadlineMs = process.platform === 'darwin' ? 60_000 : 8_000;
/** Milliseconds without a question after which the child isn't kept any longer. */
const idleMs = 30_000;

type Question = Omit<Request, 'id' | 'service'>;

/**
 * The keychain of the operating system, asked through a child process that can be ended when it hangs. A call takes
 * `deadlineMs` at most, and where the keychain was silent one second more to find out whether it is locked.
 */
export function openSecretStore(parts: {
  host: SpawnCommand;
  /** `spawn` unless another is given. */
  spawn?: SpawnHost;
  service?: string;
  deadlineMs?: number;
  /** Once it was silent it isn't asked again: every later call fails at once as the silent one did. For a single command. */
  givesUp?: boolean;
}): ChildSecretStore {
  const service = parts.service ?? keychainService;
  const deadlineMs = parts.deadlineMs ?? defaultDeadlineMs;
  let host: HostProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let calls = 0;
  let lastId = 0;
  let gaveUp: Failure | undefined;

  function running(): HostProcess {
    if (!host || host.ended()) host = startHost({ ...parts.host, env: hostEnvironment() }, parts.spawn);
    return host;
  }

  /** Looked for anew each time: the session may begin after this program. */
  const hostEnvironment = (): SpawnCommand['env'] => withSessionBus(parts.host.env);

  async function ask(question: Question): Promise<Result<string | undefined>> {
    if (gaveUp) return failed(gaveUp);
    clearTimeout(idle);
    calls += 1;
    const answer = await askTwice(question);
    calls -= 1;
    if (calls === 0) endWhenIdle();
    if (answer.kind === 'done') return ok(answer.secret);
    const why = await told(answer);
    if (parts.givesUp && answer.kind === 'silent') gaveUp = why;
    return failed(why);
  }

  /** After a restart of the keychain a living client fails for good; a new one tells whether it is that. */
  async function askTwice(question: Question): Promise<Answer | NoAnswer> {
    const until = performance.now() + deadlineMs;
    const first = running();
    const answer = await askOnce(first, question, deadlineMs);
    const leftMs = until - performance.now();
    if (!mayBeStale(answer)) return answer;
    // The process was ended for another question that had no answer either.
    if (leftMs <= 0) return answer.kind === 'ended' ? { kind: 'silent', words: answer.words } : answer;
    // Only the process that failed is given up: another call may already have started the next.
    if (!first.ended()) void first.end({ kind: 'ended', words: 'the keychain process was given up' });
    return askOnce(running(), question, leftMs);
  }

  function askOnce(of: HostProcess, question: Question, withinMs: number): Promise<Answer | NoAnswer> {
    lastId += 1;
    return of.ask({ id: lastId, service, ...question }, withinMs);
  }

  async function told(answer: Exclude<Answer, { kind: 'done' }> | NoAnswer): Promise<Failure> {
    if (answer.kind === 'refused' || answer.kind === 'not-loaded')
      return keychainFailure(answer, process.platform);
    if (answer.kind === 'silent' && (await isLocked(hostEnvironment())))
      return keychainLocked('nobody answered the question for the password', process.platform);
    if (answer.kind === 'silent') return keychainSilent(answer.words, process.platform);
    return failure('keychain-failed', { detail: answer.words });
  }

  function endWhenIdle(): void {
    idle = setTimeout(() => void close(), idleMs);
    idle.unref();
  }

  async function close(): Promise<void> {
    clearTimeout(idle);
    const ending = host;
    host = undefined;
    await ending?.end({ kind: 'closed', words: 'the keychain was closed' });
  }

  return {
    get: (account) => ask({ operation: 'get', account }),
    async set(account, secret) {
      const unfit = unfitSecret(secret);
      if (unfit) return failed(unfit);
      const answer = await ask({ operation: 'set', account, secret });
      return answer.ok ? ok(undefined) : answer;
    },
    async delete(account) {
      const answer = await ask({ operation: 'delete', account });
      return answer.ok ? ok(undefined) : answer;
    },
    async accounts() {
      const answer = await ask({ operation: 'list', account: '' });
      return answer.ok ? ok(JSON.parse(answer.value ?? '[]') as string[]) : answer;
    },
    close,
  };
}

/** Worth a second try with a new process. */
function mayBeStale(answer: Answer | NoAnswer): boolean {
  if (answer.kind === 'ended') return true;
  return answer.kind === 'refused' && keychainFailure(answer, process.platform).code !== 'keychain-locked';
}

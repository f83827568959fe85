import { failure } from '../shared/failure.ts';
import type { BridgeLog } from './bridge-log.ts';
import { type BridgeError, bridgeErrorOf, type Outcome, withError } from './error-messages.ts';
import type { HttpClient } from './http.ts';
import { isObject, type Message, notification, type Request, readMessage } from './json-rpc.ts';
import type { KeyHolder } from './key.ts';
import {
  createMcpSession,
  type Heard,
  type Outgoing,
  type Session,
  type SessionTimeouts,
} from './mcp-session.ts';
import { createServerStream, type ServerStream } from './server-stream.ts';
import { longestPauseMs } from './stop.ts';
import { createSubscriptions } from './subscriptions.ts';

/** Milliseconds, which callers may shorten. */
export interface UpstreamTimeouts extends SessionTimeouts {
  /** For the whole introduction. */
  readonly helloMs: number;
  /** From the introduction until the server is listened to, when Claude asks nothing. */
  readonly listenMs: number;
  readonly reopenMs: number;
}

/** Claude waits at least 60 seconds for `initialize`, the companion's own check 20. */
const defaultTimeouts: UpstreamTimeouts = {
  connectMs: 8_000,
  silenceMs: 60_000,
  helloMs: 10_000,
  resumeMs: 500,
  leastPauseMs: 500,
  farewellMs: 1_000,
  busyMs: 30_000,
  listenMs: 1_000,
  reopenMs: 1_000,
};

/** What Convene says without being asked. */
export interface UpstreamListener {
  onMessage(message: Message, bytes: Buffer): void;
  /** The server has forgotten the session, and with it the requests that it had made. */
  onForgotten(): void;
}

/** Convene's end: the key, the server's session if it keeps one, and what is done again when they are lost. */
export interface Upstream {
  hear(ears: UpstreamListener): void;
  /** Introduces Claude; the messages that come back include Convene's answer. Also ends an earlier session. */
  introduce(hello: Request, outgoing: Outgoing): Promise<Outcome<void>>;
  /** Sends a message, after making up for an introduction that failed or that the server has forgotten. */
  send(outgoing: Outgoing): Promise<Outcome<void>>;
  /** Makes up for a failed introduction, if there was one. */
  recover(): Promise<Outcome<void>>;
  /** Whether the server keeps a session, so that nothing may overtake the introduction. */
  keepsSession(): boolean;
  /** What the server agreed to when it was introduced. */
  protocolVersion(): string | undefined;
  close(): Promise<void>;
}

export interface UpstreamDeps {
  readonly key: KeyHolder;
  readonly note: BridgeLog;
  readonly timeouts?: Partial<UpstreamTimeouts>;
  readonly http: HttpClient;
}

interface OpenSession extends Session {
  readonly standing: ServerStream;
}

/** Sessions that are opened for one message: a server that restarts may do it again. */
const mostSessions = 3;

export function openUpstream({ key, note, timeouts: given, http }: UpstreamDeps): Upstream {
  const timeouts = { ...defaultTimeouts, ...given };
  const line = createMcpSession({ key, http, note, timeouts });
  const wishes = createSubscriptions();
  /** What Claude said to introduce itself, to be said again when Convene has forgotten it. */
  let hello: { readonly request: Request; readonly bytes: Buffer } | undefined;
  let session: OpenSession | undefined;
  let reopening: Promise<Outcome<void>> | undefined;
  let ears: UpstreamListener | undefined;

  function begin(agreed: Session): OpenSession {
    const opened: OpenSession = {
      ...agreed,
      standing: createServerStream({
        listen: (position, signal) =>
          line.listen(agreed, position, signal, (message, bytes) => ears?.onMessage(message, bytes)),
        onForgotten() {
          forget(opened);
          recoverLater();
        },
        note,
        reopenMs: timeouts.reopenMs,
        leastPauseMs: timeouts.leastPauseMs,
      }),
    };
    setTimeout(() => session === opened && opened.standing.ensure(), timeouts.listenMs).unref();
    return opened;
  }

  /** The server doesn't know this session any more; whoever notices first ends it. */
  function forget(lost: OpenSession): void {
    lost.standing.close();
    if (session !== lost) return;
    session = undefined;
    note('info', 'Convene has forgotten the session');
    ears?.onForgotten();
  }

  /** A server that forgets each session at once is asked less and less often. */
  let forgotten = 0;
  function recoverLater(): void {
    const wait = Math.max(
      timeouts.leastPauseMs,
      Math.min(timeouts.reopenMs * 2 ** forgotten, longestPauseMs),
    );
    forgotten += 1;
    setTimeout(() => void recover(), wait).unref();
  }

  async function introduce(request: Request, outgoing: Outgoing): Promise<Outcome<void>> {
    const earlier = session;
    session = undefined;
    earlier?.standing.close();
    if (earlier) void line.leave(earlier);
    hello = { request, bytes: outgoing.bytes };
    let agreed: Session | undefined;
    let replied = false;
    const heard = await line.send(
      {
        ...outgoing,
        signal: AbortSignal.timeout(timeouts.helloMs),
        onMessage(message, bytes) {
          if (message.kind === 'reply') {
            replied = true;
            if (isObject(message.result))
              agreed = { protocolVersion: headerOf(message.result.protocolVersion) };
          }
          outgoing.onMessage(message, bytes);
        },
      },
      {},
    );
    const outcome = outcomeOf(heard, outgoing, () => {
      replied = true;
    });
    if (agreed && heard.answered.ok) session = begin({ ...agreed, id: heard.answered.sessionId });
    // Convene answered that it won't have this client: there is nothing to make up for.
    else if (replied) hello = undefined;
    return replied ? fine : outcome.ok ? withError(brokenAnswer(true)) : outcome;
  }

  function recover(): Promise<Outcome<void>> {
    if (session || !hello) return Promise.resolve(fine);
    const { request, bytes } = hello;
    reopening ??= reopen(request, bytes).finally(() => {
      reopening = undefined;
    });
    return reopening;
  }

  /**
   * For a message that has come just now. What was under way before it may have read the keychain before a new key came
   * there, so that its refusal isn't the last word.
   */
  async function recoverNow(): Promise<Outcome<void>> {
    const isEarlier = reopening !== undefined;
    const outcome = await recover();
    return isEarlier && !outcome.ok && outcome.error.code === 'refused' ? recover() : outcome;
  }

  async function reopen(request: Request, bytes: Buffer): Promise<Outcome<void>> {
    const outcome = await introduce(request, quietly(bytes, request));
    if (!outcome.ok) return outcome;
    const within = session ?? {};
    await line.send(quietly(Buffer.from(notification('notifications/initialized'))), within);
    for (const wish of wishes.all()) await line.send(quietly(wish.bytes, wish.request), within);
    session?.standing.ensure();
    note('info', 'introduced to Convene again');
    return fine;
  }

  async function send(outgoing: Outgoing): Promise<Outcome<void>> {
    if (outgoing.modern) return outcomeOf(await line.send(outgoing, {}), outgoing);
    for (let sessions = 1; ; sessions += 1) {
      const ready = await recoverNow();
      if (!ready.ok) return ready;
      const used = session;
      if (outgoing.signal?.aborted) return fine;
      // What a tool does may make the server ask back on its own stream; to list them goes first.
      if (outgoing.request && !outgoing.request.method.endsWith('/list')) used?.standing.ensure();
      const heard = await line.send(outgoing, used ?? {});
      if (used && isForgotten(heard, used, sessions)) {
        forget(used);
        // A reply or a notification belongs to what is gone; a request was refused before the server acted on it.
        if (!outgoing.request) return fine;
        if (sessions < mostSessions) continue;
      }
      const outcome = outcomeOf(heard, outgoing);
      if (outcome.ok && outgoing.request) {
        forgotten = 0;
        session?.standing.ensure();
        wishes.note(outgoing.request, outgoing.bytes);
      }
      return outcome;
    }
  }

  return {
    hear(given) {
      ears = given;
    },
    introduce,
    send,
    recover,
    keepsSession: () => session?.id !== undefined,
    protocolVersion: () => session?.protocolVersion,
    async close() {
      const last = session;
      session = undefined;
      hello = undefined;
      last?.standing.close();
      if (last) await line.leave(last);
      line.close();
    },
  };
}

const fine: Outcome<void> = { ok: true, value: undefined };

const quietly = (bytes: Buffer, request?: Request): Outgoing => ({
  bytes,
  repeatable: true,
  request,
  onMessage: () => {},
});

/**
 * Whether the server refused the session rather than the message: with 404, as the protocol wants it, or with 400 and
 * words about the session, as an error or as mere text, as widespread servers do. With 401 some mean the session as well,
 * which they know the key by: once a new introduction is tried, and is refused where it is the key.
 */
function isForgotten({ answered }: Heard, { id }: Session, sessions: number): boolean {
  if (id === undefined || answered.ok) return false;
  const { status } = answered.error;
  if (status === 404) return true;
  if (status === 401) return sessions === 1;
  const said = answered.body ?? answered.words;
  return status === 400 && said !== undefined && /\bsession\b/i.test(said.toString('utf8'));
}

/** A refusal may hold an error of JSON-RPC, for instance about a version of the protocol: Claude's to read. */
function outcomeOf(
  { answered, keyError }: Heard,
  outgoing: Outgoing,
  onReply: () => void = () => {},
): Outcome<void> {
  if (answered.ok) return fine;
  const { error, unsure, body } = answered;
  const spoken = error.status === 400 || (error.status === 404 && outgoing.modern !== undefined);
  const refusal = spoken && body && outgoing.request ? readMessage(body) : undefined;
  if (!body || refusal?.kind !== 'reply')
    return withError(keyError ?? bridgeErrorOf(error, unsure && !outgoing.repeatable));
  onReply();
  outgoing.onMessage(refusal, body);
  return fine;
}

/** The answer ended before it was whole. */
export const brokenAnswer = (repeatable: boolean): BridgeError =>
  bridgeErrorOf(failure('unexpected-answer', { detail: 'POST /mcp: the answer broke off' }), !repeatable);

/** A version that no header can carry isn't told. */
const headerOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value) ? value : undefined;

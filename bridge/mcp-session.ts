import { mcpPath } from '../shared/convene/names.ts';
import { failure } from '../shared/failure.ts';
import { elementsOf, isBatch } from './batch.ts';
import type { BridgeLog } from './bridge-log.ts';
import type { BridgeError } from './error-messages.ts';
import type { Answered, Exchange, HttpTimeouts } from './exchange.ts';
import type { HttpClient } from './http.ts';
import { isLargeResult, type Message, type Request, readMessage } from './json-rpc.ts';
import type { Key, KeyHolder } from './key.ts';
import type { StreamPosition } from './sse.ts';
import { longestPauseMs, openStop, pause, type Stop } from './stop.ts';

/** What goes along with each exchange of a session; nothing at all for a message that stands alone. */
export interface Session {
  readonly id?: string | undefined;
  readonly protocolVersion?: string | undefined;
}

/** One of Claude's messages on its way to Convene. */
export interface Outgoing {
  readonly bytes: Buffer;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
  /** What is to be replied to; nothing for a notification or a reply. */
  readonly request?: Request | undefined;
  /** The headers of a message that carries its version and belongs to no session. */
  readonly modern?: Readonly<Record<string, string>> | undefined;
  /** Its answer is a stream that may be silent for as long as it likes. */
  readonly endless?: boolean | undefined;
  readonly signal?: Stop | undefined;
  /** Each message that comes back, in order; an answer is one of them. */
  onMessage(message: Message, bytes: Buffer): void;
}

/** What came of it. `trouble` says more than `answered` when there is no key to go on with. */
export interface Heard {
  readonly answered: Answered;
  readonly keyError?: BridgeError | undefined;
}

export interface SessionTimeouts extends HttpTimeouts {
  /** Milliseconds until a broken stream is taken up again, when the server doesn't say how many. */
  readonly resumeMs: number;
  /** Milliseconds between two tries at least, whatever the server says. */
  readonly leastPauseMs: number;
  /** Milliseconds for saying farewell. */
  readonly farewellMs: number;
  /** Milliseconds that one message may wait because the server wants to be left alone. */
  readonly busyMs: number;
}

/** The way to Convene: each exchange with the key of the moment. */
export interface Line {
  /** Sends a message and brings back what is answered, also where the answer's stream breaks and can be resumed. */
  send(outgoing: Outgoing, session: Session): Promise<Heard>;
  /** Listens to what the server says by itself, until the stream ends; from `position` on. */
  listen(
    session: Session,
    position: StreamPosition,
    signal: Stop,
    onMessage: Outgoing['onMessage'],
  ): Promise<Heard>;
  /** Tells the server that the session is over; whether it heard is all the same. */
  leave(session: Session): Promise<void>;
  close(): void;
}

/** Keys that are tried for one message: rotations may follow one another faster than the message travels. */
const mostKeys = 5;
/** Failed tries in a row to take up a stream. */
const mostResumptions = 5;
/** What is older has been finished or forgotten by the server. */
const resumableMs = 10 * 60_000;

export function createMcpSession(parts: {
  readonly key: KeyHolder;
  readonly http: HttpClient;
  readonly note: BridgeLog;
  readonly timeouts: SessionTimeouts;
}): Line {
  const { key, http, note, timeouts } = parts;

  /** On the clock of `performance.now()`: until then the server wants to be left alone. */
  let notBefore = 0;

  /** With the key of the moment; with its successor when Convene refused it, which is before acting. */
  async function withKey(ask: (key: Key) => Promise<Answered>): Promise<Heard> {
    let held = await key.current();
    let answered: Answered = notSent;
    for (let keys = 1; held.ok; keys += 1) {
      answered = await ask(held.value);
      if (answered.ok) return { answered };
      notBefore = Math.max(notBefore, performance.now() + (answered.retryAfterMs ?? 0));
      if (answered.error.code !== 'refused' || keys === mostKeys) return { answered };
      held = await key.successor(held.value);
      if (held.ok) note('info', 'the key was replaced');
    }
    return { answered, keyError: held.error };
  }

  /**
   * No sooner than the server wants, and again after that: a server that is too busy hasn't acted. What waits on
   * something in between (503) may have been done, so that is asked again only where that does no harm.
   */
  async function whenFree(
    ask: (key: Key) => Promise<Answered>,
    { repeatable, signal = openStop() }: Pick<Outgoing, 'repeatable' | 'signal'>,
  ): Promise<Heard> {
    const until = performance.now() + timeouts.busyMs;
    for (let last: Heard = { answered: asksForPatience }; ; ) {
      if (notBefore > until) return last;
      const waitMs = notBefore - performance.now();
      if (waitMs > 0) await pause(waitMs, signal);
      if (signal.aborted) return last;
      last = await withKey(ask);
      const { answered } = last;
      if (answered.ok || answered.retryAfterMs === undefined) return last;
      if (answered.error.status !== 429 && !repeatable) return last;
      notBefore = Math.max(notBefore, performance.now() + timeouts.leastPauseMs);
    }
  }

  const exchangeOf = (
    { server, token }: Key,
    session: Session,
    more: Partial<Exchange> & Pick<Exchange, 'method' | 'onMessage'>,
  ): Exchange => ({
    url: new URL(mcpPath, server),
    repeatable: true,
    timeouts,
    ...more,
    headers: {
      // What is packed all the same is unpacked.
      'accept-encoding': 'identity',
      accept: more.method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'user-agent': 'convene-companion-bridge',
      ...(more.body ? { 'content-type': 'application/json' } : {}),
      ...(session.id ? { 'mcp-session-id': session.id } : {}),
      ...(session.protocolVersion ? { 'mcp-protocol-version': session.protocolVersion } : {}),
      ...more.headers,
    },
  });

  const get = (
    session: Session,
    position: StreamPosition,
    signal: Stop,
    onMessage: Outgoing['onMessage'],
    silenceMs: number,
    replied: () => boolean = () => false,
  ): Promise<Heard> =>
    withKey((held) =>
      http.exchange(
        exchangeOf(held, session, {
          method: 'GET',
          headers: position.lastEventId ? { 'last-event-id': position.lastEventId } : {},
          position,
          signal,
          timeouts: { ...timeouts, silenceMs },
          onMessage(bytes) {
            eachMessage(bytes, onMessage);
            return replied();
          },
        }),
      ),
    );

  async function send(outgoing: Outgoing, session: Session): Promise<Heard> {
    const position: StreamPosition = {};
    let replied = false;
    // Of a tool's answer nobody here needs to know what it says.
    const called = outgoing.request?.method === 'tools/call' ? outgoing.request : undefined;
    const onMessage = (message: Message, bytes: Buffer): void => {
      if (message.kind === 'reply' && message.id === outgoing.request?.id) replied = true;
      outgoing.onMessage(message, bytes);
    };
    const heard = await whenFree(
      (held) =>
        http.exchange(
          exchangeOf(held, session, {
            method: 'POST',
            body: outgoing.bytes,
            headers: outgoing.modern ?? {},
            repeatable: outgoing.repeatable,
            position,
            signal: outgoing.signal,
            timeouts: outgoing.endless ? { ...timeouts, silenceMs: endless } : timeouts,
            onMessage(bytes) {
              if (called && isLargeResult(bytes, called.id))
                onMessage({ kind: 'reply', id: called.id }, bytes);
              else eachMessage(bytes, onMessage);
              return replied;
            },
          }),
        ),
      outgoing,
    );
    if (outgoing.request && !outgoing.modern && position.lastEventId !== undefined) {
      await resume(session, position, outgoing.signal ?? openStop(), () => replied, onMessage);
    }
    return replied && !heard.answered.ok ? { answered: fine } : heard;
  }

  /** Goes on where the stream of an answer broke off, until the reply is there or the server won't. */
  async function resume(
    session: Session,
    position: StreamPosition,
    signal: Stop,
    replied: () => boolean,
    onMessage: Outgoing['onMessage'],
  ): Promise<void> {
    const until = performance.now() + resumableMs;
    for (let failures = 0; failures < mostResumptions && performance.now() < until; ) {
      if (replied() || signal.aborted) return;
      const wait = position.retryMs ?? timeouts.resumeMs * 2 ** failures;
      await pause(Math.max(timeouts.leastPauseMs, Math.min(wait, longestPauseMs)), signal);
      if (signal.aborted) return;
      const { answered, keyError } = await get(
        session,
        position,
        signal,
        onMessage,
        timeouts.silenceMs,
        replied,
      );
      note('debug', 'took up a stream', { came: answered.ok ? 'on' : answered.error.code });
      // A refusal is for good: the server offers no resumption, or has forgotten the stream.
      if (keyError || (!answered.ok && answered.error.status !== undefined)) return;
      failures = answered.ok ? 0 : failures + 1;
    }
  }

  async function leave(session: Session): Promise<void> {
    const held = await key.current();
    if (!session.id || !held.ok) return;
    const signal = AbortSignal.timeout(timeouts.farewellMs);
    await http.exchange(
      exchangeOf(held.value, session, { method: 'DELETE', signal, onMessage: () => false }),
    );
  }

  const listen: Line['listen'] = (session, position, signal, onMessage) =>
    get(session, position, signal, onMessage, endless);

  return { send, listen, leave, close: () => http.close() };
}

/** One message, or several in an array, as the older versions have them. */
export function eachMessage(bytes: Buffer, onMessage: Outgoing['onMessage']): void {
  const parts = isBatch(bytes) ? elementsOf(bytes) : undefined;
  // An array that is none of messages is told as what it is.
  for (const part of parts ?? [bytes]) onMessage(readMessage(part), part);
}

const endless = Number.POSITIVE_INFINITY;
const fine: Answered = { ok: true };
const asksForPatience: Answered = {
  ok: false,
  error: failure('server-error', { detail: 'POST /mcp: not sent, the server wants to be left alone' }),
  unsure: false,
};
const notSent: Answered = { ok: false, error: failure('internal'), unsure: false };

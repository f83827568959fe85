import { mcpPath } from '../shared/convene/names.ts';
import { type Failure, failure } from '../shared/failure.ts';
import { type HttpClient, openHttp, type Patience, type Posted } from './http.ts';
import { isObject, type Message, notification, type Request, readMessage } from './json-rpc.ts';
import type { Key, KeyHolder } from './key.ts';
import type { Note } from './notes.ts';
import { inTrouble, type Outcome, type Trouble, troubleOf } from './sentences.ts';

/** Milliseconds, which callers may shorten. `helloMs` is for the whole introduction. */
export interface UpstreamPatience extends Patience {
  readonly helloMs: number;
}

/** Claude waits at least 60 seconds for `initialize`, the companion's own check 20. */
const usualPatience: UpstreamPatience = { connectMs: 8_000, silenceMs: 60_000, helloMs: 10_000 };

/** One of Claude's messages on its way to Convene. */
export interface Outgoing {
  readonly bytes: Buffer;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
  /** Each message that comes back, in order; an answer is one of them. */
  onMessage(message: Message, bytes: Buffer): void;
}

/** Convene's end: the key, the server's session if it keeps one, and what is done again when they are lost. */
export interface Upstream {
  /** Introduces Claude; the messages that come back include Convene's answer. Also ends an earlier session. */
  introduce(hello: Request, outgoing: Outgoing): Promise<Outcome<void>>;
  /** Sends a message, after making up for an introduction that failed or that the server has forgotten. */
  send(outgoing: Outgoing): Promise<Outcome<void>>;
  /** Makes up for a failed introduction, if there was one. */
  recover(): Promise<Outcome<void>>;
  /** Whether the server keeps a session, so that nothing may overtake the introduction. */
  keepsSession(): boolean;
  close(): void;
}

interface Session {
  readonly id?: string | undefined;
  readonly protocolVersion?: string | undefined;
}

export interface UpstreamParts {
  readonly key: KeyHolder;
  readonly note: Note;
  readonly patience?: Partial<UpstreamPatience>;
  readonly http?: HttpClient;
}

export function openUpstream({ key, note, patience: given, http = openHttp() }: UpstreamParts): Upstream {
  const patience = { ...usualPatience, ...given };
  /** What Claude said to introduce itself, to be said again when Convene has forgotten it. */
  let hello: { readonly request: Request; readonly bytes: Buffer } | undefined;
  let session: Session | undefined;
  let reopening: Promise<Outcome<void>> | undefined;

  const post = ({ server, token }: Key, outgoing: Outgoing, within: Session): Promise<Posted> =>
    http.post({
      url: new URL(mcpPath, server),
      headers: {
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': 'convene-companion-bridge',
        ...(within.id ? { 'mcp-session-id': within.id } : {}),
        ...(within.protocolVersion ? { 'mcp-protocol-version': within.protocolVersion } : {}),
      },
      body: outgoing.bytes,
      patience,
      repeatable: outgoing.repeatable,
      signal: outgoing.signal,
      onMessage: (bytes) => outgoing.onMessage(readMessage(bytes), bytes),
    });

  /** With the key of the moment; with its successor, once, when Convene refused it, which is before acting. */
  async function exchange(
    outgoing: Outgoing,
    within: Session,
  ): Promise<{ posted: Posted; trouble?: Trouble }> {
    const held = await key.current();
    if (!held.ok) return { posted: notSent, trouble: held.trouble };
    const posted = await post(held.value, outgoing, within);
    if (posted.ok || posted.error.code !== 'refused') return { posted };
    const next = await key.successor(held.value);
    if (!next.ok) return { posted, trouble: next.trouble };
    note('info', 'the key was replaced');
    return { posted: await post(next.value, outgoing, within) };
  }

  async function introduce(request: Request, outgoing: Outgoing): Promise<Outcome<void>> {
    session = undefined;
    hello = { request, bytes: outgoing.bytes };
    let agreed: Session | undefined;
    let answered = false;
    const { posted, trouble } = await exchange(
      {
        ...outgoing,
        signal: AbortSignal.timeout(patience.helloMs),
        onMessage(message, bytes) {
          if (message.kind === 'reply') {
            answered = true;
            if (isObject(message.result))
              agreed = { protocolVersion: textOf(message.result.protocolVersion) };
          }
          outgoing.onMessage(message, bytes);
        },
      },
      {},
    );
    if (agreed && posted.ok) session = { ...agreed, id: posted.sessionId };
    // Convene answered that it won't have this client: there is nothing to make up for.
    else if (answered) hello = undefined;
    return answered ? fine : inTrouble(trouble ?? troubleFrom(posted, outgoing));
  }

  function recover(): Promise<Outcome<void>> {
    if (session || !hello) return Promise.resolve(fine);
    const { request, bytes } = hello;
    reopening ??= reopen(request, bytes).finally(() => {
      reopening = undefined;
    });
    return reopening;
  }

  async function reopen(request: Request, bytes: Buffer): Promise<Outcome<void>> {
    const outcome = await introduce(request, { bytes, repeatable: true, onMessage: () => {} });
    if (!outcome.ok) return outcome;
    const ready = Buffer.from(notification('notifications/initialized'));
    await exchange({ bytes: ready, repeatable: true, onMessage: () => {} }, session ?? {});
    note('info', 'introduced to Convene again');
    return fine;
  }

  async function send(outgoing: Outgoing): Promise<Outcome<void>> {
    const ready = await recover();
    if (!ready.ok) return ready;
    const used = session ?? {};
    let { posted, trouble } = await exchange(outgoing, used);
    if (used.id && !posted.ok && posted.error.status === 404) {
      // The server has restarted and doesn't know the session; whoever comes first opens another.
      if (session === used) session = undefined;
      const again = await recover();
      if (!again.ok) return again;
      ({ posted, trouble } = await exchange(outgoing, session ?? {}));
    }
    return posted.ok ? fine : inTrouble(trouble ?? troubleFrom(posted, outgoing));
  }

  return {
    introduce,
    send,
    recover,
    keepsSession: () => session?.id !== undefined,
    close: () => http.close(),
  };
}

const fine: Outcome<void> = { ok: true, value: undefined };
const notSent: Posted = { ok: false, error: failure('internal'), unsure: false };
const noAnswer: Failure = failure('unexpected-answer', { detail: 'POST /mcp: the answer broke off' });

const troubleFrom = (posted: Posted, { repeatable }: Outgoing): Trouble =>
  posted.ok ? brokenAnswer(repeatable) : troubleOf(posted.error, posted.unsure && !repeatable);

/** The answer ended before it was whole. */
export const brokenAnswer = (repeatable: boolean): Trouble => troubleOf(noAnswer, !repeatable);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

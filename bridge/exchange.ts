import type { Failure } from '../shared/failure.ts';
import type { StreamPosition } from './sse.ts';
import type { Stop } from './stop.ts';

export interface HttpTimeouts {
  /** Milliseconds until a connection stands, encryption included. */
  readonly connectMs: number;
  /** Milliseconds without a byte after which the server counts as silent; `Infinity` for a stream without end. */
  readonly silenceMs: number;
}

export interface Exchange {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  /** Whether it may be sent again when it isn't known what became of it. */
  readonly repeatable: boolean;
  readonly timeouts: HttpTimeouts;
  readonly signal?: Stop | undefined;
  /** Kept up to date while events come in. */
  readonly position?: StreamPosition | undefined;
  /**
   * Each message of the answer, as the bytes that came; whether they are a message isn't known yet. True when it is the
   * one that was waited for, so that a stream which stays open nevertheless can be left.
   */
  onMessage(message: Buffer): boolean;
}

export type Answered =
  | { readonly ok: true; readonly sessionId?: string }
  | {
      readonly ok: false;
      readonly error: Failure;
      /** The message may have reached the server's work, though no whole answer came. */
      readonly unsure: boolean;
      /** What a refusal said, when it was JSON, and when it wasn't. */
      readonly body?: Buffer;
      readonly words?: Buffer;
      /** Milliseconds for which the server wants to be left alone. */
      readonly retryAfterMs?: number;
    };

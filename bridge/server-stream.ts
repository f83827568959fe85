import type { BridgeLog } from './bridge-log.ts';
import type { Heard } from './mcp-session.ts';
import type { StreamPosition } from './sse.ts';
import { longestPauseMs, openStop, pause, type Stop } from './stop.ts';

/** The stream on which a server says something by itself; kept open for as long as its session lasts. */
export interface ServerStream {
  /** Opens it unless it is open, or the server has none. */
  ensure(): void;
  close(): void;
}

export interface ServerStreamDeps {
  /** Listens until the stream ends, from `position` on. */
  listen(position: StreamPosition, signal: Stop): Promise<Heard>;
  /** The server doesn't know the session any more. */
  onForgotten(): void;
  readonly note: BridgeLog;
  /** Milliseconds until the stream is opened again, when the server doesn't say how many; doubled while it fails. */
  readonly reopenMs: number;
  /** Milliseconds between two openings at least, whatever the server says. */
  readonly leastPauseMs: number;
}

export function createServerStream(deps: ServerStreamDeps): ServerStream {
  const { listen, onForgotten, note, reopenMs, leastPauseMs } = deps;
  const closing = openStop();
  const position: StreamPosition = {};
  let state: 'closed' | 'open' | 'none' = 'closed';

  async function keepOpen(): Promise<void> {
    for (let failures = 0; ; ) {
      const { answered, keyError } = await listen(position, closing);
      if (closing.aborted) return;
      const status = answered.ok ? undefined : answered.error.status;
      note('debug', 'the stream of the server ended', {
        status: status?.toString(),
        code: answered.ok ? '' : answered.error.code,
      });
      if (status === 404) return onForgotten();
      // The key is gone: the next answered message opens the stream again.
      if (keyError) {
        state = 'closed';
        return;
      }
      if (status !== undefined && status < 500 && status !== 408 && status !== 429) {
        state = 'none';
        return;
      }
      failures = answered.ok ? 0 : failures + 1;
      const wait = Math.min(position.retryMs ?? reopenMs * 2 ** failures, longestPauseMs);
      const asked = answered.ok ? 0 : (answered.retryAfterMs ?? 0);
      await pause(Math.max(leastPauseMs, wait, asked), closing);
      if (closing.aborted) return;
    }
  }

  return {
    ensure() {
      if (state !== 'closed' || closing.aborted) return;
      state = 'open';
      keepOpen().catch((reason: unknown) => {
        state = 'none';
        note('error', 'the stream of the server failed', { reason: String(reason) });
      });
    },
    close: () => closing.abort(),
  };
}

import type { BridgeLog } from './bridge-log.ts';
import { type BridgeError, isForGood } from './error-messages.ts';
import { notification, type Request, result } from './json-rpc.ts';
import type { Memory } from './memory.ts';
import type { ToClaude, Write } from './to-claude.ts';
import { brokenAnswer, type Upstream } from './upstream.ts';

/** The introduction of Claude to Convene, and the bridge's own greeting while Convene can't be had. */
export interface Greeting {
  introduce(hello: Request, bytes: Buffer): Promise<void>;
  /** Claude was greeted by the bridge alone and hasn't heard of Convene's tools yet. */
  alone(): boolean;
  /** Convene has answered: when Claude doesn't know its tools yet, it is told to ask. */
  noticeReturn(): void;
  /** The version of the protocol that Claude goes by. */
  version(): string | undefined;
  /** Tries no more to reach Convene. */
  giveUp(): void;
}

export function createHandshake(parts: {
  readonly upstream: Upstream;
  readonly claude: ToClaude;
  readonly note: BridgeLog;
  readonly memory: Memory;
  readonly timeouts: { readonly retryMs: number; readonly longestRetryMs: number };
}): Greeting {
  const { upstream, claude, note, memory, timeouts } = parts;
  let alone = false;
  let retry: NodeJS.Timeout | undefined;
  let version: string | undefined;

  async function introduce(hello: Request, bytes: Buffer): Promise<void> {
    const remembered = memory.welcome(hello);
    if (remembered) {
      claude.write(result(hello.id, remembered));
      claude.flush();
      await memory.listed();
    }
    const write: Write = remembered ? () => {} : claude.write;
    let replied = false;
    const outcome = await upstream.introduce(hello, {
      bytes,
      repeatable: true,
      request: hello,
      onMessage: (message, answer) => {
        if (replied) return claude.relay(message, answer);
        replied = claude.relayFor(hello, message, answer, write);
        if (replied && message.kind === 'reply') memory.keepWelcome(hello, message.result);
      },
    });
    alone = !replied;
    clearTimeout(retry);
    version = upstream.protocolVersion();
    if (replied) return note('info', 'introduced to Convene', { version });
    const error = outcome.ok ? brokenAnswer(true) : outcome.error;
    note('error', 'greeting Claude without Convene', { code: error.code, detail: error.detail });
    version = askedVersion(hello);
    if (isForGood(error)) memory.forget(error.code === 'refused');
    write(result(hello.id, ownWelcome(version, error)));
    tryAgainLater(timeouts.retryMs);
  }

  function tryAgainLater(milliseconds: number): void {
    clearTimeout(retry);
    retry = setTimeout(async () => {
      const outcome = await upstream.recover();
      if (outcome.ok) noticeReturn();
      else if (alone) tryAgainLater(Math.min(milliseconds * 2, timeouts.longestRetryMs));
    }, milliseconds);
    retry.unref();
  }

  function noticeReturn(): void {
    clearTimeout(retry);
    if (alone) claude.write(notification('notifications/tools/list_changed'));
    alone = false;
  }

  return {
    introduce,
    alone: () => alone,
    noticeReturn,
    version: () => version,
    giveUp: () => clearTimeout(retry),
  };
}

const askedVersion = ({ params }: Request): string =>
  typeof params.protocolVersion === 'string' ? params.protocolVersion : '2025-06-18';

/** What Claude needs to keep the bridge, with the sentence as its instructions. */
const ownWelcome = (protocolVersion: string, { sentence }: BridgeError): unknown => ({
  protocolVersion,
  capabilities: { tools: { listChanged: true } },
  serverInfo: { name: 'convene', title: 'Convene', version: '1' },
  instructions: sentence,
});

import type { BridgeLog } from './bridge-log.ts';
import { isForGood } from './error-messages.ts';
import {
  type Id,
  isId,
  isObject,
  type Message,
  type Params,
  type Request,
  troubleReply,
} from './json-rpc.ts';
import type { Memory } from './memory.ts';
import { headerMismatch, headersFor } from './modern.ts';
import { openStop, pause, type Stop } from './stop.ts';
import type { ToClaude, Write } from './to-claude.ts';
import { openKnownTools } from './tools.ts';
import { brokenAnswer, type Upstream } from './upstream.ts';

/** How a request goes: behind what has to be over first, or by itself with the version that it carries. */
export type Way = { readonly after: Promise<void> } | { readonly version: string };

/** Claude's requests on their way. */
export interface Calls {
  /** Resolves when the request has its one reply, or was called off. */
  answer(request: Request, bytes: Buffer, write: Write, way: Way): Promise<void>;
  /** Asks for the tools anew; true when they are the ones that Claude was told. */
  renewTools(): Promise<boolean>;
  /** Calls a request off, and says how far it had come; nothing when there is none. */
  cancel(id: unknown): 'waiting' | 'sent' | 'modern' | undefined;
  /** Hangs up what would go on for as long as Claude listens. */
  endSubscriptions(): void;
}

interface Call {
  readonly off: ReturnType<typeof openStop>;
  readonly endless: boolean;
  state: 'waiting' | 'sent' | 'modern';
}

/** The request whose answer is a stream of notifications without end (MCP from 2026-07-28 on). */
const subscribing = 'subscriptions/listen';
/** Milliseconds until a broken subscription is made again; doubled up to the longest. */
const [againMs, longestAgainMs] = [500, 60_000];

export function createToolCalls(parts: {
  readonly upstream: Upstream;
  readonly claude: ToClaude;
  readonly note: BridgeLog;
  readonly memory: Memory;
  readonly onAnswered: () => void;
}): Calls {
  const { upstream, claude, note, memory, onAnswered } = parts;
  const calls = new Map<Id, Call>();
  const tools = openKnownTools();

  async function answer(request: Request, bytes: Buffer, write: Write, way: Way): Promise<void> {
    const { id, method } = request;
    const modern = 'version' in way;
    const call: Call = {
      off: openStop(),
      endless: modern && method === subscribing,
      state: modern ? 'modern' : 'waiting',
    };
    calls.set(id, call);
    if (!modern) {
      await way.after;
      call.state = 'sent';
    }
    if (!call.off.aborted) await passOn(request, bytes, write, call, modern ? way.version : undefined);
    if (calls.get(id) === call) calls.delete(id);
  }

  async function passOn(
    request: Request,
    bytes: Buffer,
    write: Write,
    call: Call,
    version: string | undefined,
  ): Promise<void> {
    const { method, params } = request;
    const signal = call.off;
    const repeatable = tools.isRepeatable(method, params);
    let heard = false;
    let learnt = false;
    for (let failures = 0; ; ) {
      let replied = false;
      let came = false;
      let unmirrored = false;
      const outcome = await upstream.send({
        bytes,
        request,
        repeatable,
        modern: version ? headersFor(method, params, version, tools.mirrored(method, params)) : undefined,
        endless: call.endless,
        signal,
        onMessage: (message, part) => {
          came = true;
          if (signal.aborted) return;
          if (version && !learnt && isMismatch(message)) {
            unmirrored = true;
            return;
          }
          if (method === 'tools/list' && message.kind === 'reply') {
            tools.learn(message.result);
            if (!version) memory.keepList(request, message.result);
          }
          if (replied) claude.relay(message, part);
          else replied = claude.relayFor(request, message, part, write);
        },
      });
      if (outcome.ok) onAnswered();
      if (unmirrored) {
        // Refused before acting: the list of tools says what the headers have to mirror.
        learnt = true;
        await learnTools(params, version, signal);
        continue;
      }
      if (replied || signal.aborted) return;
      heard ||= came;
      const passing = outcome.ok || outcome.error.code !== 'refused';
      if (!call.endless || !heard || !passing) {
        const error = outcome.ok ? brokenAnswer(repeatable) : outcome.error;
        if (isForGood(error)) memory.forget(error.code === 'refused');
        note('error', `no answer to ${method}`, { code: error.code, detail: error.detail });
        return write(troubleReply(request.id, error));
      }
      failures = came ? 0 : failures + 1;
      await pause(Math.min(againMs * 2 ** failures, longestAgainMs), signal);
      if (signal.aborted) return;
    }
  }

  /** Asks for the list of tools for ourselves, as Claude may know it from another day. True when it does. */
  async function learnTools({ _meta }: Params, version: string | undefined, signal?: Stop): Promise<boolean> {
    const method = 'tools/list';
    const request: Request = { kind: 'request', id: `bridge:${method}`, method, params: { _meta } };
    const { id, params } = request;
    let known = false;
    await upstream.send({
      bytes: Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params })),
      request,
      repeatable: true,
      modern: version ? headersFor(method, params, version, {}) : undefined,
      signal,
      onMessage(message, bytes) {
        if (message.kind !== 'reply' || message.id !== id) return claude.relay(message, bytes);
        tools.learn(message.result);
        known = !version && memory.keepList(request, message.result);
      },
    });
    return known;
  }

  return {
    answer,
    renewTools: () => learnTools({}, undefined),
    cancel(id) {
      const call = isId(id) ? calls.get(id) : undefined;
      call?.off.abort();
      return call?.state;
    },
    endSubscriptions() {
      for (const { endless, off } of calls.values()) if (endless) off.abort();
    },
  };
}

const isMismatch = (message: Message): boolean =>
  message.kind === 'reply' && isObject(message.error) && message.error.code === headerMismatch;

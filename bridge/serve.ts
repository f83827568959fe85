import type { Readable, Writable } from 'node:stream';
import { type Ends, readLines } from '../core/files/lines.ts';
import { elementsOf, hasBatches, isBatch } from './batch.ts';
import type { BridgeLog } from './bridge-log.ts';
import type { BridgeError } from './error-messages.ts';
import { createHandshake } from './handshake.ts';
import {
  error,
  idOfRequest,
  invalidRequest,
  type Notification,
  notification,
  parseError,
  type Request,
  readMessage,
  result,
} from './json-rpc.ts';
import type { Memory } from './memory.ts';
import { versionWithin } from './modern.ts';
import { toClaude, type Write } from './to-claude.ts';
import { createToolCalls } from './tool-calls.ts';
import type { Upstream } from './upstream.ts';

export interface ServeTimeouts {
  /** Milliseconds for what is in flight when Claude closes the bridge's input. */
  readonly finishMs: number;
  /** Milliseconds until Convene is tried again after Claude was greeted without it; doubled up to the longest. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

const defaultTimeouts: ServeTimeouts = { finishMs: 10_000, retryMs: 10_000, longestRetryMs: 160_000 };

export interface ServeDeps {
  readonly input: Readable;
  readonly output: Writable;
  readonly upstream: Upstream;
  readonly note: BridgeLog;
  readonly memory: Memory;
  readonly timeouts?: Partial<ServeTimeouts>;
  /** Ends like the end of the input. */
  readonly leaving?: AbortSignal;
}

/**
 * Passes Claude's messages on to Convene and the answers back, byte for byte. Every request gets exactly one reply:
 * Convene's, or an error whose message is a sentence for the person. When Convene can't be reached or refuses the key
 * at the start, the bridge greets Claude by itself, because Claude gives up a server that fails to; once Convene has
 * answered after all, Claude is told to ask for the tools again. Resolves when the input has ended and what was in
 * flight is answered.
 */
export function serve({
  input,
  output,
  upstream,
  note,
  memory,
  timeouts: given,
  leaving,
}: ServeDeps): Promise<void> {
  const timeouts = { ...defaultTimeouts, ...given };
  const working = new Set<Promise<void>>();
  /** What has to be over before the next message may go: the introduction. So messages wait in their order. */
  let gate: Promise<void> = Promise.resolve();
  /** Notifications and replies go one after the other, so that they arrive in their order. */
  let queue: Promise<void> = Promise.resolve();

  const claude = toClaude(output, note);
  const greeting = createHandshake({ upstream, claude, note, memory, timeouts });
  const calls = createToolCalls({ upstream, claude, note, memory, onAnswered: greeting.noticeReturn });
  upstream.hear({ onMessage: claude.relay, onForgotten: claude.forgetRequests });

  function forward(bytes: Buffer, what: string): Promise<void> {
    queue = queue.then(async () => {
      const outcome = await upstream.send({ bytes, repeatable: true, onMessage: claude.relay });
      if (!outcome.ok) complain(`not passed on: ${what}`, outcome.error);
    });
    return queue;
  }
  const complain = (event: string, { code, detail }: BridgeError): void =>
    note('error', event, { code, detail });

  async function notify({ method, params }: Notification, bytes: Buffer): Promise<void> {
    const called = method === 'notifications/cancelled' ? calls.cancel(params.requestId) : undefined;
    // It never left, or it is called off by hanging up.
    if (called === 'waiting' || called === 'modern') return;
    await gate;
    // While the bridge is alone with Claude there is nobody to tell; later the upstream introduces itself.
    if (!greeting.alone()) await forward(bytes, method);
  }

  function handle(bytes: Buffer, write: Write): Promise<void> | void {
    if (isBlank(bytes)) return;
    if (isBatch(bytes) && write === claude.write) return handleBatch(bytes);
    const message = readMessage(bytes);
    note('debug', 'from Claude', { kind: message.kind, method: 'method' in message ? message.method : '' });
    switch (message.kind) {
      case 'unfit':
        return write(error(message.id, message.code, message.why));
      case 'reply':
        if (!claude.isAwaited(message.id)) return note('info', 'Claude replied to what nobody asked');
        return gate.then(() => forward(bytes, 'a reply'));
      case 'notification': {
        const told = notify(message, bytes);
        if (message.method === 'notifications/initialized') {
          gate = gate.then(() => (upstream.keepsSession() ? told : undefined));
        }
        return told;
      }
      case 'request':
        return handleRequest(message, bytes, write);
    }
  }

  function handleRequest(request: Request, bytes: Buffer, write: Write): Promise<void> | void {
    const version = versionWithin(request.params);
    if (version !== undefined) return calls.answer(request, bytes, write, { version });
    // The question is whether the bridge is there.
    if (request.method === 'ping') return write(result(request.id, {}));
    const remembered = request.method === 'tools/list' && memory.list(request);
    if (remembered) {
      write(result(request.id, remembered));
      claude.flush();
      return gate.then(renewTools);
    }
    if (request.method !== 'initialize') return calls.answer(request, bytes, write, { after: gate });
    if (write !== claude.write)
      return write(error(request.id, invalidRequest, 'An introduction comes by itself, not among others.'));
    gate = gate.then(() => greeting.introduce(request, bytes));
    return gate;
  }

  /** Claude was told the tools of another day. When Convene can't be had it is told to ask once it can. */
  async function renewTools(): Promise<void> {
    if (!greeting.alone() && !(await calls.renewTools()))
      claude.write(notification('notifications/tools/list_changed'));
  }

  /** Several messages in one array; their replies come in one array as well. */
  async function handleBatch(bytes: Buffer): Promise<void> {
    const { write } = claude;
    if (!isJson(bytes)) return write(error(null, parseError, 'This line is no JSON in UTF-8.'));
    await gate;
    const parts = elementsOf(bytes);
    if (!parts) return write(error(null, invalidRequest, 'This batch holds too many messages.'));
    if (parts.length === 0) return write(error(null, invalidRequest, 'A batch holds at least one message.'));
    if (!hasBatches(greeting.version()))
      return write(error(null, invalidRequest, 'Batches are not taken: send one message a line.'));
    const replies: string[] = [];
    const collect: Write = (reply) => void replies.push(reply.toString('utf8'));
    await Promise.all(parts.map((part) => handle(part, collect)));
    if (replies.length > 0) write(`[${replies.join(',')}]`);
  }

  return new Promise((resolve) => {
    readLines(input, (bytes, ends) => {
      if (!bytes) return claude.write(tooLong(ends));
      const work = Promise.resolve(handle(bytes, claude.write))
        .catch((reason: unknown) => note('error', 'a message failed', { reason: String(reason) }))
        .finally(() => working.delete(work));
      working.add(work);
    });
    async function finish(): Promise<void> {
      note('debug', 'Claude has gone', { open: String(working.size) });
      greeting.giveUp();
      calls.endSubscriptions();
      let late: NodeJS.Timeout | undefined;
      const deadline = new Promise((end) => {
        late = setTimeout(end, timeouts.finishMs);
      });
      await Promise.race([Promise.allSettled(working), deadline]);
      clearTimeout(late);
      claude.flush();
      resolve();
    }
    input.once('end', finish);
    leaving?.addEventListener('abort', () => void finish());
  });
}

function isJson(bytes: Buffer): boolean {
  const message = readMessage(bytes);
  return message.kind !== 'unfit' || message.code !== parseError;
}

const tooLong = (ends: Ends | undefined): string =>
  error(
    ends ? idOfRequest(ends.head, ends.tail) : null,
    invalidRequest,
    'This message is longer than the 16 MB that the bridge takes.',
  );

const isBlank = (bytes: Buffer): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);

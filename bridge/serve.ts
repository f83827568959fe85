import type { Readable, Writable } from 'node:stream';
import { readLines } from '../core/text/lines.ts';
import {
  error,
  type Id,
  invalidRequest,
  isId,
  type Message,
  type Notification,
  notification,
  type Request,
  readMessage,
  result,
  troubleReply,
} from './json-rpc.ts';
import type { Note } from './notes.ts';
import type { Trouble } from './sentences.ts';
import { openKnownTools } from './tools.ts';
import { brokenAnswer, type Upstream } from './upstream.ts';

export interface ServePatience {
  /** Milliseconds for what is in flight when Claude closes the bridge's input. */
  readonly finishMs: number;
  /** Milliseconds until Convene is tried again after Claude was greeted without it; doubled up to the longest. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

const usualPatience: ServePatience = { finishMs: 10_000, retryMs: 10_000, longestRetryMs: 160_000 };

export interface ServeParts {
  readonly input: Readable;
  readonly output: Writable;
  readonly upstream: Upstream;
  readonly note: Note;
  readonly patience?: Partial<ServePatience>;
}

/**
 * Passes Claude's messages on to Convene and the answers back, byte for byte. Every request gets exactly one reply:
 * Convene's, or an error whose message is a sentence for the person. When Convene can't be reached or refuses the key
 * at the start, the bridge greets Claude by itself, because Claude gives up a server that fails to; once Convene has
 * answered after all, Claude is told to ask for the tools again. Resolves when the input has ended and what was in
 * flight is answered.
 */
export function serve({ input, output, upstream, note, patience: given }: ServeParts): Promise<void> {
  const patience = { ...usualPatience, ...given };
  const calls = new Map<Id, AbortController>();
  const working = new Set<Promise<void>>();
  const tools = openKnownTools();
  /** What has to be over before the next message may go: the introduction. So messages wait in their order. */
  let gate: Promise<void> = Promise.resolve();
  /** Claude was greeted by the bridge alone and hasn't heard of Convene's tools yet. */
  let alone = false;
  let retry: NodeJS.Timeout | undefined;

  const write = (line: string | Buffer): void =>
    void output.write(typeof line === 'string' ? `${line}\n` : Buffer.concat([line, newline]));
  const complain = (event: string, { code, detail }: Trouble): void => note('error', event, { code, detail });

  async function introduce(hello: Request, bytes: Buffer): Promise<void> {
    let replied = false;
    const outcome = await upstream.introduce(hello, {
      bytes,
      repeatable: true,
      onMessage: (message, answer) => {
        replied = relay(message, answer, hello.id, replied) || replied;
      },
    });
    alone = !replied;
    clearTimeout(retry);
    if (replied) return note('info', 'introduced to Convene');
    const trouble = outcome.ok ? brokenAnswer(true) : outcome.trouble;
    complain('greeting Claude without Convene', trouble);
    write(result(hello.id, ownWelcome(hello, trouble)));
    tryAgainLater(patience.retryMs);
  }

  function tryAgainLater(milliseconds: number): void {
    clearTimeout(retry);
    retry = setTimeout(async () => {
      const outcome = await upstream.recover();
      if (outcome.ok) noticeReturn();
      else if (alone) tryAgainLater(Math.min(milliseconds * 2, patience.longestRetryMs));
    }, milliseconds);
    retry.unref();
  }

  /** Convene is there after all, and Claude doesn't know its tools. */
  function noticeReturn(): void {
    clearTimeout(retry);
    if (alone) write(notification('notifications/tools/list_changed'));
    alone = false;
  }

  /** Gives Claude what Convene sent while it answered the request `id`. True when it was the reply to it. */
  function relay(message: Message, bytes: Buffer, id: Id | undefined, replied: boolean): boolean {
    if (message.kind === 'unfit') {
      note('error', 'Convene sent what is no message', { why: message.why });
      return false;
    }
    if (message.kind !== 'reply') {
      write(onOneLine(bytes));
      return false;
    }
    if (id === undefined || replied || (message.id !== id && message.id !== null)) {
      note('error', 'Convene sent a reply that nobody waits for');
      return false;
    }
    // An error about a message that it couldn't read has no id; there is one that it can belong to.
    const nameless = message.id === null;
    write(nameless ? JSON.stringify({ jsonrpc: '2.0', id, error: message.error }) : onOneLine(bytes));
    return true;
  }

  async function answer({ id, method, params }: Request, bytes: Buffer): Promise<void> {
    const call = new AbortController();
    calls.set(id, call);
    await gate;
    let replied = false;
    const { signal } = call;
    const repeatable = tools.isRepeatable(method, params);
    const outcome = await upstream.send({
      bytes,
      repeatable,
      signal,
      onMessage: (message, part) => {
        if (method === 'tools/list' && message.kind === 'reply') tools.learn(message.result);
        replied = relay(message, part, id, replied) || replied;
      },
    });
    if (calls.get(id) === call) calls.delete(id);
    if (outcome.ok && alone) noticeReturn();
    if (replied || signal.aborted) return;
    const trouble = outcome.ok ? brokenAnswer(repeatable) : outcome.trouble;
    complain(`no answer to ${method}`, trouble);
    write(troubleReply(id, trouble));
  }

  async function forward(bytes: Buffer, method?: string): Promise<void> {
    const onMessage = (message: Message, part: Buffer): void => void relay(message, part, undefined, true);
    const outcome = await upstream.send({ bytes, repeatable: true, onMessage });
    if (!outcome.ok) complain(`not passed on: ${method ?? 'a reply'}`, outcome.trouble);
  }

  async function notify({ method, params }: Notification, bytes: Buffer): Promise<void> {
    await gate;
    // While the bridge is alone with Claude there is nobody to tell; later the upstream introduces itself.
    if (!alone) await forward(bytes, method);
    if (method === 'notifications/cancelled' && isId(params.requestId)) calls.get(params.requestId)?.abort();
  }

  function handle(bytes: Buffer | undefined): Promise<void> | void {
    if (!bytes) return write(error(null, invalidRequest, 'This message is too long for the bridge.'));
    if (isBlank(bytes)) return;
    const message = readMessage(bytes);
    note('debug', 'from Claude', { kind: message.kind, method: 'method' in message ? message.method : '' });
    switch (message.kind) {
      case 'unfit':
        return write(error(message.id, message.code, message.why));
      case 'reply':
        return gate.then(() => forward(bytes));
      case 'notification': {
        const told = notify(message, bytes);
        if (message.method === 'notifications/initialized') {
          gate = gate.then(() => (upstream.keepsSession() ? told : undefined));
        }
        return told;
      }
      case 'request':
        // The question is whether the bridge is there.
        if (message.method === 'ping') return write(result(message.id, {}));
        if (message.method !== 'initialize') return answer(message, bytes);
        gate = gate.then(() => introduce(message, bytes));
        return gate;
    }
  }

  return new Promise((resolve) => {
    readLines(input, (bytes) => {
      const work = Promise.resolve(handle(bytes))
        .catch((reason: unknown) => note('error', 'a message failed', { reason: String(reason) }))
        .finally(() => working.delete(work));
      working.add(work);
    });
    input.once('end', async () => {
      note('debug', 'Claude has closed the input', { open: String(working.size) });
      let late: NodeJS.Timeout | undefined;
      const deadline = new Promise((end) => {
        late = setTimeout(end, patience.finishMs);
      });
      await Promise.race([Promise.allSettled(working), deadline]);
      clearTimeout(late);
      clearTimeout(retry);
      resolve();
    });
  });
}

/** What Claude needs to keep the bridge, with the sentence as its instructions. */
function ownWelcome({ params }: Request, { sentence }: Trouble): unknown {
  const asked = params.protocolVersion;
  return {
    protocolVersion: typeof asked === 'string' ? asked : '2025-06-18',
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: 'convene', title: 'Convene', version: '1' },
    instructions: sentence,
  };
}

const newline = Buffer.from('\n');
const lineBreak = /[\r\n]/g;

/** A line break can't stand inside a string of JSON, so it is layout and a space does as well. */
function onOneLine(bytes: Buffer): Buffer {
  if (!bytes.includes(0x0a) && !bytes.includes(0x0d)) return bytes;
  return Buffer.from(bytes.toString('utf8').replace(lineBreak, ' '));
}

const isBlank = (bytes: Buffer): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);

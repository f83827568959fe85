import type { Readable, Writable } from 'node:stream';
import {
  error,
  type Id,
  invalidRequest,
  isMessage,
  isRequest,
  type Message,
  parse,
  parseError,
  result,
  troubleReply,
} from './json-rpc.ts';
import { isTrouble, type KeyHolder } from './key.ts';
import { readLines } from './lines.ts';
import type { Note } from './notes.ts';
import { type Trouble, troubleOf } from './sentences.ts';
import type { Upstream } from './upstream.ts';

/** Milliseconds for what is in flight when Claude closes the bridge's input. */
const finishMs = 10_000;

export interface ServeParts {
  readonly input: Readable;
  readonly output: Writable;
  readonly key: KeyHolder;
  readonly upstream: Upstream;
  readonly note: Note;
}

/**
 * Passes Claude's messages on to Convene and the answers back. Every request gets exactly one reply: Convene's, or an
 * error whose message is a sentence for the person. While Convene can't be reached or refuses the key, the bridge
 * stays alive and greets Claude by itself, so that the sentence is what Claude shows. Resolves when input has ended
 * and what was in flight is answered.
 */
export function serve({ input, output, key, upstream, note }: ServeParts): Promise<void> {
  let hello: Message | undefined;
  /** Whether Convene itself has answered `initialize`, and the attempt under way. */
  let greeted = false;
  let greeting: Promise<Trouble | undefined> | undefined;
  const inFlight = new Set<Promise<void>>();

  const write = (line: string): void => void output.write(`${line}\n`);

  /** One line whatever the server's layout; what isn't JSON would break the protocol and is dropped. */
  function passOn(text: string): Message | undefined {
    const message = parse(text);
    if (!isMessage(message)) {
      note('error', 'Convene sent something that is no message');
      return undefined;
    }
    write(/[\r\n]/.test(text) ? JSON.stringify(message) : text);
    return message;
  }

  /** Sends with the key of the moment; with its successor, once, when Convene refused it before acting. */
  async function send(text: string, onMessage: (text: string) => void): Promise<Trouble | undefined> {
    const held = await key.current();
    if (isTrouble(held)) return held;
    const sent = await upstream.send(held, text, onMessage);
    if (sent.ok) return undefined;
    if (sent.code !== 'refused') return troubleOf(sent.code);
    const next = await key.successor(held);
    if (isTrouble(next)) return next;
    note('info', 'the key was replaced');
    const again = await upstream.send(next, text, onMessage);
    return again.ok ? undefined : troubleOf(again.code);
  }

  async function forward(id: Id | undefined, text: string): Promise<void> {
    let replied = false;
    const trouble = await send(text, (answer) => {
      const message = passOn(answer);
      if (message && message.method === undefined && message.id === id) replied = true;
    });
    if (trouble) note('error', trouble.sentence, { code: trouble.code });
    if (id !== undefined && !replied) write(troubleReply(id, trouble ?? troubleOf('unexpected-answer')));
  }

  /** Introduces Claude to Convene; its answer is given to `onMessage`. */
  async function greet(from: Message, onMessage: (text: string) => void): Promise<Trouble | undefined> {
    upstream.forget();
    let agreed = false;
    const trouble = await send(JSON.stringify(from), (text) => {
      const message = parse(text);
      if (isMessage(message) && isMessage(message.result)) {
        const { protocolVersion } = message.result as { protocolVersion?: unknown };
        if (typeof protocolVersion === 'string') upstream.agreeOn(protocolVersion);
        agreed = true;
      }
      onMessage(text);
    });
    greeted = agreed;
    return agreed ? undefined : (trouble ?? troubleOf('unexpected-answer'));
  }

  async function initialize(message: Message & { id: Id }): Promise<void> {
    hello = message;
    let answered = false;
    greeting = greet(message, (text) => {
      passOn(text);
      answered = true;
    });
    const trouble = await greeting;
    greeting = undefined;
    if (answered || !trouble) return;
    note('error', trouble.sentence, { code: trouble.code });
    write(result(message.id, ownWelcome(message, trouble)));
  }

  /** Makes up for an introduction that didn't come about, before the first thing that needs it. */
  async function introduced(): Promise<Trouble | undefined> {
    if (greeted || !hello) return undefined;
    greeting ??= reintroduce(hello);
    const trouble = await greeting;
    greeting = undefined;
    return trouble;
  }

  async function reintroduce(from: Message): Promise<Trouble | undefined> {
    const trouble = await greet({ ...from, id: 'convene-bridge' }, () => {});
    if (trouble) return trouble;
    await send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }), () => {});
    note('info', 'Convene answers again');
    write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));
    return undefined;
  }

  async function handle(line: Buffer | undefined): Promise<void> {
    if (!line) return write(error(null, invalidRequest, 'This message is too long for the bridge.'));
    const text = line.toString('utf8').trim();
    if (text === '') return;
    const message = parse(text);
    if (message === undefined) return write(error(null, parseError, 'This line is no JSON.'));
    if (!isMessage(message))
      return write(error(null, invalidRequest, 'One JSON-RPC message a line is expected.'));
    if (isRequest(message) && message.method === 'initialize') return initialize(message);
    if (isRequest(message) && message.method === 'ping') return write(result(message.id, {}));
    if (message.method === undefined && message.result === undefined && message.error === undefined) {
      return write(error(message.id ?? null, invalidRequest, 'This message has no method.'));
    }
    // Nothing overtakes the introduction; a server with sessions would refuse it.
    await greeting;
    const trouble = await introduced();
    if (!trouble) return forward(isRequest(message) ? message.id : undefined, text);
    if (isRequest(message)) write(troubleReply(message.id, trouble));
  }

  return new Promise((resolve) => {
    readLines(input, (line) => {
      const work = handle(line).catch((reason: unknown) =>
        note('error', 'a message failed', { reason: String(reason) }),
      );
      inFlight.add(work);
      work.finally(() => inFlight.delete(work));
    });
    input.once('end', () => {
      const deadline = new Promise((late) => setTimeout(late, finishMs).unref());
      Promise.race([Promise.allSettled(inFlight), deadline]).then(() => resolve());
    });
  });
}

/** What Claude needs to keep the bridge, with the sentence as its instructions. */
function ownWelcome({ params }: Message, { sentence }: Trouble): unknown {
  const asked = params?.protocolVersion;
  return {
    protocolVersion: typeof asked === 'string' ? asked : '2025-06-18',
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: 'Convene', version: '0' },
    instructions: sentence,
  };
}

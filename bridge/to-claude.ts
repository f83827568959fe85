import type { Writable } from 'node:stream';
import type { BridgeLog } from './bridge-log.ts';
import { type Id, type Message, notification, type Request } from './json-rpc.ts';

/** Gives Claude one message: its bytes, or its text. */
export type Write = (line: string | Buffer) => void;

/** Claude's end: what is written to it, and which of its replies a server waits for. */
export interface ToClaude {
  readonly write: Write;
  /** Writes now what else would be written within this turn. */
  flush(): void;
  /** Gives Claude what the server said while it answered nothing in particular. */
  relay(message: Message, bytes: Buffer): void;
  /** The same while it answered `request`; true when it was the reply to it, which `write` gets. */
  relayFor(request: Request, message: Message, bytes: Buffer, write: Write): boolean;
  /** Whether a server asked Claude with this id; true once. */
  isAwaited(id: Id | null): boolean;
  /** The server has lost its session: nobody waits for what it asked of Claude. */
  forgetRequests(): void;
}

/** Questions of a server that wait for Claude's reply at the same time, and characters of the id of one. */
const [mostAsked, longestId] = [1_000, 1_024];

/** Length up to which it is quicker to copy a line than to write it in two pieces. */
const shortLine = 16 * 1024;

export function toClaude(output: Writable, note: BridgeLog): ToClaude {
  const asked = new Set<Id>();
  const mayAsk = (id: Id): boolean => asked.size < mostAsked && String(id).length <= longestId;

  let waiting: (string | Buffer)[] = [];

  /** What comes in at once goes out at once: to write is the dearest part of a small message. */
  const write: Write = (line) => {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push(line);
  };

  function flush(): void {
    const [first, ...more] = waiting;
    waiting = [];
    if (first === undefined) return;
    if (more.length === 0 && first.length < shortLine) {
      output.write(`${first.toString('utf8')}\n`);
      return;
    }
    output.cork();
    for (const line of [first, ...more]) {
      output.write(line);
      output.write('\n');
    }
    output.uncork();
  }

  function relay(message: Message, bytes: Buffer): void {
    if (message.kind === 'unfit') note('error', 'Convene sent what is no message', { why: message.why });
    else if (message.kind === 'reply') note('error', 'Convene sent a reply that nobody waits for');
    else if (message.kind === 'request' && !mayAsk(message.id)) note('error', 'Convene asks too much');
    else {
      if (message.kind === 'request') asked.add(message.id);
      write(onOneLine(bytes));
    }
  }

  return {
    write,
    flush,
    relay,
    relayFor({ id }, message, bytes, reply) {
      // An error about a message that it couldn't read has no id; there is one that it can belong to.
      const nameless = message.kind === 'reply' && message.id === null;
      if (message.kind !== 'reply' || (message.id !== id && !nameless)) {
        relay(message, bytes);
        return false;
      }
      reply(nameless ? JSON.stringify({ jsonrpc: '2.0', id, error: message.error }) : onOneLine(bytes));
      return true;
    },
    isAwaited: (id) => id !== null && asked.delete(id),
    forgetRequests() {
      for (const requestId of asked) {
        write(notification('notifications/cancelled', { requestId, reason: 'The server was restarted.' }));
      }
      asked.clear();
    },
  };
}

const lineBreak = /[\r\n]/g;

/** A line break can't stand inside a string of JSON, so it is layout and a space does as well. */
function onOneLine(bytes: Buffer): Buffer {
  if (!bytes.includes(0x0a) && !bytes.includes(0x0d)) return bytes;
  return Buffer.from(bytes.toString('utf8').replace(lineBreak, ' '));
}

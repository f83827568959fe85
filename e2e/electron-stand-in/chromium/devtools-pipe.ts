import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { CDPSession } from '@playwright/test';

/** One DevTools session; its commands and events have the types of Playwright's own. */
export type Session = Pick<CDPSession, 'send' | 'on'>;

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: object;
  readonly result?: object;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly method: string;
  resolve(result: object): void;
  reject(error: Error): void;
}

/** The DevTools protocol over `--remote-debugging-pipe`: JSON texts, each ended by a zero byte. */
export class DevToolsPipe {
  readonly #input: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #emitters = new Map<string, EventEmitter>();
  #lastId = 0;
  #partial = '';

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    input.on('error', () => this.fail('the browser no longer reads'));
    output.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
  }

  /** The session of the browser itself when no id is given. */
  session(sessionId = ''): Session {
    const emitter = this.#emitters.get(sessionId) ?? new EventEmitter();
    this.#emitters.set(sessionId, emitter);
    const session = {
      send: (method: string, params: object = {}) => this.#send(method, params, sessionId),
      on: (event: string, listener: (payload: unknown) => void) => {
        emitter.on(event, listener);
        return session;
      },
    };
    return session as unknown as Session;
  }

  /** Every command without an answer fails. */
  fail(reason: string): void {
    for (const { method, reject } of this.#pending.values()) reject(new Error(`${method}: ${reason}`));
    this.#pending.clear();
  }

  #send(method: string, params: object, sessionId: string): Promise<object> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#pending.set(id, { method, resolve, reject });
      const message = { id, method, params, ...(sessionId ? { sessionId } : {}) };
      this.#input.write(`${JSON.stringify(message)}\0`);
    });
  }

  #receive(text: string): void {
    const texts = (this.#partial + text).split('\0');
    this.#partial = texts.pop() ?? '';
    for (const complete of texts) this.#dispatch(JSON.parse(complete) as Message);
  }

  #dispatch({ id, sessionId = '', method, params, result, error }: Message): void {
    if (id === undefined) {
      if (method) this.#emitters.get(sessionId)?.emit(method, params);
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new Error(`${pending.method}: ${error.message}`));
    else pending?.resolve(result ?? {});
  }
}

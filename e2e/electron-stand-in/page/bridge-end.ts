import { fromWire, type Incoming, type Outgoing, toWire, type Wire } from './bridge-wire.ts';

export type World = 'main' | 'isolated';

type Answer = { readonly ok: boolean; readonly value: Wire };
type Message =
  | { readonly kind: 'call'; readonly call: string; readonly functionId: string; readonly args: Wire }
  | ({ readonly kind: 'reply'; readonly call: string } & Answer)
  | ({ readonly kind: 'settle'; readonly promiseId: string } & Answer)
  | { readonly kind: 'expose'; readonly name: string; readonly value: Wire }
  | { readonly kind: 'exposed'; readonly taken: boolean };

type Local = (...args: unknown[]) => unknown;
interface Settler {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * One world's end of the bridge. Both worlds share the page's event target; a `CustomEvent.detail` is structured-cloned
 * when the other world reads it, and dispatching is synchronous, so calls can answer at once, as in Electron.
 * The built-ins are taken before any script of the page can replace them.
 */
export class BridgeEnd implements Outgoing, Incoming {
  readonly #key: string;
  readonly #world: World;
  readonly #dispatch = globalThis.dispatchEvent.bind(globalThis);
  readonly #CustomEvent = globalThis.CustomEvent;
  readonly #functions = new Map<string, Local>();
  readonly #functionIds = new WeakMap<object, string>();
  readonly #settlers = new Map<string, Settler>();
  readonly #replies = new Map<string, Answer>();
  #lastId = 0;
  #taken: boolean | undefined;

  /**
   * @param key Text that the page's scripts don't know, so that they can't speak for the other world.
   * @param onExpose Puts an API into this world; answers whether the name was taken.
   */
  constructor(key: string, world: World, onExpose: (name: string, value: unknown) => boolean) {
    this.#key = key;
    this.#world = world;
    globalThis.addEventListener(key + world, (event) => {
      this.#receive((event as CustomEvent<Message>).detail, onExpose);
    });
  }

  /** @throws Error with Electron's words when the page has the name already. */
  expose(name: string, value: unknown): void {
    this.#taken = undefined;
    this.#post({ kind: 'expose', name, value: toWire(value, this) });
    if (this.#taken === true) {
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    }
    if (this.#taken === undefined) throw new Error("stand-in: the page's world did not answer");
  }

  functionId(local: (...args: never[]) => unknown): string {
    const known = this.#functionIds.get(local);
    if (known) return known;
    const id = this.#id();
    this.#functionIds.set(local, id);
    this.#functions.set(id, local as Local);
    return id;
  }

  promiseId(local: Promise<unknown>): string {
    const promiseId = this.#id();
    local.then(
      (value) => this.#post({ kind: 'settle', promiseId, ok: true, value: toWire(value, this) }),
      (error: unknown) => this.#post({ kind: 'settle', promiseId, ok: false, value: toWire(error, this) }),
    );
    return promiseId;
  }

  functionOf(functionId: string): Local {
    return (...args) => {
      const call = this.#id();
      this.#post({ kind: 'call', call, functionId, args: toWire(args, this) });
      const reply = this.#replies.get(call);
      this.#replies.delete(call);
      if (!reply) throw new Error('stand-in: the other world did not answer');
      const value = fromWire(reply.value, this);
      if (!reply.ok) throw value;
      return value;
    };
  }

  promiseOf(id: string): Promise<unknown> {
    return new Promise((resolve, reject) => this.#settlers.set(id, { resolve, reject }));
  }

  #id(): string {
    this.#lastId += 1;
    return `${this.#world}${this.#lastId}`;
  }

  #post(message: Message): void {
    const other: World = this.#world === 'main' ? 'isolated' : 'main';
    this.#dispatch(new this.#CustomEvent(this.#key + other, { detail: message }));
  }

  #receive(message: Message, onExpose: (name: string, value: unknown) => boolean): void {
    switch (message.kind) {
      case 'call':
        this.#post({ kind: 'reply', call: message.call, ...this.#answer(message.functionId, message.args) });
        return;
      case 'reply':
        this.#replies.set(message.call, message);
        return;
      case 'settle': {
        const settler = this.#settlers.get(message.promiseId);
        this.#settlers.delete(message.promiseId);
        const value = fromWire(message.value, this);
        if (message.ok) settler?.resolve(value);
        else settler?.reject(value);
        return;
      }
      case 'expose':
        this.#post({ kind: 'exposed', taken: onExpose(message.name, fromWire(message.value, this)) });
        return;
      case 'exposed':
        this.#taken = message.taken;
    }
  }

  #answer(functionId: string, args: Wire): Answer {
    try {
      const local = this.#functions.get(functionId);
      if (!local) throw new Error('stand-in: the function is gone');
      return { ok: true, value: toWire(local(...(fromWire(args, this) as unknown[])), this) };
    } catch (error) {
      return { ok: false, value: toWire(error, this) };
    }
  }
}

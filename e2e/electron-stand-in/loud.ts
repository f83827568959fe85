import { EventEmitter } from 'node:events';
import { loudPrototype, notImplemented } from './not-implemented.ts';

/** An emitter that refuses what the stand-in doesn't have: unknown members, and events that would never come. */
export abstract class LoudEmitter extends EventEmitter {
  readonly #name: string;
  readonly #events: ReadonlySet<string> | 'any';

  constructor(name: string, events: readonly string[] | 'any') {
    super();
    this.#name = name;
    this.#events = events === 'any' ? events : new Set(events);
  }

  static nameOf(object: object): string {
    return #name in object ? object.#name : 'an emitter';
  }

  override on(event: string | symbol, listener: (...args: unknown[]) => void): this {
    this.#known(event);
    return super.on(event, listener);
  }

  override once(event: string | symbol, listener: (...args: unknown[]) => void): this {
    this.#known(event);
    return super.once(event, listener);
  }

  override addListener(event: string | symbol, listener: (...args: unknown[]) => void): this {
    return this.on(event, listener);
  }

  override prependListener(event: string | symbol, listener: (...args: unknown[]) => void): this {
    this.#known(event);
    return super.prependListener(event, listener);
  }

  #known(event: string | symbol): void {
    if (this.#events !== 'any' && typeof event === 'string' && !this.#events.has(event)) {
      throw notImplemented(`the event "${event}" of ${this.#name}`);
    }
  }
}

// At the end of the prototype chain, so that `this` stays the object itself and private fields work.
Object.setPrototypeOf(
  LoudEmitter.prototype,
  loudPrototype(EventEmitter.prototype, (object) => LoudEmitter.nameOf(object)),
);

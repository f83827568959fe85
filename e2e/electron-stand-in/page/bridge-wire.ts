/** What crosses between the two worlds of a page, by the rules of Electron's `contextBridge`. */
export type Wire =
  | { readonly as: 'clone'; readonly value: unknown }
  | { readonly as: 'function' | 'promise'; readonly id: string }
  | { readonly as: 'error'; readonly message: string }
  | { readonly as: 'seen'; readonly index: number }
  | { readonly as: 'array'; readonly items: readonly Wire[] }
  | { readonly as: 'object'; readonly entries: readonly (readonly [string, Wire])[] };

/** The other world's functions and promises are reached through these. */
export interface Outgoing {
  functionId(local: (...args: never[]) => unknown): string;
  promiseId(local: Promise<unknown>): string;
}

export interface Incoming {
  functionOf(id: string): (...args: unknown[]) => unknown;
  promiseOf(id: string): Promise<unknown>;
}

const deepest = 1_000;

/** Copied as one piece, by structured clone, instead of field by field. */
const wholes = new Set(['Date', 'RegExp', 'Map', 'Set', 'ArrayBuffer', 'DataView', 'Blob', 'File']);

const isWhole = (value: object): boolean =>
  ArrayBuffer.isView(value) || wholes.has(Object.prototype.toString.call(value).slice(8, -1));

export function toWire(value: unknown, out: Outgoing, depth = 0, seen = new Map<object, number>()): Wire {
  if (depth > deepest) {
    throw new TypeError(
      'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
    );
  }
  if (typeof value === 'function') return { as: 'function', id: out.functionId(value as () => unknown) };
  if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
  if (typeof value !== 'object' || value === null) return { as: 'clone', value };
  if (value instanceof Promise) return { as: 'promise', id: out.promiseId(value) };
  // Name, stack and own fields are lost, as in Electron.
  if (value instanceof Error) return { as: 'error', message: String(value.message) };
  const index = seen.get(value);
  if (index !== undefined) return { as: 'seen', index };
  if (isWhole(value)) return { as: 'clone', value: structuredClone(value) };
  seen.set(value, seen.size);
  const inner = (item: unknown): Wire => toWire(item, out, depth + 1, seen);
  if (Array.isArray(value)) return { as: 'array', items: Array.from(value, inner) };
  return { as: 'object', entries: Object.entries(value).map(([key, item]) => [key, inner(item)]) };
}

export function fromWire(wire: Wire, incoming: Incoming, seen: unknown[] = []): unknown {
  switch (wire.as) {
    case 'clone':
      return wire.value;
    case 'function':
      return incoming.functionOf(wire.id);
    case 'promise':
      return incoming.promiseOf(wire.id);
    case 'error':
      return new Error(wire.message);
    case 'seen':
      return seen[wire.index];
    case 'array': {
      const array: unknown[] = [];
      seen.push(array);
      for (const item of wire.items) array.push(fromWire(item, incoming, seen));
      return array;
    }
    case 'object': {
      const object: Record<string, unknown> = {};
      seen.push(object);
      for (const [key, item] of wire.entries) object[key] = fromWire(item, incoming, seen);
      return object;
    }
  }
}

/**
 * Values of the structured clone algorithm as JSON text, because the channel between a page and this process carries
 * only strings. Runs on both sides.
 */
type Tagged =
  | { readonly as: 'undefined' }
  | { readonly as: 'number' | 'bigint'; readonly text: string }
  | { readonly as: 'seen'; readonly index: number }
  | { readonly as: 'array' | 'set'; readonly items: readonly Wire[] }
  | { readonly as: 'object'; readonly entries: readonly (readonly [string, Wire])[] }
  | { readonly as: 'map'; readonly entries: readonly (readonly [Wire, Wire])[] }
  | { readonly as: 'date'; readonly time: Wire }
  | { readonly as: 'regexp'; readonly source: string; readonly flags: string }
  | { readonly as: 'error'; readonly name: string; readonly message: string; readonly stack: string }
  | { readonly as: 'bytes'; readonly kind: string; readonly base64: string };
type Wire = string | number | boolean | null | Tagged;

const errors: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};
const views = {
  DataView,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};

/** @throws Error with Electron's words when the value can't be cloned. */
export function encode(value: unknown): string {
  return JSON.stringify(toWire(clone(value), new Map()));
}

export function decode(text: string): unknown {
  return fromWire(JSON.parse(text) as Wire, []);
}

/** The engine's own clone first: it refuses functions and DOM nodes and drops prototypes just as Electron's does. */
function clone(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
}

function toWire(value: unknown, seen: Map<object, number>): Wire {
  if (value === undefined) return { as: 'undefined' };
  if (typeof value === 'bigint') return { as: 'bigint', text: String(value) };
  if (typeof value === 'number') return numberToWire(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object') throw new Error('An object could not be cloned.');
  const index = seen.get(value);
  if (index !== undefined) return { as: 'seen', index };
  seen.set(value, seen.size);
  return objectToWire(value, seen);
}

function numberToWire(value: number): Wire {
  if (Object.is(value, -0)) return { as: 'number', text: '-0' };
  return Number.isFinite(value) ? value : { as: 'number', text: String(value) };
}

function objectToWire(value: object, seen: Map<object, number>): Tagged {
  const wire = (item: unknown): Wire => toWire(item, seen);
  if (Array.isArray(value)) return { as: 'array', items: Array.from(value, wire) };
  if (value instanceof Date) return { as: 'date', time: numberToWire(value.getTime()) };
  if (value instanceof RegExp) return { as: 'regexp', source: value.source, flags: value.flags };
  if (value instanceof Set) return { as: 'set', items: Array.from(value, wire) };
  if (value instanceof Map) {
    return { as: 'map', entries: Array.from(value, ([key, item]) => [wire(key), wire(item)]) };
  }
  if (value instanceof Error) {
    return { as: 'error', name: value.name, message: value.message, stack: value.stack ?? '' };
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (value instanceof ArrayBuffer) return { as: 'bytes', kind, base64: base64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) {
    return {
      as: 'bytes',
      kind,
      base64: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
    };
  }
  if (kind !== 'Object') throw new Error(`stand-in: sending a ${kind} is not implemented`);
  return { as: 'object', entries: Object.entries(value).map(([key, item]) => [key, wire(item)]) };
}

/** `seen` fills in the order of `toWire`: an object before what it holds. */
function fromWire(wire: Wire, seen: unknown[]): unknown {
  if (typeof wire !== 'object' || wire === null) return wire;
  const keep = <T>(value: T): T => {
    seen.push(value);
    return value;
  };
  switch (wire.as) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(wire.text);
    case 'bigint':
      return BigInt(wire.text);
    case 'seen':
      return seen[wire.index];
    case 'array': {
      const array: unknown[] = keep([]);
      for (const item of wire.items) array.push(fromWire(item, seen));
      return array;
    }
    case 'set': {
      const set = keep(new Set());
      for (const item of wire.items) set.add(fromWire(item, seen));
      return set;
    }
    case 'map': {
      const map = keep(new Map());
      for (const [key, item] of wire.entries) map.set(fromWire(key, seen), fromWire(item, seen));
      return map;
    }
    case 'object': {
      const object: Record<string, unknown> = keep({});
      for (const [key, item] of wire.entries) define(object, key, fromWire(item, seen));
      return object;
    }
    case 'date':
      return keep(new Date(Number(fromWire(wire.time, seen))));
    case 'regexp':
      return keep(new RegExp(wire.source, wire.flags));
    case 'error': {
      const error = keep(new (errors[wire.name] ?? Error)(wire.message));
      error.stack = wire.stack;
      return error;
    }
    case 'bytes':
      return keep(bytesFrom(wire.kind, wire.base64));
  }
}

/** A key named `__proto__` is data here. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function bytesFrom(kind: string, text: string): unknown {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (kind === 'ArrayBuffer') return bytes.buffer;
  const View: new (buffer: ArrayBuffer) => ArrayBufferView = views[kind as keyof typeof views];
  return new View(bytes.buffer);
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export const notImplemented = (what: string): Error => new Error(`stand-in: ${what} is not implemented`);

/** Asked for by `await`, JSON, module interop and inspectors of every object they meet; absence is their answer. */
const probed = new Set(['then', 'toJSON', 'inspect', 'default', '__esModule', 'nodeType', 'domain']);

const isProbe = (key: string | symbol, receiver: object): boolean =>
  typeof key === 'symbol' || probed.has(key) || Object.hasOwn(receiver, 'constructor');

/** A prototype under which reading or writing an unknown member throws its name instead of doing nothing. */
export function loudPrototype(base: object, nameOf: (object: object) => string): object {
  return new Proxy(base, {
    get(target, key, receiver: object) {
      if (key in target || isProbe(key, receiver)) return Reflect.get(target, key, receiver);
      throw notImplemented(`${nameOf(receiver)}.${String(key)}`);
    },
    set(target, key, value, receiver: object) {
      if (key in target || isProbe(key, receiver)) return Reflect.set(target, key, value, receiver);
      throw notImplemented(`setting ${nameOf(receiver)}.${String(key)}`);
    },
  });
}

/** A module of Electron that has the given members and no others. */
export function loud<T extends object>(name: string, members: T): T {
  const prototype = loudPrototype(Object.prototype, () => name);
  return Object.setPrototypeOf(members, prototype) as T;
}

/** A part of Electron that the stand-in lacks: importing it is fine, using it throws. */
export function absent(name: string): object {
  const refuse = (): never => {
    throw notImplemented(name);
  };
  return new Proxy(refuse, {
    apply: refuse,
    construct: refuse,
    get: (_target, key) => {
      if (typeof key === 'symbol' || probed.has(key)) return undefined;
      throw notImplemented(`${name}.${key}`);
    },
    set: (_target, key) => {
      throw notImplemented(`setting ${name}.${String(key)}`);
    },
  });
}

/** Refuses options that change what a user would see or what a page may do, unless they are known. */
export function onlyKnown(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw notImplemented(`the option "${key}" of ${what}`);
  }
}

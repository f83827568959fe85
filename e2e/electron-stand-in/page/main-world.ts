import { BridgeEnd } from './bridge-end.ts';

/** Runs in the page's own world before any of its scripts; puts what the preload exposes on `window`, frozen. */
export function openMainWorld(key: string): void {
  new BridgeEnd(key, 'main', (name, value) => {
    if (Object.hasOwn(globalThis, name)) return true;
    Object.defineProperty(globalThis, name, { value: deepFreeze(value), enumerable: true });
    return false;
  });
  refuseWindows();
}

/** A window that the app refuses is none to the page; Chromium would give it one that closes at once. */
function refuseWindows(): void {
  const open = globalThis.open.bind(globalThis);
  globalThis.open = (...args) => {
    open(...args);
    return null;
  };
}

function deepFreeze(value: unknown, seen = new Set<object>()): unknown {
  const freezable = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!freezable || seen.has(value) || ArrayBuffer.isView(value)) return value;
  seen.add(value);
  for (const key of Object.getOwnPropertyNames(value)) {
    deepFreeze((value as Record<string, unknown>)[key], seen);
  }
  return Object.freeze(value);
}

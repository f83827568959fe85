import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** A call into the file system, by the name of its function without `Sync`: `rename`, `open`, `handle.sync`. */
export interface FileCall {
  readonly name: string;
  /** Its first path; for a file handle the one it was opened with. */
  readonly path: string;
  /** Of a call that writes: leaves half of the bytes on disk, as a write that stops in the middle does. */
  readonly writeHalf: (() => void) | undefined;
}

export interface FileCallObserver {
  /** What it throws is what the call fails with. */
  before?(call: FileCall): void;
  /** The call has been done or has failed, and the caller doesn't know yet. */
  after?(call: FileCall): void;
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const promised = [
  'access',
  'chmod',
  'chown',
  'link',
  'lstat',
  'mkdir',
  'open',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'unlink',
  'utimes',
  'writeFile',
];
const synchronous = ['linkSync', 'lstatSync', 'renameSync'];
const ofHandles = ['chmod', 'chown', 'close', 'readFile', 'stat', 'sync', 'writeFile'];

let observer: FileCallObserver = {};

/**
 * Has the file system calls of this process observed until the answered function is called. This module has to be
 * loaded before those that keep a copy of `node:fs`.
 */
export function observeFileCalls(by: FileCallObserver): () => void {
  observer = by;
  return () => {
    observer = {};
  };
}

function install(): void {
  for (const name of promised) replace(fs.promises, name, (real) => promising(name, real));
  for (const name of synchronous) replace(fs, name, (real) => plain(name.replace('Sync', ''), real));
  syncBuiltinESMExports();
}

function replace(owner: object, name: string, by: (real: AnyFunction) => AnyFunction): void {
  const real: unknown = Reflect.get(owner, name);
  if (typeof real !== 'function') throw new Error(`node:fs has no ${name}`);
  // Some carry more on them, as `realpath.native`.
  Reflect.set(owner, name, Object.assign(by(real as AnyFunction), real));
}

const promising = (name: string, real: AnyFunction): AnyFunction =>
  async function (...args) {
    const call = callOf(name, args);
    observer.before?.(call);
    try {
      const value = await real.apply(this, args);
      if (name === 'open') observeHandle(value as object, call.path);
      return value;
    } finally {
      observer.after?.(call);
    }
  };

const plain = (name: string, real: AnyFunction): AnyFunction =>
  function (...args) {
    const call = callOf(name, args);
    observer.before?.(call);
    try {
      return real.apply(this, args);
    } finally {
      observer.after?.(call);
    }
  };

function observeHandle(handle: object, path: string): void {
  for (const name of ofHandles) {
    const real = Reflect.get(handle, name) as AnyFunction;
    Reflect.set(handle, name, async (...args: unknown[]) => {
      const fd: unknown = Reflect.get(handle, 'fd');
      const call = callOf(`handle.${name}`, [fd, ...args], path);
      try {
        observer.before?.(call);
      } catch (error) {
        // The system closes a file even when it says that closing failed.
        if (name === 'close') await real.apply(handle, args);
        throw error;
      }
      try {
        return await real.apply(handle, args);
      } finally {
        observer.after?.(call);
      }
    });
  }
}

/** `args` begin with a path or a file descriptor; those of a write go on with the bytes and its options. */
function callOf(name: string, args: unknown[], path = String(args[0])): FileCall {
  const [place, bytes, options] = args;
  if (!name.endsWith('writeFile')) return { name, path, writeHalf: undefined };
  const text = Buffer.from(bytes as Buffer);
  const half = text.subarray(0, Math.floor(text.length / 2));
  const writeHalf = (): void =>
    fs.writeFileSync(place as string | number, half, options as fs.WriteFileOptions);
  return { name, path, writeHalf };
}

/** An error as the system's own calls throw it. */
export const systemError = (code: string, { name, path }: FileCall): Error =>
  Object.assign(new Error(`${code}: made for a test, ${name} '${path}'`), { code, syscall: name, path });

install();

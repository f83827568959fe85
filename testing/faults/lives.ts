/**
 * Programs that are killed, without a process for each: a life is a bundled program in this process with a file system
 * and timers of its own, and once it kills itself none of its calls gets anywhere. What it had left on disk stays.
 */
import fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { Child } from './children.ts';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Compiled = (...args: unknown[]) => void;

const timerNames = ['setTimeout', 'setInterval', 'setImmediate'] as const;

const compiled = new Map<string, Compiled>();

async function compile(program: string): Promise<Compiled> {
  const known = compiled.get(program);
  if (known) return known;
  const names = ['module', 'exports', 'require', 'global', 'process', ...timerNames];
  const made = compileFunction(await readFile(program, 'utf8'), names, { filename: program }) as Compiled;
  compiled.set(program, made);
  return made;
}

/** Does with a program what `startChild` does; one that exports when it is `finished`. Answers how it ended. */
export async function live(program: string, order: object): Promise<Awaited<Child['ended']>> {
  const run = await compile(program);
  const life = openLife();
  const module: { exports: { finished?: Promise<void> } } = { exports: {} };
  run(module, module.exports, ...life.environment(program, order));
  await Promise.race([life.killed, module.exports.finished]);
  return { signal: await life.end(), errors: '' };
}

/** Thrown where a call can't be kept waiting for ever; whoever catches it reaches nothing any more. */
const killed = new Error('killed');
/** Higher than any system goes: whoever looks whether this process is there finds that it is gone. */
const noProcess = 2 ** 22 + 1;
const never = new Promise<never>(() => {});
const ofHandles = [
  'chmod',
  'chown',
  'close',
  'read',
  'readFile',
  'stat',
  'sync',
  'write',
  'writeFile',
] as const;

function openLife() {
  let dead = false;
  let tell = (): void => {};
  const isKilled = new Promise<void>((resolve) => {
    tell = resolve;
  });
  /** What the system is still doing for it. */
  const underWay = new Set<Promise<unknown>>();
  const handles = new Set<fs.promises.FileHandle>();

  function die(): never {
    dead = true;
    tell();
    throw killed;
  }

  const during = <T>(work: Promise<T>): Promise<T> => {
    const noted = work.catch(() => {}).finally(() => underWay.delete(noted));
    underWay.add(noted);
    return work.then(alive, (error: unknown) => alive(Promise.reject(error)));
  };
  /** What comes back to somebody who is dead by then never arrives. */
  const alive = <T>(value: T): T | Promise<never> => {
    if (!dead) return value;
    if (value instanceof Promise) value.catch(() => {});
    return never;
  };

  const promising =
    (of: object, real: AnyFunction): AnyFunction =>
    async (...args) => {
      if (dead) return never;
      const value = await during(Promise.resolve(real.apply(of, args)));
      return isHandle(value) ? ownHandle(value) : value;
    };

  function ownHandle(handle: fs.promises.FileHandle): fs.promises.FileHandle {
    handles.add(handle);
    const own = Object.create(handle) as typeof handle;
    for (const name of ofHandles) Reflect.set(own, name, promising(handle, handle[name] as AnyFunction));
    const { close } = own;
    return Object.assign(own, {
      async close() {
        await close();
        handles.delete(handle);
      },
    });
  }

  const plainOrCalledBack =
    (real: AnyFunction): AnyFunction =>
    (...args) => {
      const done = args.at(-1);
      if (typeof done !== 'function') {
        if (dead) throw killed;
        return real.apply(fs, args);
      }
      if (dead) return undefined;
      const answered = new Promise<void>((resolve) => {
        real.apply(fs, [
          ...args.slice(0, -1),
          (...answer: unknown[]) => {
            resolve();
            if (!dead) unlessKilled(() => done(...answer));
          },
        ]);
      });
      void during(answered);
      return undefined;
    };

  const ownFs = {
    ...copyWith(fs, plainOrCalledBack),
    promises: copyWith(fs.promises, (real) => promising(fs.promises, real)),
    // What it says on its standard output is known.
    writeSync: () => 0,
  };
  const require = createRequire(import.meta.url);
  const ownRequire = (name: string): unknown => {
    if (name === 'node:fs' || name === 'fs') return ownFs;
    if (name === 'node:fs/promises') return ownFs.promises;
    if (name === 'node:module') return { syncBuiltinESMExports: () => {} };
    return require(name);
  };
  const later =
    (real: AnyFunction): AnyFunction =>
    (work, ...args) =>
      real((...given: unknown[]) => !dead && (work as AnyFunction)(...given), ...args);

  return {
    /** What the program takes for its globals. */
    environment(program: string, order: object): unknown[] {
      const ownProcess = Object.assign(Object.create(process, { pid: { value: noProcess } }), {
        argv: [process.execPath, program, JSON.stringify(order)],
        kill: die,
        on: () => ownProcess,
        once: () => ownProcess,
      });
      const ownGlobal = Object.create(globalThis, { process: { value: ownProcess } });
      return [
        ownRequire,
        ownGlobal,
        ownProcess,
        ...timerNames.map((name) => later(globalThis[name] as AnyFunction)),
      ];
    },
    killed: isKilled,
    /** The system does what was under way, and closes its files. */
    async end(): Promise<NodeJS.Signals | null> {
      const signal = dead ? 'SIGKILL' : null;
      dead = true;
      while (underWay.size > 0) await Promise.all(underWay);
      for (const handle of handles) await handle.close();
      return signal;
    },
  };
}

const isHandle = (value: unknown): value is fs.promises.FileHandle =>
  typeof value === 'object' && value !== null && 'fd' in value && 'close' in value && 'sync' in value;

function unlessKilled(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error !== killed) throw error;
  }
}

/** A copy whose functions are made by `by`; classes and what else there is stay as they are. */
function copyWith(of: object, by: (real: AnyFunction) => AnyFunction): Record<string, unknown> {
  const copied = Object.getOwnPropertyNames(of).map((name) => {
    const real: unknown = Reflect.get(of, name);
    const isFunction = typeof real === 'function' && !/^[A-Z]/.test(name);
    return [name, isFunction ? Object.assign(by(real as AnyFunction), real) : real];
  });
  return Object.fromEntries(copied);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

/** Bundles a program of this folder, which then starts in about 60 milliseconds; answers its path. */
export async function buildProgram(source: string, folder: string): Promise<string> {
  const outfile = join(folder, source.replace(/\.ts$/, '.cjs'));
  await build({
    entryPoints: [join(import.meta.dirname, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'error',
  });
  return outfile;
}

export interface Child {
  readonly process: ChildProcess;
  /** What it said, by lines. */
  readonly lines: string[];
  /** It has said its first line. */
  readonly begun: Promise<void>;
  /** It is gone; how. */
  readonly ended: Promise<{ signal: NodeJS.Signals | null; errors: string }>;
}

export function startChild(program: string, order: object): Child {
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += String(data);
  });
  const reader = createInterface(child.stdout);
  const begun = new Promise<void>((resolve) => reader.once('line', () => resolve()));
  reader.on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([, signal]) => ({ signal, errors }));
  return { process: child, lines, begun, ended };
}

/** Does the work for each, at most `atOnce` at a time. */
export async function forEachAtOnce<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

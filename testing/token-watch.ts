import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allProcesses, type SeenProcess } from './run-processes.ts';

/** The form of every token that Convene or the demo server makes. */
const anyToken = /fm_(?:org|session|refresh)_[A-Za-z0-9_-]{20,}/;

/** Milliseconds between two looks at the processes. */
const lookEveryMs = 250;

export interface TokenWatch {
  /** Looks through the folders, and answers every place where a token was seen since the start. */
  end(): Promise<string[]>;
  looked(): number;
}

/**
 * Looks for tokens where none may be: in the arguments and environments of processes, from now until the end, and then in
 * files. Places are named, tokens are not. Other programs of the computer may hold tokens of their own, so whoever looks for
 * any token says which processes are meant.
 */
export function watchForTokens(
  where: { folders: readonly string[] } & (
    | { token: RegExp; processes?: () => readonly SeenProcess[] }
    | { token?: never; processes: () => readonly SeenProcess[] }
  ),
): TokenWatch {
  const { token = anyToken, processes = allProcesses } = where;
  const seen = new Set<string>();
  let looked = 0;
  const look = (): void => {
    for (const { pid, arguments: given, environment } of processes()) {
      looked += 2;
      if (token.test(given)) seen.add(`/proc/${pid}/cmdline (${withoutToken(given, token)})`);
      // What else is in it is nobody's business.
      if (token.test(environment)) seen.add(`/proc/${pid}/environ`);
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    async end() {
      clearInterval(timer);
      look();
      for (const path of where.folders.flatMap(filesUnder)) {
        looked += 1;
        if (holdsToken(path, token)) seen.add(path);
      }
      return [...seen];
    },
    looked: () => looked,
  };
}

/** In bytes, and in UTF-16 as browsers and Windows programs write. */
export function holdsToken(path: string, token = anyToken): boolean {
  const bytes = readBytes(path);
  return token.test(bytes.toString('latin1')) || token.test(bytes.toString('utf16le'));
}

/** Which program it was. */
const withoutToken = (given: string, token: RegExp): string =>
  given.replaceAll('\0', ' ').replaceAll(new RegExp(token, 'g'), '…').trim();

const skipped = new Set(['node_modules', '.git']);

export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(path);
    return entry.isFile() ? [path] : [];
  });
}

/** A file may be gone by the time it is read; then it holds nothing. */
function readBytes(path: string): Buffer {
  try {
    return statSync(path).size > 200_000_000 ? Buffer.alloc(0) : readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM') return Buffer.alloc(0);
    throw error;
  }
}

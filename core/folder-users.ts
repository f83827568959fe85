import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComputerFacts } from './this-computer/computer-facts.ts';

/** Milliseconds between two dates of a mark, and after which one that isn't dated anew is of nobody. */
const renewMs = 60_000;
const staleMs = 3 * renewMs;

export interface FolderUsers {
  /** Names of the other computers that have the folder in use now. */
  others(): string[];
  /** This computer doesn't have it in use any more. */
  end(): void;
}

/**
 * Marks the folder as in use by this computer for as long as the program runs, in a file of its own for each computer, and tells
 * which others have marked it. Dates are compared with the date of this computer's own mark, so that only the clock of the disk
 * counts. A folder that can't be written is marked by nobody.
 */
export function followFolderUsers(folder: string, facts: ComputerFacts): FolderUsers {
  const marks = join(folder, 'in-use');
  const own = `${(facts.marks[0] ?? facts.hostName).replace(/[^\w.-]/g, '_')}.json`;
  const mark = (): void => {
    mkdirSync(marks, { recursive: true, mode: 0o700 });
    writeFileSync(join(marks, own), JSON.stringify({ computer: facts.hostName }), { mode: 0o600 });
  };
  const renewing = setInterval(() => quietly(mark), renewMs);
  renewing.unref();
  quietly(mark);
  return {
    others: () => quietly(() => othersIn(marks, own)) ?? [],
    end() {
      clearInterval(renewing);
      quietly(() => rmSync(join(marks, own), { force: true }));
      // Others may have theirs in it.
      quietly(() => rmdirSync(marks));
    },
  };
}

function othersIn(marks: string, own: string): string[] {
  const now = statSync(join(marks, own)).mtimeMs;
  const others = readdirSync(marks).filter((name) => name !== own && name.endsWith('.json'));
  return others.flatMap((name) => {
    if (now - statSync(join(marks, name)).mtimeMs > staleMs) return [];
    const { computer } = JSON.parse(readFileSync(join(marks, name), 'utf8')) as { computer?: unknown };
    return typeof computer === 'string' ? [computer] : [];
  });
}

/** What can't be read or written is told by what needs it. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

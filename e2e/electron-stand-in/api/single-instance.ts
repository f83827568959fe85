import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { standInProgram } from '../running.ts';

/** What a second start tells the first one. */
export interface Start {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly additionalData?: unknown;
}

/**
 * One running app for each folder: a file holds the first one's process id, and later ones leave a note in an inbox,
 * because asking must be synchronous, as in Electron. Answers whether this process is the first.
 */
export function takeSingleInstanceLock(parts: {
  folder: string;
  self: Start;
  onOther: (start: Start) => void;
}): boolean {
  const lock = join(parts.folder, 'stand-in.lock');
  const inbox = join(parts.folder, 'stand-in.inbox');
  mkdirSync(inbox, { recursive: true });
  if (!createLock(lock)) {
    const note = join(inbox, randomUUID());
    writeFileSync(`${note}.partial`, JSON.stringify(parts.self));
    renameSync(`${note}.partial`, `${note}.json`);
    return false;
  }
  process.on('exit', () => rmSync(lock, { force: true }));
  const read = (): void => {
    for (const name of readdirSync(inbox).filter((file) => file.endsWith('.json'))) {
      const note = join(inbox, name);
      const start = JSON.parse(readFileSync(note, 'utf8')) as Start;
      rmSync(note);
      parts.onOther(start);
    }
  };
  rmSync(inbox, { recursive: true, force: true });
  mkdirSync(inbox);
  watch(inbox, read).unref();
  return true;
}

/** A lock whose owner died without removing it is taken over. */
function createLock(lock: string): boolean {
  for (const attempt of ['first', 'after a dead owner']) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (attempt !== 'first' || isAlive(Number(readFileSync(lock, 'utf8')))) return false;
      rmSync(lock, { force: true });
    }
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // After a restart of the computer the number may be another program's.
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes(standInProgram);
}

/** What tells why an app that was asked to quit is still there: what its threads wait for, and the end of its own log. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lines of the log: it says that quitting was asked for, that closing began, and that the app ends. */
const lastLines = 8;

export function whyItHangs(pid: number, logPath: string): string {
  const log = text(logPath).trimEnd().split('\n').slice(-lastLines);
  return ['its threads:', ...threads(pid), 'the end of its log:', ...log].join('\n');
}

/** Each by name, state and the place in the system where it waits; Linux tells them, elsewhere there are none. */
function threads(pid: number): string[] {
  const tasks = `/proc/${pid}/task`;
  return folder(tasks).map((id) => {
    const [name, waitsIn] = ['comm', 'wchan'].map((file) => text(join(tasks, id, file)).trim());
    const state = /^State:\s*(\S+)/m.exec(text(join(tasks, id, 'status')))?.[1];
    return `  ${id} ${name} ${state} ${waitsIn}`;
  });
}

/** A process may end while it is looked at, and the log may not be there yet. */
function orElse<T>(other: T, read: () => T): T {
  try {
    return read();
  } catch {
    return other;
  }
}
const folder = (path: string): string[] => orElse([], () => readdirSync(path));
const text = (path: string): string => orElse('', () => readFileSync(path, 'utf8'));

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Backup } from '../../shared/settings.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { makeFile } from '../files/make-file.ts';
import { missingIsFine } from '../files/resolve-link.ts';

/** How many copies of one file are kept. */
const kept = 20;

/** Backups of files that share a name (two places of one program's settings) are told apart by their path. */
const stem = (path: string): string =>
  `${basename(path)}.${createHash('sha256').update(path).digest('hex').slice(0, 8)}.`;

/** `2026-11-23T11-52-03.123Z.adding.json`: the moment, and before which change. */
const dated = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3}Z)(?:\.([a-z]+))?\.json$/;

/** Whether a file of the folder is a copy, of whichever settings file. */
export const isCopyName = (name: string): boolean => {
  const tail = /\.[0-9a-f]{8}\.(\d{4}-.*)$/.exec(name)?.[1];
  return tail !== undefined && dated.test(tail);
};

/** One companion at a time changes what lies in the folder. */
export const editLock = (folder: string): string => join(folder, 'edit.lock');

const changes: readonly string[] = ['adding', 'removing', 'repairing', 'restoring'];

/**
 * Keeps an exact, private copy of what a file held, whole or not at all; answers where. The newest 20 of a file stay.
 * Callers take turns.
 */
export async function backUp(parts: {
  folder: string;
  path: string;
  bytes: Buffer;
  before: Backup['before'];
  now: Date;
}): Promise<Result<string>> {
  const { folder, path, bytes, before, now } = parts;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const all = await namesOf(folder, path);
    const moment = freeMoment(
      now,
      all.map((each) => momentOf(each, path)),
    );
    const name = `${stem(path)}${moment.replaceAll(':', '-')}.${before}.json`;
    const made = await makeFile(join(folder, name), bytes);
    if (!made.ok) return failed({ ...made.error, path: folder });
    if (!made.value) return failed(failure('busy'));
    for (const old of all.slice(kept - 1)) await unlink(join(folder, old)).catch(missingIsFine);
    return ok(join(folder, name));
  } catch (error) {
    return failed(storageFailure(folder, error));
  }
}

/** A clock may be put right by this many milliseconds without a new copy being taken for an older one. */
const clockStepMs = 60_000;

/** Now, or right after the newest copy if that seems to be of this moment or a later one; never that of another copy. */
function freeMoment(now: Date, newestFirst: readonly string[]): string {
  const aheadMs = Date.parse(newestFirst[0] ?? '') - now.getTime();
  let free = now.getTime() + (aheadMs >= 0 && aheadMs < clockStepMs ? aheadMs + 1 : 0);
  while (newestFirst.includes(new Date(free).toISOString())) free += 1;
  return new Date(free).toISOString();
}

/** The copies of a file, newest first. `is` tells whether the file holds just this now. */
export async function listBackups(
  folder: string,
  path: string,
  current: Buffer | undefined,
): Promise<Result<Backup[]>> {
  try {
    const found: Backup[] = [];
    for (const id of await namesOf(folder, path)) {
      const { size } = await stat(join(folder, id));
      const isCurrent = size === current?.length && current.equals(await readFile(join(folder, id)));
      found.push({ id, takenAt: momentOf(id, path), before: changeOf(id, path), bytes: size, isCurrent });
    }
    return ok(found);
  } catch (error) {
    return failed(storageFailure(folder, error));
  }
}

/** What a copy holds; `backup-missing` when there is none of that id. An id is never a way to another file. */
export async function readBackup(folder: string, path: string, id: string): Promise<Result<Buffer>> {
  try {
    if (!(await namesOf(folder, path)).includes(id)) return failed(failure('backup-missing', { path }));
    return ok(await readFile(join(folder, id)));
  } catch (error) {
    return failed(
      systemCode(error) === 'ENOENT' ? failure('backup-missing', { path }) : storageFailure(folder, error),
    );
  }
}

/** Names of a file's copies, newest first. */
async function namesOf(folder: string, path: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.startsWith(stem(path)) && dated.test(name.slice(stem(path).length)))
    .sort()
    .reverse();
}

const partsOf = (id: string, path: string): RegExpExecArray | null => dated.exec(id.slice(stem(path).length));

function momentOf(id: string, path: string): string {
  const [, day = '', hour, minute, rest] = partsOf(id, path) ?? [];
  return `${day}${hour}:${minute}:${rest}`;
}

function changeOf(id: string, path: string): Backup['before'] {
  const named = partsOf(id, path)?.[5];
  return named !== undefined && changes.includes(named) ? (named as Backup['before']) : 'changing';
}

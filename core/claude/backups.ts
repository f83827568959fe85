import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Backup } from '../../shared/settings.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';

/** How many copies of one file are kept. */
const kept = 20;

/** Backups of files that share a name (two places of one program's settings) are told apart by their path. */
const stem = (path: string): string =>
  `${basename(path)}.${createHash('sha256').update(path).digest('hex').slice(0, 8)}.`;

/** `2026-11-23T11-52-03.123Z[-1].adding.json`: the moment, a number for two of one moment, and before which change. */
const dated = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3}Z)(?:-(\d+))?(?:\.([a-z]+))?\.json$/;

const changes: readonly string[] = ['adding', 'removing', 'repairing', 'restoring'];

/** Keeps an exact, private copy of what a file held; answers where. The newest 20 of a file stay. */
export async function backUp(parts: {
  folder: string;
  path: string;
  bytes: Buffer;
  before: Backup['before'];
  now: Date;
}): Promise<Result<string>> {
  const { folder, path, bytes, before, now } = parts;
  const moment = join(folder, `${stem(path)}${now.toISOString().replaceAll(':', '-')}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = await writeFresh(moment, before, bytes);
    const all = await namesOf(folder, path);
    for (const old of all.slice(kept)) if (join(folder, old) !== target) await unlink(join(folder, old));
    return ok(target);
  } catch (error) {
    return failed(storageFailure(folder, error));
  }
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
    .sort((one, other) => order(other, path).localeCompare(order(one, path)));
}

const partsOf = (id: string, path: string): RegExpExecArray | null => dated.exec(id.slice(stem(path).length));

/** The moment, and within one the number, so that the tenth comes after the second. */
const order = (id: string, path: string): string =>
  `${momentOf(id, path)} ${(partsOf(id, path)?.[5] ?? '').padStart(6, '0')}`;

function momentOf(id: string, path: string): string {
  const [, day = '', hour, minute, rest] = partsOf(id, path) ?? [];
  return `${day}${hour}:${minute}:${rest}`;
}

function changeOf(id: string, path: string): Backup['before'] {
  const named = partsOf(id, path)?.[6];
  return named !== undefined && changes.includes(named) ? (named as Backup['before']) : 'changing';
}

/** Two copies of one moment stand beside each other; the second doesn't take the place of the first. */
async function writeFresh(moment: string, before: Backup['before'], bytes: Buffer): Promise<string> {
  for (let again = 0; ; again += 1) {
    const target = `${moment}${again ? `-${again}` : ''}.${before}.json`;
    try {
      await writeFile(target, bytes, { mode: 0o600, flush: true, flag: 'wx' });
      return target;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { replaceFile } from '../files/replace-file.ts';
import { asideOf } from '../files/state-file.ts';
import { namePattern, operationSchema, type StoredOperation } from './operation.ts';

/**
 * One file for each operation that isn't finished, `<kind>.<id>.json`: private, flushed, replaced in one step. A file that
 * can't be understood concerns its own operation only: it answers `state-damaged` with its path and is left alone.
 */
export interface Journal {
  /** Where an operation's file is. */
  path(kind: string, id: string): string;
  /** Ids of the operations of a kind, those with a damaged file too. */
  ids(kind: string): Promise<Result<string[]>>;
  /** Undefined when there is none. */
  read(kind: string, id: string): Promise<Result<StoredOperation | undefined>>;
  write(operation: StoredOperation): Promise<Result<void>>;
  remove(kind: string, id: string): Promise<Result<void>>;
  /** Gives a file that can't be read a name that nothing reads: it stays for whoever looks into it. */
  setAside(kind: string, id: string): Promise<Result<void>>;
}

export function createJournal(folder: string): Journal {
  const pathOf = (kind: string, id: string): string => join(folder, `${kind}.${id}.json`);

  return {
    path: pathOf,
    async ids(kind) {
      try {
        return ok(idsAmong(await readdir(folder), kind));
      } catch (error) {
        return systemCode(error) === 'ENOENT' ? ok([]) : failed(storageFailure(folder, error));
      }
    },
    async read(kind, id) {
      if (!namePattern.test(id)) return ok(undefined);
      const path = pathOf(kind, id);
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        // A link to nowhere is what became of an operation, not none.
        return (await isAbsent(path, error)) ? ok(undefined) : failed(unreadFailure(path, error));
      }
      const operation = operationIn(text);
      return operation?.kind === kind && operation.id === id
        ? ok(operation)
        : failed(failure('state-damaged', { path }));
    },
    async write(operation) {
      const { kind, id } = operation;
      if (!namePattern.test(kind) || !namePattern.test(id))
        return failed(failure('internal', { detail: 'an operation with a name unfit for a file' }));
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
      } catch (error) {
        return failed(storageFailure(folder, error));
      }
      return replaceFile(pathOf(kind, id), Buffer.from(`${JSON.stringify(operation, null, 2)}\n`));
    },
    async remove(kind, id) {
      const path = pathOf(kind, id);
      try {
        await rm(path, { force: true });
        return ok(undefined);
      } catch (error) {
        return failed(storageFailure(path, error));
      }
    },
    async setAside(kind, id) {
      const path = pathOf(kind, id);
      try {
        await rename(path, asideOf(path));
        return ok(undefined);
      } catch (error) {
        return systemCode(error) === 'ENOENT' ? ok(undefined) : failed(storageFailure(path, error));
      }
    },
  };
}

/** A link to nowhere is what became of an operation, not none; what can't be looked at may be one. */
async function isAbsent(path: string, error: unknown): Promise<boolean> {
  if (systemCode(error) !== 'ENOENT') return false;
  try {
    await lstat(path);
    return false;
  } catch (why) {
    return systemCode(why) === 'ENOENT';
  }
}

/** A folder or a link to nowhere in its place is damage; what is closed to us, or a disk that fails, may be fine later. */
const unreadFailure = (path: string, error: unknown): Failure =>
  ['EISDIR', 'ENOENT', 'ELOOP'].includes(systemCode(error))
    ? failure('state-damaged', { path })
    : storageFailure(path, error);

/** Kinds and ids have no dot, so a name tells its kind from its first one on. */
function idsAmong(names: readonly string[], kind: string): string[] {
  const [before, after] = [`${kind}.`, '.json'];
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, -after.length))
    .filter((id) => namePattern.test(id))
    .sort();
}

function operationIn(text: string): StoredOperation | undefined {
  try {
    return operationSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

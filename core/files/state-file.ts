import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';
import { withLock } from './lock.ts';
import { replaceFile } from './replace-file.ts';

/** A state file of the companion: private, checked against its schema, replaced atomically, changed under a lock. */
export interface StateFile<T> {
  readonly path: string;
  /** What is in it, or its initial value when it isn't there. What can't be understood is left alone: `storage-failed`. */
  read(): Promise<Result<T>>;
  /** `busy` when another companion holds the file too long; `internal` when the change doesn't fit the schema. */
  update(change: (value: T) => T): Promise<Result<T>>;
  remove(): Promise<Result<void>>;
}

export function createStateFile<T>(parts: {
  path: string;
  schema: z.ZodType<T>;
  initial: () => T;
}): StateFile<T> {
  const { path, schema, initial } = parts;
  const lockPath = `${path}.lock`;

  async function read(): Promise<Result<T>> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      return systemCode(error) === 'ENOENT' ? ok(initial()) : failed(storageFailure(path, error));
    }
    try {
      return ok(schema.parse(JSON.parse(text)));
    } catch {
      return failed(failure('storage-failed', { path, detail: 'not understood' }));
    }
  }

  return {
    path,
    read,
    update: (change) =>
      withLock(lockPath, async () => {
        const now = await read();
        if (!now.ok) return now;
        const next = schema.safeParse(change(now.value));
        if (!next.success) return failed(failure('internal', { path, detail: 'state of the wrong shape' }));
        try {
          await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        } catch (error) {
          return failed(storageFailure(path, error));
        }
        const written = await replaceFile(path, Buffer.from(`${JSON.stringify(next.data, null, 2)}\n`));
        return written.ok ? ok(next.data) : written;
      }),
    async remove() {
      try {
        await access(path);
      } catch (error) {
        // What isn't there needs no lock, which would make the folder.
        return systemCode(error) === 'ENOENT' ? ok(undefined) : failed(storageFailure(path, error));
      }
      // Under the lock, or a change that has read the old content would write it back.
      return withLock(lockPath, async () => {
        try {
          await rm(path, { force: true });
          return ok(undefined);
        } catch (error) {
          return failed(storageFailure(path, error));
        }
      });
    },
  };
}

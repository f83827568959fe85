import { access, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { withLock } from '../files/lock.ts';
import type { Journal } from './journal.ts';
import type { StoredOperation } from './operation.ts';

/** A file in which one kind of work kept its notes before there were operations. */
export interface OldJournal<F> {
  /** In the companion's own folder. */
  readonly name: string;
  /** The lock of whoever wrote it. */
  readonly lock: string;
  readonly schema: z.ZodType<F>;
  /** What it holds, as operations. */
  operations(file: F): readonly StoredOperation[];
}

/**
 * Turns an old file into operations and renames it to `<name>.v0`; answers whether there was one. One that can't be understood stays
 * where it is: `storage-failed`, and nothing may begin that it could be about.
 */
export async function migrate<F>(
  folder: string,
  journal: Pick<Journal, 'write'>,
  old: OldJournal<F>,
): Promise<Result<boolean>> {
  const path = join(folder, old.name);
  if (!(await isThere(path))) return ok(false);
  return withLock(join(folder, old.lock), async () => {
    const file = await readOld(path, old.schema);
    if (!file.ok) return file;
    if (file.value === undefined) return ok(true);
    for (const operation of old.operations(file.value)) {
      const written = await journal.write(operation);
      if (!written.ok) return written;
    }
    try {
      await rename(path, `${path}.v0`);
      return ok(true);
    } catch (error) {
      return failed(storageFailure(path, error));
    }
  });
}

/** With the sign-in goes what was kept of the old file, and the file itself where it couldn't be understood. */
export async function forgetOld(folder: string, { name }: { readonly name: string }): Promise<Result<void>> {
  const path = join(folder, name);
  try {
    await rm(path, { force: true });
    await rm(`${path}.v0`, { force: true });
    return ok(undefined);
  } catch (error) {
    return failed(storageFailure(path, error));
  }
}

/** Undefined when another companion has turned it into operations meanwhile. */
async function readOld<F>(path: string, schema: z.ZodType<F>): Promise<Result<F | undefined>> {
  try {
    return ok(schema.parse(JSON.parse(await readFile(path, 'utf8'))));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return ok(undefined);
    return failed(
      systemCode(error) === ''
        ? failure('storage-failed', { path, detail: 'not understood' })
        : storageFailure(path, error),
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    // What can't be reached may be there.
    return systemCode(error) !== 'ENOENT';
  }
}

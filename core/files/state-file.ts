import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';
import { withLock } from './lock.ts';
import { replaceFile } from './replace-file.ts';

/**
 * A state file of the companion: private, checked against its schema, replaced atomically, changed under a lock. What
 * was written last stands beside it once more (`.last`), so that a file which was damaged is had again.
 */
export interface StateFile<T> {
  readonly path: string;
  /**
   * What is in it, or its initial value when it isn't there. Damaged, or another user's, its last good copy takes its place
   * and it is set aside; without such a copy `state-damaged`, and it is left alone. `storage-failed` when it can't be
   * looked into, or a newer companion wrote it. Only the first of these three may be taken for "there is nothing".
   */
  read(): Promise<Result<T>>;
  /**
   * `busy` when another companion holds the file too long; `internal` when the change doesn't fit the schema. With `go-on` the
   * change is written after a moment all the same, and once more when the file is free, as the other may not have read it: it
   * has to be one that may be made twice.
   */
  update(change: (value: T) => T, options?: { readonly ifBusy?: 'fail' | 'go-on' }): Promise<Result<T>>;
  /**
   * Removes it with its copy and what was set aside. What can't be read is set aside itself, whoever wrote it. Another
   * companion isn't waited for.
   */
  remove(): Promise<Result<void>>;
  /** As `update`, of what Convene or the person tells anew: damaged without a copy, it is set aside and begun anew. */
  rewrite(change: (value: T) => T, options?: { readonly ifBusy?: 'fail' | 'go-on' }): Promise<Result<T>>;
  /** When every change that was made without the lock has been made with it, or can't be. */
  settled(): Promise<void>;
}

export interface StateFileDeclaration<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly initial: () => T;
  /** Turns what 0.1.0 wrote, which says no version, into today's shape. */
  readonly migrate?: (stored: unknown) => unknown;
  /** Where 0.1.0 kept it; read while there is none at `path`, and gone once that is written. */
  readonly formerPath?: string;
  /** Its last good copy was taken in its place. */
  readonly onRecovered?: (recovered: Recovered) => void;
}

export interface Recovered {
  readonly path: string;
  /** Where the damaged file is now; absent when there was none any more. */
  readonly asideAt?: string;
  /** There was no good copy: what was in it was found elsewhere. */
  readonly foundAgain?: true;
}

/** The version that is written. A file without one is of 0.1.0; a higher one is read by nobody and left alone. */
const version = 1;

type Found<T> =
  | { readonly is: 'good'; readonly value: T }
  | { readonly is: 'absent' | 'damaged' | 'newer' }
  | { readonly is: 'unreadable'; readonly error: unknown };

const lockOf = (path: string): string => `${path}.lock`;
const copyOf = (path: string): string => `${path}.last`;

/** Milliseconds for which what must not wait for another companion waits for it: an undisturbed change takes a tenth. */
const momentMs = 300;

export function createStateFile<T>(declared: StateFileDeclaration<T>): StateFile<T> {
  const { path } = declared;
  /** Made without the lock, in the order of asking; every later change is made after them. */
  let early: readonly ((value: T) => T)[] = [];
  let settling: Promise<unknown> = Promise.resolve();

  /** With the lock, after what was changed without it. */
  async function change(next: (value: T) => T, waitMs?: number): Promise<Result<T>> {
    const before = early;
    const changed = await withLock(
      lockOf(path),
      () => updateHeld(declared, (value) => next(before.reduce((now, one) => one(now), value))),
      waitMs === undefined ? {} : { waitMs },
    );
    if (changed.ok) early = early.filter((one) => !before.includes(one));
    return changed;
  }

  async function changeEarly(next: (value: T) => T): Promise<Result<T>> {
    const changed = await change(next, momentMs);
    if (changed.ok || changed.error.code !== 'busy') return changed;
    early = [...early, next];
    const before = early;
    const written = await updateHeld(declared, (value) => before.reduce((now, one) => one(now), value));
    settling = change((value) => value);
    return written;
  }

  async function update(
    next: (value: T) => T,
    { ifBusy = 'fail' }: { readonly ifBusy?: 'fail' | 'go-on' } = {},
  ): Promise<Result<T>> {
    // Before the lock, which recovering needs.
    const readable = await read(declared);
    if (!readable.ok) return readable;
    return ifBusy === 'go-on' ? changeEarly(next) : change(next);
  }

  async function remove(): Promise<Result<void>> {
    for (const part of partsOf(declared)) {
      const isThere = await exists(part);
      if (!isThere.ok) return isThere;
      // Under the lock, or a change that has read the old content would write it back. What isn't there needs none:
      // it would make the folder.
      if (isThere.value)
        return withLock(lockOf(path), () => removeHeld(declared), { waitMs: momentMs, ifBusy: 'go-on' });
    }
    return ok(undefined);
  }

  return {
    path,
    read: () => read(declared),
    update,
    remove,
    async rewrite(next, options) {
      const done = await update(next, options);
      if (done.ok || done.error.code !== 'state-damaged') return done;
      const begun = await remove();
      return begun.ok ? update(next, options) : begun;
    },
    async settled() {
      await settling;
    },
  };
}

async function read<T>(declared: StateFileDeclaration<T>): Promise<Result<T>> {
  const { path, initial } = declared;
  const found = await findHere(declared);
  if (found.is === 'good') return ok(found.value);
  if (!isLost(found)) return failed(failureOf(path, found));
  const copy = await find(declared, copyOf(path));
  if (copy.is === 'good') return recover(declared, copy.value);
  // It is gone, and its copy says that it was there.
  if (found.is === 'absent') return copy.is === 'absent' ? ok(initial()) : failed(failureOf(path, copy));
  return failed(failureOf(path, found));
}

/** There is no content to be had at its place, now or later. Any other failure may pass, and a newer companion reads its own. */
const isLost = (found: Exclude<Found<unknown>, { readonly is: 'good' }>): boolean =>
  found.is === 'absent' || found.is === 'damaged' || (found.is === 'unreadable' && isClosed(found.error));

/** Another user's, for instance. On Windows a program that looks for viruses may hold it for a moment. */
const isClosed = (error: unknown): boolean =>
  process.platform !== 'win32' && ['EACCES', 'EPERM'].includes(systemCode(error));

function failureOf(path: string, found: Exclude<Found<unknown>, { readonly is: 'good' }>): Failure {
  if (found.is === 'unreadable') return storageFailure(path, found.error);
  return found.is === 'newer'
    ? failure('storage-failed', { path, detail: 'of a newer version' })
    : failure('state-damaged', { path });
}

/** At its place, or where it was earlier while it is at neither its place nor its copy's. */
async function findHere<T>(declared: StateFileDeclaration<T>): Promise<Found<T>> {
  const { path, formerPath } = declared;
  const found = await find(declared, path);
  if (found.is !== 'absent' || formerPath === undefined) return found;
  return (await find(declared, copyOf(path))).is === 'absent' ? find(declared, formerPath) : found;
}

async function find<T>({ schema, migrate }: StateFileDeclaration<T>, at: string): Promise<Found<T>> {
  let text: string;
  try {
    text = await readFile(at, 'utf8');
  } catch (error) {
    return notRead(at, error);
  }
  const stored = versioned(text);
  if (stored === undefined) return { is: 'damaged' };
  if (stored.version > version) return { is: 'newer' };
  const value = schema.safeParse(stored.version === 0 && migrate ? migrate(stored.content) : stored.content);
  return value.success ? { is: 'good', value: value.data } : { is: 'damaged' };
}

/**
 * The file is damaged or went, though its copy stands: the copy is put in its place by whoever comes first. Where it can't
 * be put there, it is known all the same.
 */
async function recover<T>(declared: StateFileDeclaration<T>, copied: T): Promise<Result<T>> {
  const { path, onRecovered } = declared;
  const asideAt = asideOf(path);
  const recovered = await withLock<{ value: T; recovered?: Recovered }>(
    lockOf(path),
    async () => {
      const now = await find(declared, path);
      if (now.is === 'good') return ok({ value: now.value });
      if (!isLost(now)) return failed(failureOf(path, now));
      const copy = await find(declared, copyOf(path));
      if (copy.is !== 'good') return failed(failureOf(path, now));
      try {
        if (now.is !== 'absent') await rename(path, asideAt);
      } catch {
        return ok({ value: copy.value });
      }
      const written = await write(path, copy.value);
      if (!written.ok) return ok({ value: copy.value });
      return ok({ value: copy.value, recovered: now.is === 'absent' ? { path } : { path, asideAt } });
    },
    { waitMs: momentMs },
  );
  // Somebody has the lock, or there can be none.
  if (!recovered.ok && ['busy', 'storage-failed'].includes(recovered.error.code)) return ok(copied);
  if (!recovered.ok) return recovered;
  if (recovered.value.recovered) onRecovered?.(recovered.value.recovered);
  return ok(recovered.value.value);
}

async function updateHeld<T>(declared: StateFileDeclaration<T>, change: (value: T) => T): Promise<Result<T>> {
  const { path, schema, initial, formerPath } = declared;
  const found = await findHere(declared);
  if (found.is !== 'good' && found.is !== 'absent') return failed(failureOf(path, found));
  const next = schema.safeParse(change(found.is === 'good' ? found.value : initial()));
  if (!next.success) return failed(failure('internal', { path, detail: 'state of the wrong shape' }));
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    return failed(storageFailure(path, error));
  }
  // The copy first, so that it is never older than the file: what an older one leaves out would be forgotten in silence.
  // Without a copy the file is as good as one that was never damaged, so a copy that isn't what the file is goes.
  const copied = await write(copyOf(path), next.data);
  const written = await write(path, next.data);
  if (!copied.ok || !written.ok) await rm(copyOf(path), { force: true, recursive: true }).catch(() => {});
  if (!written.ok) return written;
  if (formerPath !== undefined) await rm(formerPath, { force: true }).catch(() => {});
  return ok(next.data);
}

const write = (at: string, value: unknown): Promise<Result<void>> =>
  replaceFile(at, Buffer.from(`${JSON.stringify({ version, ...Object(value) }, null, 2)}\n`));

/** The copy before the file: one that is gone while its copy stands is one that was lost. */
const partsOf = ({
  path,
  formerPath,
}: Pick<StateFileDeclaration<never>, 'path' | 'formerPath'>): string[] => [
  ...(formerPath === undefined ? [] : [formerPath]),
  copyOf(path),
  path,
];

async function removeHeld<T>(declared: StateFileDeclaration<T>): Promise<Result<void>> {
  const { path } = declared;
  try {
    // What can't be read stays for whoever looks into it, under a name that nothing reads.
    const unread = (await isUnread(declared, path)) ? path : copyOf(path);
    const stays = unread === path || (await isUnread(declared, unread));
    if (stays) await rename(unread, asideOf(path));
    const parts = stays ? partsOf(declared) : [...partsOf(declared), ...(await setAside(path))];
    for (const part of parts) await rm(part, { force: true, recursive: true });
    return ok(undefined);
  } catch (error) {
    return failed(storageFailure(path, error));
  }
}

async function isUnread<T>(declared: StateFileDeclaration<T>, at: string): Promise<boolean> {
  const { is } = await find(declared, at);
  return is !== 'good' && is !== 'absent';
}

const asideMark = '.damaged-';
/** Where what can't be read at `path` is kept. */
export const asideOf = (path: string): string =>
  `${path}${asideMark}${new Date().toISOString().replaceAll(':', '-')}`;

/** What of this file was damaged earlier. */
async function setAside(path: string): Promise<string[]> {
  const names = await readdir(dirname(path));
  const mark = `${basename(path)}${asideMark}`;
  return names.filter((name) => name.startsWith(mark)).map((name) => join(dirname(path), name));
}

/** Nothing of that name is absent; a link to nowhere and a folder are what became of a file of ours. */
async function notRead(path: string, error: unknown): Promise<Found<never>> {
  if (systemCode(error) === 'EISDIR') return { is: 'damaged' };
  if (systemCode(error) !== 'ENOENT') return { is: 'unreadable', error };
  const isThere = await exists(path);
  if (!isThere.ok) return { is: 'unreadable', error };
  return { is: isThere.value ? 'damaged' : 'absent' };
}

async function exists(path: string): Promise<Result<boolean>> {
  try {
    await lstat(path);
    return ok(true);
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? ok(false) : failed(storageFailure(path, error));
  }
}

/** The content without its version; undefined for what is no JSON object. */
function versioned(text: string): { readonly version: number; readonly content: unknown } | undefined {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { version: written = 0, ...content } = stored as Record<string, unknown>;
  return typeof written === 'number' ? { version: written, content } : undefined;
}

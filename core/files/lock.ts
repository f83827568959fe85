import { linkSync } from 'node:fs';
import { lstat, mkdir, readFile, rename, rmdir, unlink, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from './file-failure.ts';
import { type LockOwner, ownerIn, ownerState, type ProcessFacts, systemProcesses } from './lock-owner.ts';
import { cannotLink } from './put-in-place.ts';
import { missingIsFine } from './resolve-link.ts';
import { chance, temporaryFor } from './temporary-file.ts';

/**
 * A lock is a file in which stands whose it is. One of a process that has ended is taken over at once, one of a process that runs is
 * respected, whatever any clock says. Only where that can't be known (another computer, a container, an older version's lock)
 * time decides: who has a lock dates it anew every `renewMs`, and one that nobody dated for `staleMs` is nobody's.
 */
const staleMs = 10_000;
const renewMs = 4_000;
const retryMs = 50;
/** A lock that can't be written is tried again this often: Windows refuses one whose folder is just going away. */
const retriesOfRefused = 5;
/** A file system's dates may be coarser than the clock's. */
const coarseMs = 2_000;

export interface LockOptions {
  readonly waitMs?: number;
  /** `go-on`: after that long the work is done without the lock, for what must not wait for anybody. */
  readonly ifBusy?: 'fail' | 'go-on';
  /** Handed in by tests. */
  readonly facts?: ProcessFacts;
  readonly now?: () => number;
}

/** Of this thread, by the ids of their owners. */
const held = new Set<string>();
const system = systemProcesses();

/**
 * Runs `work` while no other companion on this computer holds the lock; fails with `busy` when it isn't free within
 * `waitMs` milliseconds, and `storage-failed` when the lock can't be written.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<Result<T>>,
  options: LockOptions = {},
): Promise<Result<T>> {
  const lock = `${path}.lock`;
  const { waitMs = 5_000, ifBusy = 'fail', facts = system, now = Date.now } = options;
  const owner = { ...(await facts.own()), id: chance() };
  held.add(owner.id);
  try {
    const taken = await taking({ lock, owner, facts, now }, waitMs);
    if (taken === 'taken') return await working(lock, owner, now, work);
    if (ifBusy === 'go-on') return await work();
    return failed(taken === 'busy' ? failure('busy') : storageFailure(path, taken.refused));
  } finally {
    held.delete(owner.id);
  }
}

interface Try {
  readonly lock: string;
  readonly owner: LockOwner;
  readonly facts: ProcessFacts;
  readonly now: () => number;
}

/** `refused`: what the system says, where the lock can be neither taken nor looked at. */
async function taking(parts: Try, waitMs: number): Promise<'taken' | 'busy' | { refused: unknown }> {
  let refused = 0;
  for (let tries = Math.ceil(waitMs / retryMs); ; tries -= 1) {
    try {
      await mkdir(dirname(parts.lock), { recursive: true, mode: 0o700 });
      if (await take(parts.lock, parts)) return 'taken';
    } catch (error) {
      refused += 1;
      if (refused > retriesOfRefused) return { refused: error };
      tries += 1;
    }
    if (tries <= 0) return 'busy';
    await pause(retryMs);
  }
}

async function working<T>(
  lock: string,
  owner: LockOwner,
  now: () => number,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const renewing = setInterval(() => {
    // One that was taken over isn't there, or isn't ours, any more; its new owner dates it as well.
    dateAt(lock, now()).catch(() => {});
  }, renewMs);
  renewing.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await giveBack(lock, owner);
  }
}

const dateAt = (path: string, at: number): Promise<void> => utimes(path, at / 1_000, at / 1_000);

/** One that can't be removed is nobody's after `staleMs`, as it isn't dated anew. */
async function giveBack(lock: string, owner: LockOwner): Promise<void> {
  for (let retries = 0; retries <= retriesOfRefused; retries += 1) {
    try {
      const found = await look(lock);
      if (found?.owner?.id === owner.id) await unlink(lock);
      return;
    } catch {
      // Windows refuses it while a scanner has it open.
      await pause(retryMs);
    }
  }
}

/** A lock as it was seen; without an owner it is an older version's, a folder, or not written yet. */
interface Seen {
  readonly name: string;
  readonly owner: LockOwner | undefined;
  readonly isFolder: boolean;
  readonly datedAt: number;
}

async function look(lock: string): Promise<Seen | undefined> {
  try {
    const found = await lstat(lock);
    const isFolder = found.isDirectory();
    // A link to nowhere, or gone by now, which is noticed before anything is done about it.
    const text = isFolder ? '' : await readFile(lock, 'utf8').catch(missingIsFine);
    const owner = ownerIn(text ?? '');
    return { name: owner?.id ?? `${found.ino}`, owner, isFolder, datedAt: found.mtimeMs };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** One try. */
async function take(lock: string, parts: Try): Promise<boolean> {
  const seen = await look(lock);
  if (!seen) return place(lock, parts.owner);
  return (await isLeft(lock, seen, parts)) && takeOver(lock, seen, parts);
}

/** Whether nobody has it any more. */
async function isLeft(lock: string, { owner, datedAt }: Seen, { facts, now }: Try): Promise<boolean> {
  const state = owner ? await ownerState(owner, facts, held) : 'unknown';
  if (state !== 'unknown') return state === 'dead';
  const age = now() - datedAt;
  // Of a later time, as before a clock was set back: dated now, it is of a moment from which time can be counted. An owner that
  // lives dates it anew.
  if (age < -coarseMs) await dateAt(lock, now());
  return age > staleMs;
}

/**
 * Only one may remove what an owner left: whoever has the lock of that very removal, which is named after that owner and is taken
 * in the same way. So a lock that somebody has taken meanwhile is never removed for the one that stood there before.
 */
async function takeOver(lock: string, seen: Seen, parts: Try): Promise<boolean> {
  const removal = `${lock}.${seen.name}`;
  if (!(await take(removal, parts))) return false;
  try {
    const still = await look(lock);
    if (still?.name !== seen.name || still.datedAt !== seen.datedAt) return false;
    if (seen.isFolder) {
      await rmdir(lock);
      return await place(lock, parts.owner);
    }
    const temporary = await written(lock, parts.owner);
    await rename(temporary, lock).catch(async (error: unknown) => {
      await unlink(temporary).catch(() => {});
      throw error;
    });
    return true;
  } finally {
    // A kill right before this leaves a small file that nobody asks for any more.
    await unlink(removal);
  }
}

/** Whole or not at all, and only if nothing is there. */
async function place(lock: string, owner: LockOwner): Promise<boolean> {
  const temporary = await written(lock, owner);
  try {
    linkSync(temporary, lock);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (!cannotLink.has(systemCode(error))) throw error;
  } finally {
    await unlink(temporary).catch(() => {});
  }
  return placeWithoutLink(lock, owner);
}

/** Killed halfway it leaves one without an owner, which is then nobody's by its date. */
async function placeWithoutLink(lock: string, owner: LockOwner): Promise<boolean> {
  try {
    await writeFile(lock, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function written(lock: string, owner: LockOwner): Promise<string> {
  const temporary = temporaryFor(lock);
  try {
    await writeFile(temporary, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
    return temporary;
  } catch (error) {
    // On a full disk it is there, and empty.
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

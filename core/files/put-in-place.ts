import { linkSync, lstatSync, renameSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Failure, failure } from '../../shared/failure.ts';
import { systemCode } from './file-failure.ts';
import { type FileIdentity, identityIfStill, isStill } from './same-file.ts';

/** Milliseconds between attempts on Windows, where a file that a scanner or its program has open can't be replaced. */
const pausesMs = [10, 20, 40, 80, 160, 320, 640, 640];

const heldOpen = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** File systems without a second name for a file, or that don't allow one. */
export const cannotLink = new Set([
  'EPERM',
  'EACCES',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
  'EINVAL',
]);

/**
 * Puts a finished temporary file where `target` is, if that still is what `mustStillBe` says; answers
 * `config-changed-meanwhile` otherwise. Throws the system's errors. On Windows a file that is held open is tried again
 * for two seconds.
 */
export async function putInPlace(parts: {
  temporary: string;
  target: string;
  mustStillBe: Buffer | 'absent' | undefined;
  platform: NodeJS.Platform;
}): Promise<Failure | undefined> {
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return await tryOnce(parts);
    } catch (error) {
      const mayPass = parts.platform === 'win32' && heldOpen.has(systemCode(error));
      if (!mayPass || pauseMs === undefined) throw error;
    }
    await pause(pauseMs);
  }
  return failure('internal', { path: parts.target });
}

async function tryOnce({
  temporary,
  target,
  mustStillBe,
}: Parameters<typeof putInPlace>[0]): Promise<Failure | undefined> {
  if (mustStillBe === 'absent') return makeNew(temporary, target);
  if (mustStillBe === undefined) return renameAnyway(temporary, target);
  const identity = await identityIfStill(target, mustStillBe);
  return 'code' in identity ? identity : renameIfStill(temporary, target, identity);
}

function renameAnyway(temporary: string, target: string): undefined {
  renameSync(temporary, target);
}

/** The two calls follow each other at once: only a change within these microseconds can't be seen by anybody. */
function renameIfStill(temporary: string, target: string, identity: FileIdentity): Failure | undefined {
  if (!isStill(target, identity)) return failure('config-changed-meanwhile', { path: target });
  renameSync(temporary, target);
  return undefined;
}

/** A second name is given only if it is free; the first one goes with the temporary file. */
function makeNew(temporary: string, target: string): Failure | undefined {
  const changed = failure('config-changed-meanwhile', { path: target });
  try {
    linkSync(temporary, target);
    return undefined;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return changed;
    if (!cannotLink.has(systemCode(error))) throw error;
  }
  if (lstatSync(target, { throwIfNoEntry: false })) return changed;
  renameSync(temporary, target);
  return undefined;
}

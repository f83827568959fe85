/**
 * Replacing a file whose nature a rename would change: a second name of it would keep the old content, what is mounted
 * over it can't be renamed over, and attributes besides mode and owner would be gone.
 */
import { constants } from 'node:fs';
import { open, unlink, writeFile } from 'node:fs/promises';
import type { Failure } from '../../shared/failure.ts';
import type { FileNature } from './replace-file.ts';
import { runApart } from './run-apart.ts';
import { identityIfStill, isStill } from './same-file.ts';
import { copyNameFor } from './temporary-file.ts';

/** Milliseconds for copying attributes, which takes a few. */
const attributesMs = 5_000;

export const keepNature: FileNature = { takeAttributes, writeInPlace };

/**
 * Gives a file the extended attributes of another; on Linux by the system's `cp`, as Node can't. Where that can't be had they
 * are lost, which is no reason to keep anybody from connecting. macOS has nothing that leaves the content alone.
 */
async function takeAttributes(from: string, to: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const args = ['--attributes-only', '--preserve=xattr', '--', from, to];
  await runApart(
    { file: 'cp', args },
    {
      timeoutMs: attributesMs,
      cwd: '/',
    },
  ).catch(() => {});
}

/**
 * Writes over a file's content, with a copy of what was there beside it first; that stays only if writing failed halfway and
 * what was there couldn't be written back, or after a kill. Throws the system's errors.
 */
async function writeInPlace(target: string, bytes: Buffer, was: Buffer): Promise<Failure | undefined> {
  const identity = await identityIfStill(target, was);
  if ('code' in identity) return identity;
  const copy = copyNameFor(target);
  await writeFile(copy, was, { mode: 0o600, flag: 'wx', flush: true });
  let isWhole = true;
  try {
    if (!isStill(target, identity)) return { code: 'config-changed-meanwhile', path: target };
    isWhole = false;
    await overwrite(target, bytes);
    isWhole = true;
    return undefined;
  } catch (error) {
    await overwrite(target, was).then(
      () => {
        isWhole = true;
      },
      () => {},
    );
    throw error;
  } finally {
    if (isWhole) await unlink(copy).catch(() => {});
  }
}

/** Without an empty file in between, which a reader could take for the whole. */
async function overwrite(target: string, bytes: Buffer): Promise<void> {
  const file = await open(target, constants.O_WRONLY);
  try {
    await file.writeFile(bytes);
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

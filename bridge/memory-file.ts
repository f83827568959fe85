import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryFor } from '../core/files/temporary-file.ts';
import { withoutTokens } from '../shared/tokens.ts';

/** Bytes; what is larger isn't read quicker than asked. */
export const largestMemory = 1024 * 1024;

/**
 * Replaces the file as a whole, for nobody else to read; without a text there is none afterwards. Nothing is written
 * where the companion has no folder of its own, and neither what is too large to be read again nor a token ever is.
 * Throws what the system says.
 */
export function replaceMemory(path: string, text: string | undefined): void {
  if (text === undefined || Buffer.byteLength(text) > largestMemory || withoutTokens(text) !== text) {
    rmSync(path, { force: true });
    return;
  }
  const temporary = temporaryFor(path);
  try {
    makeFolder(dirname(path));
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

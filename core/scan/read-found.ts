import { type FileHandle, open } from 'node:fs/promises';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isKeyToken, tokenHint } from '../../shared/tokens.ts';
import { storageFailure } from '../files/file-failure.ts';
import { bytesPerCharacter, type FoundToken, type TokenPlace } from './found-token.ts';

/** Characters of the longest key that is looked for. */
const longest = 519;

/**
 * The token that was found, read again from its place, because it is kept nowhere else. `entry-changed` when something else
 * stands there by now.
 */
export async function readFoundToken({ path, ...place }: FoundToken): Promise<Result<string>> {
  try {
    const file = await open(path, 'r');
    try {
      const token = await tokenAt(file, place);
      return isKeyToken(token) && tokenHint(token) === place.hint
        ? ok(token)
        : failed(failure('entry-changed', { path }));
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed(storageFailure(path, error));
  }
}

async function tokenAt(file: FileHandle, { offset, encoding }: TokenPlace): Promise<string> {
  const bytes = Buffer.alloc(longest * bytesPerCharacter(encoding));
  const firstLetter = encoding === 'utf-16be' ? offset + 1 : offset;
  const { bytesRead } = await file.read(bytes, 0, bytes.length, firstLetter);
  const text = bytes.toString('latin1', 0, bytesRead);
  // As it was looked for: what is glued to a key, an underscore too, is none of it.
  const letters = encoding === 'utf-8' ? text : (/^(?:\w\0)*\w/.exec(text)?.[0] ?? '').replaceAll('\0', '');
  return /^fm_org_[0-9A-Za-z]+/.exec(letters)?.[0] ?? '';
}

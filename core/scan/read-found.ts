import { open } from 'node:fs/promises';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isKeyToken, tokenHint } from '../../shared/tokens.ts';
import { storageFailure } from '../files/file-failure.ts';
import type { FoundToken } from './search-file.ts';
import { decodeToken } from './token-search.ts';

/**
 * The token that was found, read again from its place, because it is kept nowhere else. `entry-changed` when something else
 * stands there by now.
 */
export async function readFoundToken(found: FoundToken): Promise<Result<string>> {
  const { path, offset, length, encoding, hint } = found;
  try {
    const file = await open(path, 'r');
    try {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      const token = decodeToken(bytes.subarray(0, bytesRead), encoding);
      return isKeyToken(token) && tokenHint(token) === hint
        ? ok(token)
        : failed(failure('entry-changed', { path }));
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed(storageFailure(path, error));
  }
}

/**
 * `.convene-scan-ignore`: known findings to pass over, one SHA-256 of a whole key a line, in hexadecimal, with words behind it
 * if wanted; `#` begins a comment. A key has more chance in it than can be tried, so its hash doesn't tell it.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { replaceFile } from '../files/replace-file.ts';

export const ignoreListName = '.convene-scan-ignore';

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Fails with `bad-input`, naming the line, when something in it is no hash: passing over too little or too much would be silent. */
export async function readIgnoreList(path: string): Promise<Result<ReadonlySet<string>>> {
  const text = await textOf(path);
  if (!text.ok) return text;
  const hashes = new Set<string>();
  for (const [index, line] of text.value.split(/\r?\n/).entries()) {
    const [first = ''] = line.trim().split(/\s+/, 1);
    if (first === '' || first.startsWith('#')) continue;
    if (!/^[0-9a-f]{64}$/i.test(first))
      return failed(
        failure('bad-input', { path, detail: `Line ${index + 1} of ${path} is no SHA-256 of a key.` }),
      );
    hashes.add(first.toLowerCase());
  }
  return ok(hashes);
}

/** Adds lines at the end; answers how many weren't there yet. */
export async function addToIgnoreList(
  path: string,
  found: readonly { readonly hash: string; readonly note: string }[],
): Promise<Result<number>> {
  const known = await readIgnoreList(path);
  if (!known.ok) return known;
  const added = new Map(
    found.filter(({ hash }) => !known.value.has(hash)).map(({ hash, note }) => [hash, note]),
  );
  if (added.size === 0) return ok(0);
  const text = await textOf(path);
  if (!text.ok) return text;
  const before = text.value === '' || text.value.endsWith('\n') ? text.value : `${text.value}\n`;
  const lines = [...added].map(([hash, note]) => `${hash} ${note}\n`);
  const written = await replaceFile(path, Buffer.from(before + lines.join('')));
  return written.ok ? ok(added.size) : written;
}

async function textOf(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? ok('') : failed(storageFailure(path, error));
  }
}

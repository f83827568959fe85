import { readlink, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemCode } from './file-failure.ts';

/**
 * Where a file lies, or would lie: links are followed, one to a file that isn't there yet too. Throws the system's
 * error when they lead in a circle or a folder is missing or closed.
 */
export async function whereItLies(path: string): Promise<string> {
  const real = await realpath(path).catch(missingIsFine);
  if (real !== undefined) return real;
  const link = await readlink(path).catch(notALinkIsFine);
  return link === undefined ? path : whereItLies(resolve(await realpath(dirname(path)), link));
}

export const missingIsFine = (error: unknown): undefined => {
  if (systemCode(error) === 'ENOENT') return undefined;
  throw error;
};

const notALinkIsFine = (error: unknown): undefined => {
  // EINVAL and, on Windows, UNKNOWN: there is something, but no link.
  if (['ENOENT', 'EINVAL', 'UNKNOWN'].includes(systemCode(error))) return undefined;
  throw error;
};

/** Where a link leads that leads to nothing; undefined for what is no link or isn't there either. */
export async function brokenLink(path: string): Promise<string | undefined> {
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? undefined : resolve(dirname(path), link);
}

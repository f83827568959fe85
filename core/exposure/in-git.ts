import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import type { ExposureFinding } from '../../shared/exposure.ts';

type InGit = ExposureFinding['git'];

/** Milliseconds for one question to git. */
const deadlineMs = 5_000;

/**
 * Whether a git repository keeps the file; undefined where it is in none. `unknown`: it is in one, and git couldn't be asked.
 */
export async function inGit(path: string): Promise<InGit> {
  const git = (...args: string[]): Promise<number | 'missing'> => ask(dirname(path), args);
  const inside = await git('rev-parse', '--is-inside-work-tree');
  if (inside === 'missing') return undefined;
  if (inside !== 0) return undefined;
  const name = `./${basename(path)}`;
  const tracked = await git('ls-files', '--error-unmatch', '--', name);
  if (tracked === 0) return 'tracked';
  const ignored = await git('check-ignore', '--quiet', '--', name);
  if (ignored === 0) return 'ignored';
  return tracked === 1 && ignored === 1 ? 'untracked' : 'unknown';
}

/** Git's exit status. A repository's own settings must start nothing: no pager, no monitor of files, no hooks. */
const ask = (folder: string, args: readonly string[]): Promise<number | 'missing'> =>
  new Promise((answer) => {
    const safe = ['-C', folder, '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-pager'];
    execFile('git', [...safe, ...args], { timeout: deadlineMs, windowsHide: true }, (error) => {
      if (!error) answer(0);
      else answer(typeof error.code === 'number' ? error.code : 'missing');
    });
  });

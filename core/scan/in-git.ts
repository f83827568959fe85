/**
 * Whether a file lies in a git repository. Git itself is never asked: a repository's own settings can name programs that git
 * then starts, and this one may be anybody's. So whether its history holds the file isn't known.
 */
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Answers for a file: whether there is a `.git`, a folder or a file, beside it or further up. Each folder is looked at once. */
export function openInGit(): (path: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();

  const isIn = (folder: string): Promise<boolean> => {
    const answer = known.get(folder) ?? look(folder);
    known.set(folder, answer);
    return answer;
  };
  async function look(folder: string): Promise<boolean> {
    if (await isThere(join(folder, '.git'))) return true;
    const above = dirname(folder);
    return above !== folder && isIn(above);
  }

  return (path) => isIn(dirname(path));
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

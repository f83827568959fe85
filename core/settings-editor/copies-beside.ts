import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { KeyLeftInFile } from '../../shared/settings.ts';
import { readAtMost } from '../files/read-at-most.ts';
import { holdsKey } from './keys-in-bytes.ts';
import { largestBytes } from './parse-settings.ts';

/** Files of one name that are looked at in one folder. */
const mostFiles = 200;

/**
 * Copies of settings files that others made and that hold a key of Convene: an editor’s or the program’s own, in the file’s
 * folder or in one of `folders`. They aren’t ours, so nothing in them is changed. `itself`: whether the settings files count too.
 */
export async function keysBeside(
  paths: readonly string[],
  options: { readonly itself: boolean; readonly folders?: readonly string[] },
): Promise<KeyLeftInFile[]> {
  const settings = new Map<string, string>();
  const copies = new Set<string>();
  for (const path of paths) {
    const real = await realpath(path).catch(() => path);
    if (!settings.has(real)) settings.set(real, path);
    for (const copy of await copiesOf([path, real], options.folders ?? [])) copies.add(copy);
  }
  const isSettings = new Set([...settings.keys(), ...settings.values()]);
  const left: KeyLeftInFile[] = [];
  for (const copy of copies)
    if (!isSettings.has(copy)) left.push(...(await keyIn(copy, { path: copy, why: 'not-ours' })));
  for (const [real, path] of options.itself ? settings : [])
    left.push(...(await keyIn(real, { path, why: 'settings' })));
  return left;
}

/** By either name of a file, in the folder of either. */
async function copiesOf(names: readonly string[], folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of new Set([...names.map((path) => dirname(path)), ...folders]))
    for (const name of new Set(names.map((path) => basename(path))))
      found.push(...(await named(folder, name)));
  return found;
}

/** `mcp.json.bak`, `.mcp.json.swp`, `#mcp.json#`, `mcp copy.json`: everything that is called after the file. */
async function named(folder: string, name: string): Promise<string[]> {
  const stem = bare(name).replace(/\.[^.]*$/, '');
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && isCalledAfter(entry.name, stem))
    .slice(0, mostFiles)
    .map((entry) => join(folder, entry.name));
}

const bare = (name: string): string => name.replace(/^[.#~]+/, '').toLowerCase();

function isCalledAfter(name: string, stem: string): boolean {
  const called = bare(name);
  return called.startsWith(stem) && !/^[a-z0-9]/.test(called.slice(stem.length));
}

/** What is larger than settings can be isn't read, and is told as that. */
async function keyIn(file: string, told: KeyLeftInFile): Promise<KeyLeftInFile[]> {
  try {
    const bytes = await readAtMost(file, largestBytes);
    if (bytes === undefined) return [{ ...told, why: 'too-large' }];
    return holdsKey(bytes) ? [told] : [];
  } catch {
    // Nobody’s to say: it isn’t ours, and may be closed to us.
    return [];
  }
}

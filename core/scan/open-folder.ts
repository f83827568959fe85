import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import type { SkippedReason } from '../../shared/scan.ts';

/** The system's own windows on itself: reading there can wait for ever. */
const notFiles: ReadonlySet<string> = new Set(
  process.platform === 'linux' ? ['/proc', '/sys', '/dev', '/run'] : ['/dev'],
);

/** What lies in a folder. Links aren't followed: what they lead to is looked at where it is, or isn't meant. */
export function openFolder(
  folder: string,
  onSkipped: (reason: SkippedReason) => void,
): { readonly folders: readonly string[]; readonly files: readonly string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  const before = folder.endsWith(sep) ? folder : folder + sep;
  for (const entry of entriesOf(folder, onSkipped)) {
    const path = before + entry.name;
    if (entry.isFile()) files.push(path);
    else if (entry.isSymbolicLink()) continue;
    else if (entry.isDirectory()) {
      if (notFiles.has(path)) onSkipped('special');
      else folders.push(path);
    } else sortUnknown(path, { folders, files, onSkipped });
  }
  return { folders, files };
}

function entriesOf(folder: string, onSkipped: (reason: SkippedReason) => void): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    onSkipped('unreadable');
    return [];
  }
}

/** Some file systems don't say in the folder what an entry is. */
function sortUnknown(
  path: string,
  into: { folders: string[]; files: string[]; onSkipped(reason: SkippedReason): void },
): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) into.folders.push(path);
  else if (found?.isFile()) into.files.push(path);
  else if (!found?.isSymbolicLink()) into.onSkipped(found ? 'special' : 'vanished');
}

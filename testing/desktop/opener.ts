/**
 * What opens addresses, files and mails on a Linux desktop (`xdg-open`, `xdg-email`), without opening any: what it was asked
 * for can be looked at.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Opener {
  /** Its folder comes first in the PATH. */
  readonly env: Readonly<Record<string, string>>;
}

const notes = (home: string): string => join(home, '.opened');
const openFileNotes = (home: string): string => join(home, '.open-files-of-opener');

export function installOpener(home: string): Opener {
  const bin = join(home, '.local/bin');
  mkdirSync(bin, { recursive: true });
  // Noted without a shell's own copies of its input and output, which "> file" for a part of a script would make.
  const script = `#!/bin/sh
printf '%s\\n' "$1" >> '${notes(home)}'
exec > '${openFileNotes(home)}' 2> /dev/null
for file in /proc/$$/fd/*; do
  case "$file" in */[012]) ;; *) readlink "$file" ;; esac
done
`;
  for (const name of ['xdg-open', 'xdg-email']) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  return { env: { PATH: `${bin}:${process.env.PATH ?? ''}` } };
}

const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];

/** What it was asked to open in this home, in order. */
export const openedIn = (home: string): string[] => linesOf(notes(home));

/** The files that it had open when it was last asked, besides input and output, which Chromium shares with what it starts. */
export const openFilesOfOpener = (home: string): string[] => linesOf(openFileNotes(home));

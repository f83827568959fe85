/** Why the app can't start. */
export type StartTrouble =
  /** A folder of its own that can't be used; `code` is the system's. */
  | { readonly kind: 'folder'; readonly path: string; readonly code: string }
  /** Who uses the profile is noted in this link, and that can't be made or read. */
  | { readonly kind: 'not-noted'; readonly path: string }
  | { readonly kind: 'unknown'; readonly what: string };

interface StartTroubleWords {
  readonly title: string;
  readonly todo: string;
}

const meanwhile =
  'Until then assistants that are connected go on, and keys are revoked on Convene’s own page, app.convene.markets/admin/api_keys.';

/** The folder can be read, and the app goes on. */
export const unwritableWords = (trouble: {
  readonly path: string;
  readonly code: string;
}): StartTroubleWords => ({
  title: 'The Companion can’t write in its own folder.',
  todo: `${folderTodo(trouble)} Until then you can look at keys, revoke them and cut off a lost device; connecting and replacing wait, and nothing of what you do is noted here.`,
});

/** `computer`: the other one's name. */
export const sharedFolderWords = (computer: string): StartTroubleWords => ({
  title: `“${computer}” uses this Companion’s folder at the same time.`,
  todo: 'Look at keys, revoke and cut off on either computer. Connect and replace keys only on the one where you did it first: each computer’s keychain holds its own keys only. Better give each a folder of its own, with CONVENE_COMPANION_HOME.',
});

/** What is in the way, what to do about it, and what works without. */
export function startTroubleWords(trouble: StartTrouble): StartTroubleWords {
  switch (trouble.kind) {
    case 'folder':
      return {
        title: 'The Companion can’t use its own folder.',
        todo: `${folderTodo(trouble)} ${meanwhile}`,
      };
    case 'not-noted':
      return {
        title: 'The Companion can’t tell whether it is running already.',
        todo: `It keeps a note of that in ${trouble.path}, and couldn’t make or read one. If nothing of yours is there, remove it; the disk has to be one that can hold links. Then open the Companion again.`,
      };
    case 'unknown':
      return {
        title: 'The Companion could not start.',
        todo: `Open it again. If it stays, write to hello@convene.markets and tell them this: ${trouble.what}`,
      };
  }
}

function folderTodo({ path, code }: { readonly path: string; readonly code: string }): string {
  const again = 'Then open the Companion again.';
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `There is a file where a folder has to be: ${path}. Move it away. ${again}`;
    case 'EACCES':
    case 'EPERM':
      return `You may not write in ${path}. Make that folder yours, with the right to write in it. ${again}`;
    case 'EROFS':
      return `The disk of ${path} can only be read. Make it writable. ${again}`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk of ${path} is full. Make room. ${again}`;
    default:
      return `${path} can’t be used (${code}). ${again}`;
  }
}

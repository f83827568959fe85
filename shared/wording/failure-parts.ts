import type { Failure, FailureReason, FileEncoding } from '../failure.ts';

/**
 * What a person reads when something failed: what happened, and what to do about it. Both are whole sentences in
 * an organizer's words, without codes, so the window and the command line can say the same.
 */
export interface FailureWords {
  readonly title: string;
  readonly todo: string;
}

/** A failure, and whose settings it is about: in short, in full, and its file. */
export interface Told {
  readonly failure: Failure;
  readonly client: string;
  readonly fullName: string;
  readonly file: string;
}

export const words = (title: string, todo: string): FailureWords => ({ title, todo });

export const support = 'hello@convene.markets';
export const untouched = 'We changed nothing in it.';

export const at = ({ path }: Failure): string => (path ? ` It is at ${path}.` : '');
export const quoted = (name: string | undefined, otherwise: string): string =>
  name ? `“${name}”` : otherwise;
export const typed = ({ command }: Failure, otherwise: string): string =>
  command ? `In a terminal, type: ${command}` : otherwise;

export const keyNameTaken = ({ failure: { name, free } }: Told): FailureWords =>
  words(
    `There is a working key called ${quoted(name, 'that')} already.`,
    free === undefined
      ? 'Choose another name, then try again.'
      : `${quoted(free, 'Another name')} is free: choose that, or another name.`,
  );

/** By name one of them can't be told from the other. */
export const deviceNameTaken = ({ failure: { name } }: Told): FailureWords =>
  words(
    `Another device is called ${quoted(name, 'that')} already.`,
    'If one of them were lost, the keys of both would be revoked. Choose another name.',
  );

export function place({ line, column }: Failure): string {
  if (line === undefined) return '';
  return column === undefined ? ` in line ${line}` : ` in line ${line}, at character ${column}`;
}

/** The connection is only to be checked where there is none. */
export const whatToDoOffline: Readonly<Record<FailureReason, string>> = {
  'no-network': 'Check this computer’s internet connection, then try again.',
  'name-unknown':
    'Its name isn’t known in this network. A filter may be in between: try another network, or ask whoever looks after this one.',
  refused: 'The server, or something in between, takes no connections now. Try again in a few minutes.',
  broken: 'The connection broke off. Try again in a moment.',
};

/** A file that isn't in UTF-8. */
export const encodingWords: Readonly<Record<FileEncoding, (told: Told) => FailureWords>> = {
  'utf-16': ({ client, file, failure }) =>
    words(
      `${file} is saved as UTF-16, which ${client} can’t read.`,
      `${untouched} Let us save it as UTF-8, or do that in an editor.${at(failure)}`,
    ),
  'latin-1': ({ client, file, failure }) =>
    words(
      `${file} isn’t saved as UTF-8, which ${client} needs${place(failure)}.`,
      `${untouched} It is in an older encoding, such as Latin-1. Open it in an editor that shows its letters right, and save it as UTF-8.${at(failure)}`,
    ),
  'zero-bytes': ({ file, failure }) =>
    words(
      `${file} is damaged: there are zero bytes in it.`,
      `${untouched} A power cut or a full disk leaves such. Look whether we can repair it, or bring an earlier copy back.${at(failure)}`,
    ),
};

/** What the system says of a file, and what to do about it, by its code. */
const systemWords: Readonly<Record<string, string>> = {
  ENOSPC: 'There is no room left on its disk. Make some, then try again.',
  EDQUOT: 'Your share of its disk is used up. Delete what you don’t need, then try again.',
  EIO: 'Its disk answers with errors. Copy what matters to you elsewhere, and have the disk looked at.',
  EROFS:
    'It lies where nothing can be changed. If something else makes it, such as Nix or an administrator, change it there.',
  EACCES: 'Allow your own account to read and write it and its folder, then try again.',
  EPERM: 'Allow your own account to read and write it and its folder, then try again.',
  EMFILE: 'Too many files are open on this computer. Close some programs, then try again.',
  ENFILE: 'Too many files are open on this computer. Close some programs, then try again.',
  EBUSY: 'Something else holds it. Close the programs that have it open, then try again.',
  ELOOP: 'It is a link that leads in a circle. Put the file itself there, then try again.',
  ENOENT: 'A folder on the way to it is gone. Bring it back, then try again.',
  ENOTDIR: 'A folder on the way to it is gone. Bring it back, then try again.',
  EXDEV: 'Its folder lies on two disks. Ask whoever set that up.',
  ESTALE: 'Its network drive doesn’t answer. Look whether it is connected, then try again.',
  ETIMEDOUT: 'Its network drive doesn’t answer. Look whether it is connected, then try again.',
  ENOTCONN: 'Its network drive doesn’t answer. Look whether it is connected, then try again.',
};

export const systemSays = ({ detail }: Failure, otherwise: string): string =>
  (detail === undefined ? undefined : systemWords[detail]) ?? otherwise;

/** Folders of package managers; what lies in them is made anew from elsewhere. */
const stores = /^\/(?:nix|gnu)\/store\//;

/** Where a link leads, if it does. */
export const behindLink = ({ name }: Failure): string =>
  name === undefined ? '' : ` It is a link to ${name}.`;

export const isInStore = ({ path = '', name = path }: Failure): boolean => stores.test(name);

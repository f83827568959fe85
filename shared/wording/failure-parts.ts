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

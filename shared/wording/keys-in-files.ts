import type { KeyLeftInFile } from '../settings.ts';

/** A file in which a key may still stand, and what to do about it. */
export function keyLeftWords({ path, why, detail }: KeyLeftInFile): { title: string; todo: string } {
  const because = detail === undefined ? '' : ` (${detail})`;
  switch (why) {
    case 'settings':
      return {
        title: `A Convene key that was put there by hand stands in ${path}.`,
        todo: 'It isn’t ours, so it stays. If it isn’t needed, revoke it on Convene’s web page.',
      };
    case 'not-ours':
      return {
        title: `A copy that we didn’t make holds a Convene key: ${path}.`,
        todo: 'Delete it, or revoke the key that stands in it.',
      };
    case 'unreadable':
      return { title: `${path} can’t be read${because}.`, todo: mayHold };
    case 'not-written':
      return {
        title: `A Convene key stands in ${path}, which can’t be changed${because}.`,
        todo: 'Delete that file.',
      };
    case 'link':
      return { title: `${path} is a link, and isn’t followed.`, todo: mayHold };
    case 'too-large':
      return { title: `${path} is too large to look through.`, todo: mayHold };
    case 'too-many':
      return { title: `${path} holds more than we look through.`, todo: mayHold };
    case 'busy':
      return {
        title: `Another Companion works in ${path}.`,
        todo: 'Close it, and sign in and out once more.',
      };
  }
}

const mayHold = 'It may hold a Convene key. Delete it if you don’t need it.';

import { type Failure, failure } from '../shared/failure.ts';
import { failureMessage } from '../shared/wording/failures.ts';
import { revocationTrouble } from '../shared/wording/revocation.ts';

/** A command that can't be run as it was typed; `sentence` is for people. */
export const wrongUse = (sentence: string, facts: { name?: string } = {}): Failure =>
  failure('bad-input', { ...facts, detail: sentence });

/** What happened and what to do, a line each. As in the window, but for what is done differently here. */
export function failureLines(problem: Failure): string[] {
  const { title, todo } = ownWords(problem) ?? troubleWords(problem) ?? failureMessage(problem);
  return [title, ...(todo ? [todo] : [])];
}

/** A key may work still; how to treat it comes first. */
function troubleWords(problem: Failure): { title: string; todo: string } | undefined {
  const trouble = revocationTrouble(problem);
  if (!trouble) return undefined;
  const { title, live, mark, happened, todo } = trouble;
  const key = problem.name ? `${mark}: “${problem.name}”. ` : '';
  const asks = mark === 'Not confirmed' ? 'keys list asks Convene again; so does keys revoke.' : todo;
  return { title: `${title} ${live}`, todo: `${key}${happened} ${asks}` };
}

function ownWords({ code, client, detail }: Failure): { title: string; todo: string } | undefined {
  switch (code) {
    case 'bad-input':
    case 'nothing-to-do':
    case 'consent-needed':
      return detail ? { title: asSentence(detail), todo: '' } : undefined;
    // A command of the person's; without one it is that of a program.
    case 'client-command-failed':
      return detail && !client ? { title: asSentence(detail), todo: '' } : undefined;
    case 'keychain-no-bus':
      return {
        title: 'No desktop session was found, so the keychain can’t be reached.',
        todo: 'Run this in a session of this computer’s desktop. A server has none: docs/command-line.md, “On a server”, gives it one.',
      };
    case 'signed-out':
      return { title: 'You’re not signed in.', todo: 'Run: convene-companion login' };
    case 'sign-in-not-offered':
      return {
        title: 'This Convene doesn’t offer sign-in for apps.',
        todo: 'Paste a key instead: convene-companion login --key. Make and revoke keys on Convene’s web page.',
      };
    case 'config-ambiguous':
      return {
        title: 'There is more than one file that could be meant.',
        todo: `convene-companion settings ${client ?? 'claude-desktop'} lists them. Choose one: connect ${client ?? 'claude-desktop'} --file <path>`,
      };
    default:
      return undefined;
  }
}

export function asSentence(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

import { clientNames, clientShortNames } from '../clients.ts';
import type { Failure } from '../failure.ts';

/**
 * What a person reads when something failed: what happened, and what to do about it. Both are whole sentences in
 * an organizer's words, without codes, so the window and the command line can say the same.
 */
export interface FailureWords {
  readonly title: string;
  readonly todo: string;
}

const words = (title: string, todo: string): FailureWords => ({ title, todo });

const support = 'hello@convene.markets';
const untouched = 'We changed nothing in it.';

const at = ({ path }: Failure): string => (path ? ` It is at ${path}.` : '');
const quoted = (name: string | undefined, otherwise: string): string => (name ? `“${name}”` : otherwise);
const typed = ({ command }: Failure, otherwise: string): string =>
  command ? `In a terminal, type: ${command}` : otherwise;

function place({ line, column }: Failure): string {
  if (line === undefined) return '';
  return column === undefined ? ` in line ${line}` : ` in line ${line}, at character ${column}`;
}

/** The words for a failure. Adding a code without words doesn't compile. */
export function failureMessage(failure: Failure): FailureWords {
  const client = clientShortNames[failure.client ?? 'claude-desktop'];
  const fullName = clientNames[failure.client ?? 'claude-desktop'];
  const file = `${client}’s settings file`;
  switch (failure.code) {
    case 'offline':
      return words('Convene can’t be reached.', 'Check this computer’s internet connection, then try again.');
    case 'timed-out':
      return words(
        'There was no answer in time.',
        'Try again. If it keeps happening, check your connection.',
      );
    case 'refused':
      return words(
        'Convene refused this key.',
        'It was revoked or mistyped. Make a new one, or paste one that works.',
      );
    case 'signed-out':
      return words('You’ve been signed out.', 'Your session ended on Convene. Sign in again to go on.');
    case 'not-allowed':
      return words(
        'Convene doesn’t allow this.',
        'Admins and market managers can manage keys. Ask one of them, or have them change your role.',
      );
    case 'not-found':
      return words('Convene doesn’t know this any more.', 'It may have been removed elsewhere. Look again.');
    case 'conflict':
      return words(
        `There is a working key called ${quoted(failure.name, 'that')} already.`,
        'Revoke that key first, or give this computer another name, then try again.',
      );
    case 'invalid':
      return words('Convene didn’t accept this.', 'Check what you entered, then try again.');
    case 'server-error':
      return words(
        'Convene has a problem of its own.',
        `Try again in a few minutes. If it stays, write to ${support}.`,
      );
    case 'unexpected-answer':
      return words(
        'Something other than Convene answered.',
        'A Wi-Fi sign-in page or a filter may be in between. Open a web page to check, then try again.',
      );
    case 'clock-wrong':
      return words(
        'This computer’s clock is wrong.',
        'Set date and time to automatic in the system settings, then try again.',
      );

    case 'revocation-unconfirmed':
      return words(
        `Convene hasn’t confirmed that ${quoted(failure.name, 'the key')} is revoked.`,
        'It may have been revoked, or not. Treat this key as live. We keep trying.',
      );
    case 'revoked-key-accepted':
      return words(
        `Convene says revoked, but ${quoted(failure.name, 'the key')} still works.`,
        `Treat this key as live. Try once more; if it stays, write to ${support}.`,
      );

    case 'sign-in-not-offered':
      return words(
        'This Convene doesn’t offer sign-in for apps.',
        'You can paste a key instead, and make or revoke keys on Convene’s web page.',
      );
    case 'sign-in-denied':
      return words(
        'Sign-in was denied in the browser.',
        `If that was you, sign in again when you’re ready. If it wasn’t, write to ${support}.`,
      );
    case 'sign-in-expired':
      return words('The code ran out before it was approved.', 'Sign in again to get a new one.');
    case 'sign-in-cancelled':
      return words('You stopped signing in.', 'Nothing was changed. Sign in again whenever you like.');
    case 'not-a-key':
      return words(
        'This isn’t a Convene key.',
        'A key starts with fm_org_ and is one long word. Copy all of it, without quotation marks.',
      );

    case 'keychain-locked':
      return words(
        'This computer’s keychain is locked.',
        typed(failure, 'Unlock it, for example by signing in to this computer anew, then try again.'),
      );
    case 'keychain-no-service':
      return words(
        'This computer has no keychain running.',
        typed(failure, 'Start the system’s password service, then try again.'),
      );
    case 'keychain-library-missing':
      return words(
        'A part that reaches the keychain is missing.',
        typed(failure, 'Install libsecret, then try again.'),
      );
    case 'keychain-failed':
      return words(
        'The keychain didn’t do what we asked.',
        'Try again. If it stays, restart this computer: nothing is lost.',
      );
    case 'secret-missing':
      return words(
        'The key is no longer in this computer’s keychain.',
        'Somebody or something removed it. Connect again to make a new one.',
      );

    case 'config-missing':
      return words(
        `${file} isn’t there.`,
        `Install ${fullName} and open it once, then quit it and try again.`,
      );
    case 'config-empty':
      return words(
        `${file} is empty.`,
        `Open ${client} once so that it writes a fresh one, then quit it and try again.${at(failure)}`,
      );
    case 'config-not-a-file':
      return words(
        `Where ${file} should be, there is something else.`,
        `Move it away, open ${client} once, quit it, then try again.${at(failure)}`,
      );
    case 'config-unreadable':
      return words(
        `${file} may not be read.`,
        `Allow your own account to read it, then try again.${at(failure)}`,
      );
    case 'config-not-writable':
      return words(
        `${file} may not be changed.`,
        `Allow your own account to write it and its folder, then try again.${at(failure)}`,
      );
    case 'config-too-large':
      return words(
        `${file} is far larger, or nested far deeper, than settings are.`,
        `${untouched} Something else wrote into it. Ask whoever set it up.${at(failure)}`,
      );
    case 'config-byte-order-mark':
      return words(
        `${file} starts with an invisible mark that ${client} can’t read.`,
        `${untouched} Let us repair it, or save it as “UTF-8” without a mark (BOM).${at(failure)}`,
      );
    case 'config-not-json':
      return words(
        `${file} has a mistake${place(failure)}.`,
        `${untouched} Often a comma or a quotation mark is missing or too many. Fix it, then try again.${at(failure)}`,
      );
    case 'config-not-an-object':
      return words(
        `${file} isn’t written the way ${client} writes it.`,
        `${untouched} Its first sign should be a curly bracket. Fix it, then try again.${at(failure)}`,
      );
    case 'config-servers-not-an-object':
      return words(
        `“${failure.name ?? 'mcpServers'}”${place(failure)} of ${file} isn’t a list of servers.`,
        `${untouched} Fix or remove that part, then try again.${at(failure)}`,
      );
    case 'config-ambiguous':
      return words(
        `There is more than one file that ${client} may read its settings from.`,
        'Choose the one that is meant. If you don’t know, choose the one that was written last.',
      );
    case 'config-changed-meanwhile':
      return words(
        `${file} was changed by another program just now.`,
        `Quit ${client}, close other editors of that file, then try again.`,
      );
    case 'backup-missing':
      return words(
        'That copy of the file isn’t there any more.',
        'Only the newest 20 are kept. Choose another one.',
      );
    case 'nothing-to-undo':
      return words(
        'There is no change of ours to undo.',
        'Look at the earlier copies, and restore one of them.',
      );
    case 'entry-name-taken':
      return words(
        `${file} has an entry called ${quoted(failure.name, 'the same')} that isn’t ours.`,
        `${untouched} Rename or remove that entry, then try again.${at(failure)}`,
      );

    case 'claude-running':
      return words(
        'Claude is still open.',
        'Closing its window isn’t enough: choose Quit in Claude’s menu or from its tray icon.',
      );
    case 'claude-not-running':
      return words('Claude isn’t open yet.', 'Start Claude. It reads its settings only when it starts.');
    case 'claude-not-restarted':
      return words(
        'Claude has been open since before the change.',
        'Quit it fully, then start it again. It reads its settings only when it starts.',
      );
    case 'claude-did-not-quit':
      return words(
        'We asked Claude to quit, and it is still open.',
        'It may be asking you something. Look at its window, or choose Quit in its menu or from its tray icon.',
      );
    case 'claude-did-not-start':
      return words('Claude couldn’t be started from here.', 'Start it the way you always do; we notice it.');
    case 'local-servers-forbidden':
      return words(
        'Whoever manages this computer has switched off local helpers in Claude.',
        'So a connection wouldn’t work, and we changed nothing. Ask them to allow local MCP servers for Claude.',
      );
    case 'client-missing':
      return words(
        `${fullName} isn’t on this computer.`,
        `Install ${fullName} and open it once, then look again.`,
      );
    case 'client-command-failed':
      return words(
        `${fullName} didn’t take the change.`,
        `Check that ${fullName} works and is up to date, then try again.`,
      );
    case 'entry-vanished':
      return words(
        `Our entry is gone from ${client}’s settings.`,
        `That happens when ${client} was still open in the background. Quit it fully, then put the entry back.`,
      );
    case 'entry-keeps-vanishing':
      return words(
        `${client} removes our entry each time it starts.`,
        `We put it back three times and stopped. Update ${client}, or ask us: ${support}.${at(failure)}`,
      );
    case 'entry-changed':
      return words(
        `Our entry in ${file} was changed.`,
        'It starts something else than our helper now. Put it back, or disconnect.',
      );
    case 'entry-stale':
      return words(
        `Our entry in ${file} points to where our helper was before.`,
        'The Companion was moved or updated. Put the entry right, then start the program again.',
      );
    case 'helper-not-started':
      return words(
        `${client} hasn’t started our helper yet.`,
        `Quit ${client} fully and start it again. Its own log says more.${at(failure)}`,
      );
    case 'bridge-missing':
      return words(
        'Our helper program isn’t where it should be.',
        `Install Convene Companion again, then try again.${at(failure)}`,
      );
    case 'bridge-did-not-start':
      return words(
        'Our helper program didn’t start.',
        'A virus scanner may hold it back. Restart this computer, or install the Companion again.',
      );
    case 'bridge-silent':
      return words(
        'Our helper program started but didn’t answer.',
        'Try again. If it stays, restart this computer.',
      );
    case 'tool-failed':
      return words(
        'The key works, but the question wasn’t answered.',
        `Try again in a few minutes. If it stays, write to ${support}.`,
      );
    case 'nothing-to-do':
      return words('There is nothing to do here.', 'It was finished or taken back already.');

    case 'consent-needed':
      return words('This needs your consent first.', 'Look at what would change, then agree to it.');

    case 'storage-failed':
      return words(
        'Our own files can’t be read or written.',
        `Check that the disk isn’t full and that you may write there, then try again.${at(failure)}`,
      );
    case 'busy':
      return words(
        'Another Convene Companion is doing this right now.',
        'Wait until it has finished, or close it, then try again.',
      );
    case 'bad-input':
      return words('This can’t be used as it is.', 'Check what you entered, then try again.');
    case 'untrusted-sender':
      return words(
        'This page may not ask the Companion for anything.',
        'Close the window and open Convene Companion again.',
      );
    case 'notifications-unavailable':
      return words(
        'This computer doesn’t show our notifications.',
        'What is due is told here in the window instead. On Linux they need the package libnotify4 and a desktop that shows them.',
      );
    case 'internal':
      return words(
        'The Companion made a mistake.',
        `Try again. If it stays, close and reopen the Companion, or write to ${support}.`,
      );
  }
}

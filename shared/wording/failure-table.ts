import type { FailureCode } from '../failure.ts';
import {
  at,
  deviceNameTaken,
  type FailureWords,
  keyNameTaken,
  quoted,
  support,
  systemSays,
  type Told,
  untouched,
  whatToDoOffline,
  words,
} from './failure-parts.ts';
import { keychainWords } from './keychain-failures.ts';
import { settingsFailures } from './settings-failures.ts';

/** What each failure reads as. Adding a code without words doesn't compile. */
export const wordsByCode: Readonly<Record<FailureCode, (told: Told) => FailureWords>> = {
  offline: ({ failure }) =>
    words('Convene can’t be reached.', whatToDoOffline[failure.reason ?? 'no-network']),
  'timed-out': () =>
    words('There was no answer in time.', 'Try again in a moment. Convene or the network may be busy.'),
  refused: () =>
    words(
      'Convene refused this key.',
      'It was revoked or mistyped. Make a new one, or paste one that works.',
    ),
  'signed-out': () =>
    words('You’ve been signed out.', 'Your session ended on Convene. Sign in again to go on.'),
  'not-allowed': () =>
    words(
      'Convene doesn’t allow this.',
      'Admins and market managers can manage keys. Ask one of them, or have them change your role.',
    ),
  'not-found': () =>
    words('Convene doesn’t know this any more.', 'It may have been removed elsewhere. Look again.'),
  conflict: keyNameTaken,
  'device-name-taken': deviceNameTaken,
  invalid: () => words('Convene didn’t accept this.', 'Check what you entered, then try again.'),
  'server-error': () =>
    words(
      'Convene has a problem of its own.',
      `Try again in a few minutes. If it stays, write to ${support}.`,
    ),
  'unexpected-answer': () =>
    words(
      'Something other than Convene answered.',
      'A Wi-Fi sign-in page or a filter may be in between. Open a web page to check, then try again.',
    ),
  'clock-wrong': () =>
    words(
      'This computer’s clock is wrong.',
      'Set date and time to automatic in the system settings, then try again.',
    ),
  'certificate-untrusted': ({ failure }) =>
    words(
      'This computer doesn’t trust the certificate that answered for Convene.',
      `${failure.name ? `It was signed by “${failure.name}”. ` : ''}A filter or a virus scanner may be in between: ask whoever looks after this network or computer. Check that the date here is right, too.`,
    ),
  'proxy-password': () =>
    words(
      'The network’s proxy asks for a password.',
      'Ask whoever looks after this network to let Convene through without one, or use another network.',
    ),
  'revocation-unconfirmed': ({ failure }) =>
    words(
      `Convene hasn’t confirmed that ${quoted(failure.name, 'the key')} is revoked.`,
      'It may have been revoked, or not. Treat this key as live. We keep trying.',
    ),
  'revoked-key-accepted': ({ failure }) =>
    words(
      `Convene says revoked, but ${quoted(failure.name, 'the key')} still works.`,
      `Treat this key as live. Try once more; if it stays, write to ${support}.`,
    ),
  'sign-in-not-offered': () =>
    words(
      'This Convene doesn’t offer sign-in for apps.',
      'You can paste a key instead, and make or revoke keys on Convene’s web page.',
    ),
  'sign-in-denied': () =>
    words(
      'Sign-in was denied in the browser.',
      `If that was you, sign in again when you’re ready. If it wasn’t, write to ${support}.`,
    ),
  'sign-in-expired': () =>
    words('The code ran out before it was approved.', 'Sign in again to get a new one.'),
  'sign-in-cancelled': () =>
    words('You stopped signing in.', 'Nothing was changed. Sign in again whenever you like.'),
  'not-a-key': () =>
    words(
      'This isn’t a Convene key.',
      'A key starts with fm_org_ and is one long word. Copy all of it, without quotation marks.',
    ),
  ...keychainWords,
  ...settingsFailures,
  'backup-missing': () =>
    words('That copy of the file isn’t there any more.', 'Only the newest 20 are kept. Choose another one.'),
  'nothing-to-undo': () =>
    words('There is no change of ours to undo.', 'Look at the earlier copies, and restore one of them.'),
  'entry-name-taken': ({ file, failure }) =>
    words(
      `${file} has an entry called ${quoted(failure.name, 'the same')} that isn’t ours.`,
      `${untouched} Rename or remove that entry, then try again.${at(failure)}`,
    ),
  'claude-running': () =>
    words(
      'Claude is still open.',
      'Closing its window isn’t enough: choose Quit in Claude’s menu or from its tray icon.',
    ),
  'claude-not-running': () =>
    words('Claude isn’t open yet.', 'Start Claude. It reads its settings only when it starts.'),
  'claude-not-restarted': () =>
    words(
      'Claude has been open since before the change.',
      'Quit it fully, then start it again. It reads its settings only when it starts.',
    ),
  'claude-did-not-quit': () =>
    words(
      'We asked Claude to quit, and it is still open.',
      'It may be asking you something. Look at its window, or choose Quit in its menu or from its tray icon.',
    ),
  'claude-did-not-start': () =>
    words('Claude couldn’t be started from here.', 'Start it the way you always do; we notice it.'),
  'local-servers-forbidden': () =>
    words(
      'Whoever manages this computer has switched off local helpers in Claude.',
      'So a connection wouldn’t work, and we changed nothing. Ask them to allow local MCP servers for Claude.',
    ),
  'client-missing': ({ fullName }) =>
    words(`${fullName} isn’t on this computer.`, `Install ${fullName} and open it once, then look again.`),
  'client-command-failed': ({ fullName }) =>
    words(
      `${fullName} didn’t take the change.`,
      `Check that ${fullName} works and is up to date, then try again.`,
    ),
  'entry-vanished': ({ client }) =>
    words(
      `Our entry is gone from ${client}’s settings.`,
      `That happens when ${client} was still open in the background. Quit it fully, then put the entry back.`,
    ),
  'entry-keeps-vanishing': ({ client, failure }) =>
    words(
      `${client} removes our entry each time it starts.`,
      `We put it back three times and stopped. Update ${client}, or ask us: ${support}.${at(failure)}`,
    ),
  'entry-changed': ({ file }) =>
    words(
      `Our entry in ${file} was changed.`,
      'It starts something else than our helper now. Put it back, or disconnect.',
    ),
  'entry-stale': ({ file }) =>
    words(
      `Our entry in ${file} points to where our helper was before.`,
      'The Companion was moved or updated. Put the entry right, then start the program again.',
    ),
  'helper-not-started': ({ client, failure }) =>
    words(
      `${client} hasn’t started our helper yet.`,
      `Quit ${client} fully and start it again. Its own log says more.${at(failure)}`,
    ),
  'bridge-missing': ({ failure }) =>
    words(
      'Our helper program isn’t where it should be.',
      `Install Convene Companion again, then try again.${at(failure)}`,
    ),
  'bridge-did-not-start': () =>
    words(
      'Our helper program didn’t start.',
      'A virus scanner may hold it back. Restart this computer, or install the Companion again.',
    ),
  'bridge-silent': () =>
    words('Our helper program started but didn’t answer.', 'Try again. If it stays, restart this computer.'),
  'tool-failed': () =>
    words(
      'The key works, but the question wasn’t answered.',
      `Try again in a few minutes. If it stays, write to ${support}.`,
    ),
  'nothing-to-do': () => words('There is nothing to do here.', 'It was finished or taken back already.'),
  'consent-needed': () =>
    words('This needs your consent first.', 'Look at what would change, then agree to it.'),
  'storage-failed': ({ failure, file }) =>
    words(
      failure.about === 'settings'
        ? `${file} couldn’t be written.`
        : 'Our own files can’t be read or written.',
      `${systemSays(failure, 'Check that the disk isn’t full and that you may write there, then try again.')}${at(failure)}`,
    ),
  'state-damaged': ({ failure }) =>
    words(
      'What the Companion noted on this computer is damaged.',
      `Nothing was changed by that at Convene: keys that were made here still work. Look on Convene’s API keys page for keys named after this computer. Signing out and in again begins the notes anew.${at(failure)}`,
    ),
  busy: () =>
    words(
      'Another Convene Companion is doing this right now.',
      'Wait until it has finished, or close it, then try again.',
    ),
  'bad-input': () => words('This can’t be used as it is.', 'Check what you entered, then try again.'),
  'untrusted-sender': () =>
    words(
      'This page may not ask the Companion for anything.',
      'Close the window and open Convene Companion again.',
    ),
  'notifications-unavailable': () =>
    words(
      'This computer doesn’t show our notifications.',
      'What is due is told here in the window instead. On Linux they need the package libnotify4 and a desktop that shows them.',
    ),
  internal: () =>
    words(
      'The Companion made a mistake.',
      `Try again. If it stays, close and reopen the Companion, or write to ${support}.`,
    ),
};

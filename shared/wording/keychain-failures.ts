import type { FailureCode } from '../failure.ts';
import { type FailureWords, support, type Told, typed, words } from './failure-parts.ts';

type KeychainCode = Extract<FailureCode, `keychain-${string}` | 'secret-missing'>;

/** What the keychain's failures read as. */
export const keychainWords: Readonly<Record<KeychainCode, (told: Told) => FailureWords>> = {
  'keychain-locked': ({ failure }) =>
    words(
      'This computer’s keychain is locked.',
      typed(failure, 'Unlock it, for example by signing in to this computer anew, then try again.'),
    ),
  'keychain-no-bus': () =>
    words(
      'No desktop session was found, so the keychain can’t be reached.',
      'Sign in to this computer’s desktop and try again there. Programs reach the keychain through the session’s bus.',
    ),
  'keychain-no-service': ({ failure }) =>
    words(
      'This computer has no keychain running.',
      typed(failure, 'Start the system’s password service, then try again.'),
    ),
  'keychain-library-missing': ({ failure }) =>
    words(
      'A part that reaches the keychain is missing.',
      typed(failure, 'Install libsecret, then try again.'),
    ),
  'keychain-silent': () =>
    words(
      'This computer’s keychain didn’t answer in time.',
      'Look whether a window asks for your password. If none does, sign in to this computer anew, then try again.',
    ),
  'keychain-asks': () =>
    words(
      'This computer’s keychain asks whether the Companion may use its entry, and got no yes.',
      'After an update it asks once more. Try again, type this computer’s password in its window, and choose “Always Allow”.',
    ),
  'keychain-entry-too-large': () =>
    words(
      'This computer’s keychain takes no entry as large as this one.',
      `It was not kept. If a name in it is very long (of the key, or of the market), make that shorter and try again; else write to ${support}.`,
    ),
  'keychain-failed': () =>
    words(
      'The keychain didn’t do what we asked.',
      'Try again. If it stays, restart this computer: nothing is lost.',
    ),
  'secret-missing': () =>
    words(
      'The key is no longer in this computer’s keychain.',
      'Somebody or something removed it. Connect again to make a new one.',
    ),
};

import { type Failure, failure } from '../../shared/failure.ts';
import type { Answer } from './messages.ts';

/** What fixes a keychain, by operating system. Linux was tried; the others follow their manuals. */
const library = 'sudo apt-get install libsecret-1-0';
const service = 'sudo apt-get install gnome-keyring';
const unlock: Partial<Record<NodeJS.Platform, string>> = { darwin: 'security unlock-keychain' };

/** In the words of gnome-keyring and libsecret; the last also when there is no login keychain yet to unlock. */
const lockedOnLinux = [/locked collection/i, /is locked/i, /does not exist at path .*\/collection\//i];
/** In the words of `SecCopyErrorMessageString`: -25308, -25315, -25293. Never run. */
const lockedOnMac = [
  /user interaction is not allowed/i,
  /user interaction is required/i,
  /user name or passphrase/i,
];
/** -128: the person was asked and said no, as macOS asks once more when the program has changed. Never run. */
const askedOnMac = [/user cancell?ed the operation/i];
/** RPC_X_BAD_STUB_DATA, in English: what the Credential Manager says to more than 2,560 bytes. Never run. */
const tooLargeOnWindows = [/stub received bad data/i];
/** There is no bus to ask on, or its address leads nowhere: in the words of GLib. */
const noBusOnLinux = [
  /could not connect/i,
  /autolaunch d-bus/i,
  /cannot spawn a message bus/i,
  /dbus-launch/i,
  /given address is empty/i,
  /address element/i,
  /unsupported transport/i,
];
/** The bus is there, and nobody on it is a keychain: in the words of dbus-daemon, GLib and libsecret. */
const noServiceOnLinux = [
  /not provided by any \.service files/i,
  /no such interface/i,
  /connection (?:is )?closed/i,
  /underlying connection/i,
  /disconnected/i,
];
/** macOS: -25291, -25307, -25294. Windows: ERROR_NO_SUCH_LOGON_SESSION, in English. Never run. */
const noServiceElsewhere = [
  /no keychain is available/i,
  /(?:default|specified) keychain could not be found/i,
  /logon session does not exist/i,
];
const locked = [...lockedOnLinux, ...lockedOnMac];
const noService = [...noServiceOnLinux, ...noServiceElsewhere];

/** Tells the ways apart in which a keychain can't be used. */
export function keychainFailure(
  answer: Exclude<Answer, { kind: 'done' }>,
  platform: NodeJS.Platform,
): Failure {
  const detail = answer.words;
  const said = (words: readonly RegExp[]): boolean => words.some((one) => one.test(detail));
  const onLinux = (command: string) => (platform === 'linux' ? { command } : {});
  if (answer.kind === 'not-loaded')
    return failure('keychain-library-missing', { detail, ...onLinux(library) });
  if (said(askedOnMac)) return failure('keychain-asks', { detail });
  if (said(tooLargeOnWindows)) return failure('keychain-entry-too-large', { detail });
  if (said(locked)) return keychainLocked(detail, platform);
  if (said(noBusOnLinux)) return failure('keychain-no-bus', { detail });
  if (said(noService)) return failure('keychain-no-service', { detail, ...onLinux(service) });
  return failure('keychain-failed', { detail });
}

/** Nobody answered in time, and it isn't locked: macOS asks the person before it answers. */
export const keychainSilent = (detail: string, platform: NodeJS.Platform): Failure =>
  failure(platform === 'darwin' ? 'keychain-asks' : 'keychain-silent', { detail });

/** On Linux no one command unlocks every keychain: the person signs in anew, or opens the keychain's own program. */
export function keychainLocked(detail: string, platform: NodeJS.Platform): Failure {
  const command = unlock[platform];
  return failure('keychain-locked', { detail, command });
}

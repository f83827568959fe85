import { type Failure, failure } from '../../shared/failure.ts';
import type { Answer } from './messages.ts';

/** What mends a keychain, by operating system. Linux was tried; the others follow their manuals. */
const library = 'sudo apt-get install libsecret-1-0';
const service = 'sudo apt-get install gnome-keyring';
const unlock: Partial<Record<NodeJS.Platform, string>> = { darwin: 'security unlock-keychain' };

/** Words of libsecret, GLib, macOS and Windows, as they come through keytar. */
const locked =
  /locked collection|is locked|keychain is locked|user interaction is not allowed|user name or passphrase/i;
const noService =
  /not provided by any \.service files|could not connect|autolaunch d-bus|no such interface|connection (?:is )?closed|disconnected|no keychain is available|underlying connection/i;

/** Tells the ways apart in which a keychain can't be used. */
export function keychainFailure(
  answer: Exclude<Answer, { kind: 'done' }>,
  platform: NodeJS.Platform,
): Failure {
  const detail = answer.words;
  const command = (text: string | undefined) => (text && platform !== 'win32' ? { command: text } : {});
  if (answer.kind === 'not-loaded') {
    return failure('keychain-library-missing', { detail, ...(platform === 'linux' ? command(library) : {}) });
  }
  if (locked.test(answer.words)) return failure('keychain-locked', { detail, ...command(unlock[platform]) });
  if (noService.test(answer.words)) {
    return failure('keychain-no-service', { detail, ...(platform === 'linux' ? command(service) : {}) });
  }
  return failure('keychain-failed', { detail });
}

export const noAnswer = (): Failure => failure('keychain-failed', { detail: 'no answer in time' });
export const hostEnded = (words: string): Failure => failure('keychain-failed', { detail: words });

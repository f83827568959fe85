import type { ConnectionSecret } from '../core/keychain/accounts.ts';
import type { Failure, FailureCode, FailureReason } from '../shared/failure.ts';
import { formatDay } from '../shared/wording/dates.ts';

/** Why Claude's question couldn't be answered: a sentence that Claude can show, and the code behind it. */
export interface BridgeError {
  readonly code: FailureCode;
  readonly sentence: string;
  /** For the log, in technical words. */
  readonly detail?: string;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: BridgeError };

export const withError = (error: BridgeError): Outcome<never> => ({ ok: false, error });

const connectAgain = 'Open Convene Companion to connect Claude again.';

/** Without `revokedAt` only Convene knows when it was. */
export const keyRevoked = ({ revokedAt }: Pick<ConnectionSecret, 'revokedAt'>, now: Date): BridgeError => ({
  code: 'refused',
  sentence: revokedAt
    ? `This key was revoked on ${formatDay(new Date(revokedAt), now)}. ${connectAgain}`
    : `Convene refused this key, so it was probably revoked. ${connectAgain}`,
});

export const connectionRemoved: BridgeError = {
  code: 'secret-missing',
  sentence: `This connection was removed in Convene Companion. Open it to connect Claude again.`,
};

/** Asking again changes nothing: the connection ends, or another key is needed. */
export const isForGood = ({ code }: BridgeError): boolean =>
  code === 'refused' || code === 'not-allowed' || code === 'not-found' || code === 'secret-missing';

/** The question was passed on and its answer is missing: asking again might do it twice. */
const mayBeDone =
  'The connection broke before Convene answered, so this may or may not have been done. Look in Convene before asking again.';

/** `unsure`: what was asked changes something, and whether it was done isn't known. */
export function bridgeErrorOf(failed: Failure, unsure = false): BridgeError {
  const { code, detail } = failed;
  return { code, sentence: unsure ? mayBeDone : sentenceFor(failed), ...(detail ? { detail } : {}) };
}

/** The connection is only to be checked where there is none. */
const offline: Readonly<Record<FailureReason, string>> = {
  'no-network': 'Check the internet connection, then ask again.',
  'name-unknown': 'Its name isn’t known in this network; a filter may be in between.',
  refused: 'It takes no connections now. Ask again in a few minutes.',
  broken: 'The connection broke off. Ask again in a moment.',
};

function sentenceFor({ code, reason = 'broken' }: Failure): string {
  switch (code) {
    case 'not-allowed':
      return `Convene doesn’t allow this key any more, because the person who made it may no longer manage the market or the market isn’t published yet. Ask an admin of the market, or open Convene Companion to connect Claude with a new key.`;
    case 'not-found':
      return 'This Convene offers nothing to assistants at its address. Look for a new version of Convene Companion, or write to hello@convene.markets.';
    case 'offline':
      return `Convene can’t be reached from this computer. ${offline[reason]}`;
    case 'timed-out':
      return 'Convene didn’t answer in time. Ask again in a moment.';
    case 'refused':
      return `Convene refused this key. ${connectAgain}`;
    case 'invalid':
      return 'This is too much at once for Convene. Ask for it in smaller parts.';
    case 'server-error':
      return 'Convene has a problem of its own. Ask again in a few minutes.';
    case 'unexpected-answer':
      return 'Something other than Convene answered, perhaps a Wi-Fi sign-in page. Open a web page to check, then ask again.';
    case 'certificate-untrusted':
      return 'This computer doesn’t trust the certificate that answered for Convene. A filter or a virus scanner may be in between; open Convene Companion to see whose it is.';
    case 'proxy-password':
      return 'The network’s proxy asks for a password, so Convene can’t be reached. Ask whoever looks after this network.';
    case 'clock-wrong':
      return 'This computer’s clock is wrong. Set date and time to automatic in the system settings, then ask again.';
    case 'keychain-locked':
      return 'This computer’s keychain is locked, so the key can’t be read. Unlock it, then ask again.';
    case 'keychain-no-bus':
      return 'This computer’s keychain can’t be reached, because no desktop session is running here. Sign in to this computer’s desktop, then ask again.';
    case 'keychain-no-service':
    case 'keychain-library-missing':
      return 'This computer’s keychain isn’t running, so the key can’t be read. Open Convene Companion to see what is missing.';
    default:
      return 'The key can’t be read on this computer. Open Convene Companion to see why.';
  }
}

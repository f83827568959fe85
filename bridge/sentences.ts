import type { ConnectionSecret } from '../core/keychain/accounts.ts';
import type { FailureCode } from '../shared/failure.ts';

/** Why a question of Claude's could not be answered, in a sentence that Claude can show, and the code behind it. */
export interface Trouble {
  readonly code: FailureCode;
  readonly sentence: string;
}

const open = 'Open Convene Companion';

/** "3 May", as the window writes days. */
const day = (instant: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' }).format(new Date(instant));

export const keyRevoked = ({ revokedAt }: Pick<ConnectionSecret, 'revokedAt'>): Trouble => ({
  code: 'refused',
  sentence: revokedAt
    ? `This key was revoked on ${day(revokedAt)}. ${open} to connect Claude again.`
    : `Convene refused this key; it was probably revoked. ${open} to connect Claude again.`,
});

export const connectionRemoved: Trouble = {
  code: 'secret-missing',
  sentence: `This connection was removed in Convene Companion. ${open} to connect Claude again.`,
};

const sentences: Partial<Record<FailureCode, string>> = {
  'not-allowed': `Convene doesn’t allow this key any more, because the person who made it lost their role or the market is a draft. ${open} to connect Claude again.`,
  'not-found': `Convene doesn’t offer this to assistants at the address that was connected. ${open} and choose Check connection.`,
  offline:
    'Convene can’t be reached from this computer right now. Check the internet connection and ask again.',
  'timed-out': 'Convene didn’t answer in time. Ask again in a moment.',
  'server-error': 'Convene has a problem right now. Ask again in a few minutes.',
  'unexpected-answer': `Convene answered something that can’t be understood. Ask again, and if it stays so, ${open.toLowerCase()} and choose Check connection.`,
  'keychain-locked': 'This computer’s keychain is locked, so the key can’t be read. Unlock it and ask again.',
  'keychain-no-service': `This computer’s keychain doesn’t answer, so the key can’t be read. ${open} and choose Check connection.`,
  'keychain-library-missing': `This computer lacks what is needed to read its keychain. ${open} and choose Check connection.`,
};

export const troubleOf = (code: FailureCode): Trouble => ({
  code,
  sentence: sentences[code] ?? `The key can’t be read on this computer. ${open} and choose Check connection.`,
});

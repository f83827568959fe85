import { createHash, randomBytes, randomInt } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const randomText = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** 43 characters of 62 are 256 bits. */
export const newToken = (prefix: 'fm_org_' | 'fm_session_' | 'fm_refresh_'): string =>
  prefix + randomText(letters, 43);

/** A secret without a prefix of its own: device codes and web cookies. */
export const newOpaqueSecret = (): string => randomBytes(32).toString('base64url');

export const newId = (kind: string): string => `${kind}_${randomBytes(9).toString('hex')}`;

/** Tokens are long and random, so a plain SHA-256 is enough to keep them from being read back. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** RFC 8628, section 6.1: no vowels, so that no words appear, and nothing that looks like something else. */
const userCodeLetters = 'BCDFGHJKLMNPQRSTVWXZ';
const userCodeDigits = '23456789';

/** Like `KTFM-4827`. */
export const newUserCode = (): string => `${randomText(userCodeLetters, 4)}-${randomText(userCodeDigits, 4)}`;

/** What a person typed, in the form it was given to them; undefined when it can't be a code. */
export function readUserCode(typed: string): string | undefined {
  const bare = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return /^[A-Z]{4}[0-9]{4}$/.test(bare) ? `${bare.slice(0, 4)}-${bare.slice(4)}` : undefined;
}

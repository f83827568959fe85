import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);

/** 16 MiB of memory for each try. */
const cost = { N: 2 ** 14, r: 8, p: 1 } as const;
const length = 32;

/** `scrypt$<salt>$<hash>`, both in base64url. */
export async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const hash = await derive(password.normalize('NFKC'), salt, length, cost);
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** An unknown person (no stored hash) takes as long as a wrong password, so that nobody learns who has an account. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, salt = '', hash = ''] = (stored ?? '').split('$');
  const tried = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), length, cost);
  const expected = Buffer.from(hash, 'base64url');
  return stored !== undefined && expected.length === length && timingSafeEqual(tried, expected);
}

import { type Failure, failure } from '../../shared/failure.ts';

/** Windows keeps no secret of more than 2,560 bytes. */
const largestBytes = 2_400;

/** What keytar would refuse, or worse, change or cut short without a word; undefined for a secret that can be kept. */
export function unfitSecret(secret: string): Failure | undefined {
  if (Buffer.byteLength(secret) > largestBytes) return failure('keychain-entry-too-large');
  const why = whyNoText(secret);
  return why === undefined ? undefined : failure('bad-input', { detail: why });
}

function whyNoText(secret: string): string | undefined {
  if (secret === '') return 'an empty secret';
  if (secret.includes('\0')) return 'a NUL in a secret';
  return Buffer.from(secret).toString() === secret ? undefined : 'half a character in a secret';
}

/** Windows keeps no secret of more than 2,560 bytes. */
const largestBytes = 2_400;

/** What keytar would refuse, or worse, change or cut short without a word; undefined for a secret that can be kept. */
export function unfitSecret(secret: string): string | undefined {
  if (secret === '') return 'an empty secret';
  if (secret.includes('\0')) return 'a NUL in a secret';
  if (Buffer.from(secret).toString() !== secret) return 'half a character in a secret';
  return Buffer.byteLength(secret) > largestBytes ? 'a secret too long' : undefined;
}

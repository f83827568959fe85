import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/**
 * The same `Idempotency-Key` must give the same token again, and yet no token may be readable in the database.
 * So the token is sealed with a key made from the `Idempotency-Key`, of which the database has only a hash:
 * whoever asks again brings the key to the seal along.
 */
const ivBytes = 12;
const tagBytes = 16;

export const idempotencyHash = (idempotencyKey: string): string =>
  createHash('sha256').update(`idempotency:${idempotencyKey}`).digest('hex');

export function sealToken(token: string, idempotencyKey: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(idempotencyKey, iv), iv);
  const sealed = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Throws when the seal was made with another `Idempotency-Key` or was changed since. */
export function unsealToken(sealed: string, idempotencyKey: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(idempotencyKey, iv), iv);
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
    'utf8',
  );
}

function sealingKey(idempotencyKey: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', idempotencyKey, salt, 'convene-demo key creation', 32));
}

import type { OpenRevocationView } from '../core/keys/left-behind.ts';

/** What a person can do about a key that may still work. */
export const revokeByHand = (address: string | undefined): string =>
  address === undefined ? 'Revoke it on Convene’s web page.' : `Revoke it on Convene’s web page: ${address}`;

/** A key whose revocation was asked for and not confirmed; `email` of whoever is signed in. */
export function openRevocationLine(
  { keyName, email: asker, address }: OpenRevocationView,
  email?: string,
): string {
  const may = `The key “${keyName}” may still work: Convene hasn’t confirmed that it is revoked.`;
  if (asker === undefined || asker === email) return `! ${may} ${revokeByHand(address)}`;
  return `! ${may} ${asker} asked for it, and it is asked for again when they sign in. ${revokeByHand(address)}`;
}

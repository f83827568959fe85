import type { OpenRevocation } from '../shared/revocations.ts';
import { alarmWords } from '../shared/wording/revocation.ts';

/** What a person can do about a key that may still work. */
export const revokeByHand = (address: string | undefined): string =>
  address === undefined ? 'Revoke it on Convene’s web page.' : `Revoke it on Convene’s web page: ${address}`;

/** What was asked to be revoked and isn't for certain. */
export function openRevocationLine(one: OpenRevocation, now: Date): string {
  const { where, happened, next } = alarmWords(one, now);
  const may =
    one.what === 'key' ? `The key “${one.name}” may still work.` : `${one.name} may still be signed in.`;
  const again = one.canTry ? 'Ask again with: convene-companion keys list.' : next;
  const byHand =
    one.what === 'key'
      ? revokeByHand(one.address)
      : `Sign it out on Convene’s web page${one.address ? `: ${one.address}` : '.'}`;
  return `! ${may} ${where} ${happened} ${again} ${byHand}`;
}

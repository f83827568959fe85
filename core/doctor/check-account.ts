import type { Account } from '../account/account.ts';
import { bad, type Check, good, notChecked } from './finding.ts';

/** Who is signed in, as Convene says now. With a pasted key nobody has to be. */
export async function checkAccount(account: Account): Promise<Check> {
  if (account.view().state === 'pasted-key') return notChecked;
  const who = account.signedIn();
  if (!who.ok) return bad(who.error, 'sign-in');
  const me = await who.value.convene.me();
  if (me.ok) return good(me.value.person.email);
  return bad(me.error, me.error.code === 'signed-out' ? 'sign-in' : 'check-again');
}

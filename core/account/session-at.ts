import { failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { Account, SignedIn } from './account.ts';

/** The session of the person, if it is for that organization and that server. */
export function sessionAt(
  account: Pick<Account, 'sessionFor'>,
  { server, organizationId }: { readonly server: string; readonly organizationId: string },
): Result<SignedIn> {
  const who = account.sessionFor(organizationId);
  if (!who.ok) return who;
  return isSameServer(who.value.convene.server, server)
    ? who
    : failed(failure('signed-out', { detail: 'signed in elsewhere' }));
}

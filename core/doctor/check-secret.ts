import type { Connection } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import type { DoctorDeps } from './doctor-parts.ts';
import { bad, type Check, good, notChecked } from './finding.ts';

/** Whether this computer's keychain has the connection's key. The key itself isn't told. */
export async function checkSecret(
  { connections }: DoctorDeps,
  connection: Connection | undefined,
): Promise<Check> {
  if (!connection) return notChecked;
  const held = await connections.secret(connection.id);
  if (!held.ok)
    return bad(held.error, held.error.code === 'keychain-locked' ? 'unlock-keychain' : 'check-again');
  if (!held.value) return bad(failure('secret-missing'), 'connect-again');
  // It was taken out when the key was revoked.
  if (held.value.token === undefined) return bad(failure('refused'), 'connect-again');
  return good(connection.tokenHint);
}

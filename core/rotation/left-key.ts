import type { OpenRevocation } from '../keys/proofs-file.ts';
import type { PendingRotation } from './journal.ts';

/** A key that should have been revoked before the session goes, as it is noted for the next time. */
export const leftKey = (
  { server, personId, organization }: Pick<PendingRotation, 'server' | 'personId' | 'organization'>,
  key: { readonly id: string; readonly name: string },
): Omit<OpenRevocation, 'askedAt'> => ({
  server,
  ...(personId ? { personId } : {}),
  organizationId: organization.id,
  keyId: key.id,
  keyName: key.name,
});

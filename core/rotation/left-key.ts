import type { OpenRevocation } from '../keys/proofs-file.ts';
import type { Owner } from '../operations/operation.ts';

/** A key that should have been revoked before the session goes, as it is noted for the next time. */
export const leftKey = (
  { server, personId, organizationId }: Omit<Owner, 'organizationName'>,
  key: { readonly id: string; readonly name: string },
): Omit<OpenRevocation, 'askedAt'> => ({
  server,
  ...(personId ? { personId } : {}),
  organizationId,
  keyId: key.id,
  keyName: key.name,
});

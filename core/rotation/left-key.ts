import type { LeftKey } from '../keys/revocations.ts';
import type { Owner } from '../operations/operation.ts';

/** A key that should have been revoked before the session goes, as it is noted for the next time. */
export const leftKey = (
  { server, personId, organizationId, organizationName }: Owner,
  key: { readonly id: string; readonly name: string },
): LeftKey => ({
  server,
  ...(personId ? { personId } : {}),
  organizationId,
  organizationName,
  keyId: key.id,
  keyName: key.name,
});

/** A key that may have been made and can't be asked for, because its id isn't known. */
export interface UnknownKey {
  readonly what: 'key';
  readonly name: string;
  /** The organization's name. */
  readonly market: string;
}

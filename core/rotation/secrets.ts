import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { Connections } from '../connections/connections.ts';
import type { ConnectionSecret } from '../keychain/accounts.ts';

/**
 * Where a connection's keys lie while one takes the other's place: each in an item of its own, so that the one in use is
 * never half written. The new one is a whole connection to the bridge, which is proven with it before anything is swapped.
 */
const newId = (connectionId: string): string => `${connectionId}-new`;
const oldId = (connectionId: string): string => `${connectionId}-old`;

export function rotationSecrets(connections: Connections) {
  return {
    /** Under which the bridge can be started with the new key. */
    newId,
    oldId,
    keepNew: (id: string, secret: ConnectionSecret): Promise<Result<void>> =>
      connections.keep(newId(id), secret),
    newOne: (id: string): Promise<Result<ConnectionSecret | undefined>> => connections.secret(newId(id)),
    oldOne: (id: string): Promise<Result<ConnectionSecret | undefined>> => connections.secret(oldId(id)),

    /** The new key comes into use; the old one is kept beside it. Doing it twice is fine. */
    async swap(id: string, next: ConnectionSecret): Promise<Result<void>> {
      const inUse = await connections.secret(id);
      if (!inUse.ok) return inUse;
      if (inUse.value?.token === next.token) return ok(undefined);
      if (inUse.value) {
        const kept = await connections.keep(oldId(id), inUse.value);
        if (!kept.ok) return kept;
      }
      return connections.keep(id, next);
    },

    /** The old key comes back into use, if it was taken out of it. */
    async swapBack(id: string): Promise<Result<void>> {
      const old = await connections.secret(oldId(id));
      if (!old.ok) return old;
      return old.value ? connections.keep(id, old.value) : ok(undefined);
    },

    /** Only the one in use stays. */
    async clear(id: string): Promise<Result<void>> {
      for (const beside of [newId(id), oldId(id)]) {
        const gone = await connections.forgetSecret(beside);
        if (!gone.ok) return gone;
      }
      return ok(undefined);
    },
  };
}

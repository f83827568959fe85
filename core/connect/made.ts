import type { ClientId } from '../../shared/clients.ts';
import type { Connection } from '../../shared/connect-view.ts';
import type { Connections } from '../connections/connections.ts';
import { hasBegun, type Operation } from '../operations/operation.ts';
import type { ConnectData } from './connect-data.ts';

/** What there may be to take back, of a connection that stands or of one that was only begun. */
export interface Made {
  readonly client: ClientId;
  readonly connectionId: string;
  readonly organization: { readonly id: string; readonly name: string };
  /** Where its key lives, if that is known. */
  readonly server: string | undefined;
  readonly personId?: string | undefined;
  readonly configPath: string;
  readonly entryName: string;
  readonly keyName: string;
  readonly idempotencyKey?: string;
  readonly keyId?: string | undefined;
  readonly revokeKey: boolean;
  readonly entryMayBeThere: boolean;
  readonly keyMayBeThere: boolean;
}

/** What a connecting that was begun may have made. */
export const madeSoFar = (operation: Operation<ConnectData>): Made => {
  const { owner, data } = operation;
  return {
    ...data,
    ...data.preview,
    organization: { id: owner.organizationId, name: owner.organizationName },
    server: owner.server,
    personId: owner.personId,
    configPath: data.preview.path,
    revokeKey: data.source === 'session',
    entryMayBeThere: hasBegun(operation, 'entry-written'),
    keyMayBeThere: hasBegun(operation, 'key-ready'),
  };
};

/** What a connection that stands is made of. */
export async function madeFor(
  connections: Connections,
  connection: Connection,
  revokeKey: boolean,
): Promise<Made> {
  return {
    ...connection,
    connectionId: connection.id,
    organization: { id: connection.organizationId, name: connection.organizationName },
    // Unknown while the keychain can't be read.
    server: await connections.server(connection),
    revokeKey: revokeKey && connection.keyId !== undefined,
    entryMayBeThere: true,
    keyMayBeThere: true,
  };
}

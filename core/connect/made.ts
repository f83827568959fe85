import type { ClientId } from '../../shared/clients.ts';
import type { Connection, ConnectStepId } from '../../shared/connect-view.ts';
import type { Connections } from '../connections/connections.ts';
import type { PendingConnect } from './journal.ts';

/** What there may be to take back, of a connection that stands or of one that was only begun. */
export interface Made {
  readonly client: ClientId;
  readonly connectionId: string;
  readonly organization: { readonly id: string };
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
export const madeSoFar = (pending: PendingConnect): Made => ({
  ...pending,
  ...pending.preview,
  configPath: pending.preview.path,
  revokeKey: pending.source === 'session',
  entryMayBeThere: pending.writtenAt !== undefined || !isUntouched(pending, 'entry-written'),
  keyMayBeThere: !isUntouched(pending, 'key-ready'),
});

const isUntouched = (pending: PendingConnect, id: ConnectStepId): boolean =>
  pending.steps.some((step) => step.id === id && step.status === 'waiting');

/** What a connection that stands is made of. */
export async function madeFor(
  connections: Connections,
  connection: Connection,
  revokeKey: boolean,
): Promise<Made> {
  return {
    ...connection,
    connectionId: connection.id,
    organization: { id: connection.organizationId },
    // Unknown while the keychain can't be read.
    server: await connections.server(connection),
    revokeKey: revokeKey && connection.keyId !== undefined,
    entryMayBeThere: true,
    keyMayBeThere: true,
  };
}

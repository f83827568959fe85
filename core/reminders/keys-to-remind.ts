import type { AccountView } from '../../shared/account.ts';
import type { RemindedKey } from '../../shared/reminders/due-key.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Connections } from '../connections/connections.ts';
import type { StateFile } from '../files/state-file.ts';
import { allKnownLists, type KnownKeysFile, type KnownList, knownList } from '../keys/key-list-cache.ts';

/** Every key that works, as last known, and when Convene last told of each organization's. */
export interface KnownKeys {
  readonly keys: readonly RemindedKey[];
  /** By the ids of organizations. */
  readonly asOf: ReadonlyMap<string, string>;
}

/** The keys that the person of this account is reminded of. After a session has ended, those that it knew. */
export async function remindedKeys(
  parts: { known: StateFile<KnownKeysFile>; connections: Pick<Connections, 'list'> },
  account: AccountView,
): Promise<Result<KnownKeys>> {
  if (account.state === 'pasted-key') return pastedKeys(parts.connections, account.organization.id);
  const known = await parts.known.read();
  if (!known.ok) return failed(known.error);
  const lists = account.state === 'signed-in' ? listsOf(account, known.value) : allKnownLists(known.value);
  return ok({
    keys: lists.flatMap(({ organizationId, list }) =>
      list.keys
        .filter((key) => key.revoked_at === null)
        .map(({ id, name, created_at }) => ({ id, name, organizationId, createdAt: created_at })),
    ),
    asOf: new Map(lists.map(({ organizationId, list }) => [organizationId, list.asOf])),
  });
}

/** Of the organizations in which the person manages keys, on this server. */
function listsOf(
  { server, organizations }: Extract<AccountView, { state: 'signed-in' }>,
  known: KnownKeysFile,
): readonly { organizationId: string; list: KnownList }[] {
  return organizations.flatMap(({ id, managesKeys }) => {
    const list = managesKeys ? knownList(known, { server: server.address, organizationId: id }) : undefined;
    return list ? [{ organizationId: id, list }] : [];
  });
}

/** A pasted key is at least as old as its connection. */
async function pastedKeys(
  connections: Pick<Connections, 'list'>,
  organizationId: string,
): Promise<Result<KnownKeys>> {
  const listed = await connections.list();
  if (!listed.ok) return listed;
  const pasted = listed.value.filter((one) => one.keyId === undefined && !one.leaving);
  return ok({
    keys: pasted
      .filter((one) => one.organizationId === organizationId)
      .map(({ id, keyName, connectedAt }) => ({
        id,
        name: keyName,
        organizationId,
        createdAt: connectedAt,
      })),
    asOf: new Map(),
  });
}

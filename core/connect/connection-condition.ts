import { type Connection, type ConnectionCondition, needsNewKey } from '../../shared/connect-view.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { Connections } from '../connections/connections.ts';
import type { Convene } from '../convene/convene.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { StateFile } from '../files/state-file.ts';
import { type KnownKeysFile, knownList, withKnownList } from '../keys/key-list-cache.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';

/** The one place that says whether a connection works: from the keychain, Convene's list and what was asked for. */
export interface ConnectionConditions {
  /** From what is known on this computer; asks nobody. */
  of(connection: Connection): Promise<ConnectionCondition>;
  /** Asks Convene first: for the list where somebody is signed in there, else by trying the key. */
  ask(connection: Connection): Promise<ConnectionCondition>;
  /** Convene has refused its key, or taken it. */
  note(connectionId: string, refused: boolean): void;
}

export interface ConnectionConditionsDeps {
  readonly account: Pick<Account, 'sessionFor'>;
  readonly connections: Connections;
  readonly keys: Pick<Keys, 'openRevocations'>;
  readonly known: StateFile<KnownKeysFile>;
  readonly log: Log;
  /** Without a session. */
  convene(server: string): Pick<Convene, 'probeKey'>;
}

export function createConnectionConditions(deps: ConnectionConditionsDeps): ConnectionConditions {
  const refused = new Set<string>();
  const of = (connection: Connection): Promise<ConnectionCondition> => conditionOf(deps, refused, connection);
  return {
    of,
    async ask(connection) {
      const isListed = await loadList(deps, connection);
      const now = await of(connection);
      if (isListed || needsNewKey(now)) return now;
      const held = await deps.connections.token(connection.id);
      const tried = held && (await deps.convene(held.server).probeKey(held));
      if (tried?.ok) note(refused, connection.id, !tried.value.accepted && tried.value.reason === 'refused');
      return of(connection);
    },
    note: (connectionId, isRefused) => note(refused, connectionId, isRefused),
  };
}

function note(refused: Set<string>, connectionId: string, isRefused: boolean): void {
  if (isRefused) refused.add(connectionId);
  else refused.delete(connectionId);
}

async function conditionOf(
  { connections, keys, known }: ConnectionConditionsDeps,
  refused: ReadonlySet<string>,
  connection: Connection,
): Promise<ConnectionCondition> {
  const { id, keyId, organizationId } = connection;
  const held = await connections.secret(id);
  if (held.ok && held.value && held.value.token === undefined) return revoked(held.value.revokedAt);
  const server = await connections.server(connection);
  if (server !== undefined && keyId !== undefined) {
    const saved = await known.read();
    const list = saved.ok ? knownList(saved.value, { server, organizationId }) : undefined;
    const listed = list?.keys.find((key) => key.id === keyId);
    if (listed?.revoked_at) return revoked(listed.revoked_at);
  }
  if (held.ok && !held.value) return { kind: 'key-missing' };
  if (refused.has(id)) return revoked(undefined);
  const isAskedFor = (await keys.openRevocations()).some(
    (one) =>
      one.keyId === keyId &&
      one.organizationId === organizationId &&
      (one.server === undefined || server === undefined || isSameServer(one.server, server)),
  );
  return { kind: isAskedFor ? 'key-being-revoked' : 'works' };
}

const revoked = (at: string | undefined): ConnectionCondition => ({
  kind: 'key-revoked',
  ...(at === undefined ? {} : { at }),
});

/** True when Convene's list of today tells about this key. */
async function loadList(
  { account, connections, known, log }: ConnectionConditionsDeps,
  connection: Connection,
): Promise<boolean> {
  const { keyId, organizationId } = connection;
  const server = await connections.server(connection);
  if (server === undefined || keyId === undefined) return false;
  const who = sessionAt(account, { server, organizationId });
  if (!who.ok || !who.value.organization.managesKeys) return false;
  const listed = await who.value.convene.listKeys(organizationId);
  if (!listed.ok) return false;
  const { keys, at } = listed.value;
  const saved = await known.update((file) =>
    withKnownList(file, { server, organizationId }, { asOf: at, keys }),
  );
  if (!saved.ok) log('list of keys could not be remembered', { failure: saved.error });
  return saved.ok && keys.some(({ id }) => id === keyId);
}
